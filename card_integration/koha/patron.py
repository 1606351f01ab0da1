"""A patron as Koha shows one, and the least that has to be sent to change the category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from card_integration.koha.fields import as_number, as_object, as_optional_text, as_text, as_truth

# Address and city were required until Koha let them go; a patron with a preferred name is a later one's.
_REQUIRED = ("surname", "library_id")
_REQUIRED_ONCE = ("surname", "address", "city", "library_id")
_FIELD_OF_A_LATER_KOHA = "preferred_name"
# Gone from the record long before a Koha without a list of a patron's loans was.
_FIELD_OF_AN_OLD_KOHA = "guarantor_id"


@dataclass(frozen=True)
class Patron:
    """One patron; `required` is what Koha wants to be told again with every change."""

    patron_id: int
    category_id: str
    cardnumber: str = field(repr=False)
    name: str = field(repr=False)
    required: Mapping[str, str | None] = field(repr=False)
    is_restricted: bool
    is_card_lost: bool
    expiry_on: date | None
    is_of_old_koha: bool

    def moved_to(self, category_id: str) -> dict[str, str | None]:
        """Return the body of the smallest PUT that changes the category.

        Koha merges and has no ETag: a whole record, sent back, would undo what others changed meanwhile,
        and its read-only fields would be refused.
        """
        return {**self.required, "category_id": category_id}


def patron_in(body: object) -> Patron:
    """Return the patron in a record; raises `ValueError`, `KeyError` or `TypeError` for anything else."""
    record = as_object(body)
    required = _REQUIRED if _FIELD_OF_A_LATER_KOHA in record else _REQUIRED_ONCE
    expiry_on = as_optional_text(record.get("expiry_date"))
    return Patron(
        patron_id=as_number(record["patron_id"]),
        category_id=as_text(record["category_id"]),
        cardnumber=as_optional_text(record["cardnumber"]) or "",
        # Koha knows no order of names: the given name stands first, as in its own lists.
        name=f"{as_optional_text(record.get('firstname')) or ''} {as_optional_text(record['surname']) or ''}",
        required={name: as_optional_text(record[name]) for name in required},
        is_restricted=as_truth(record["restricted"]),
        is_card_lost=as_truth(record.get("patron_card_lost") or False),
        expiry_on=None if expiry_on is None else date.fromisoformat(expiry_on),
        is_of_old_koha=_FIELD_OF_AN_OLD_KOHA in record,
    )
