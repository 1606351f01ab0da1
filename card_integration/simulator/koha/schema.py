"""What a patron's record is made of, outside and in Koha's own database, in the two versions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from card_integration.simulator.koha.columns import COLUMN_OF, COLUMNS_NEVER_SHOWN
from card_integration.simulator.koha.replies import wrong_body


class Version(StrEnum):
    """The real Koha that was tried, and a later one as its description has it."""

    OLD = "18.12"
    LATER = "main"


_OLD_FIELDS = frozenset({*COLUMN_OF, "restricted"})
_LATER_TEXTS = ("preferred_name", "middle_name", "pronouns")
_LATER_TRUTHS = ("privacy_guarantor_fines", "autorenew_checkouts", "protected", "anonymized")
_LATER_FIELDS = (_OLD_FIELDS - {"guarantor_id"}) | {*_LATER_TEXTS, *_LATER_TRUTHS}
_TRUTHS = frozenset({"incorrect_address", "patron_card_lost", "restricted", *_LATER_TRUTHS})
_NUMBERS = frozenset(
    {
        "patron_id",
        "guarantor_id",
        "privacy",
        "privacy_guarantor_checkouts",
        "sms_provider_id",
        "login_attempts",
    }
)
_READ_ONLY = frozenset({"restricted", "anonymized"})
_REQUIRED = {
    Version.OLD: ("surname", "address", "city", "library_id", "category_id"),
    Version.LATER: ("surname", "library_id", "category_id"),
}
_ANSWERED_AFTER_OPENING = frozenset(
    {
        "address",
        "cardnumber",
        "category_id",
        "city",
        "date_enrolled",
        "date_of_birth",
        "date_renewed",
        "expiry_date",
        "firstname",
        "guarantor_id",
        "incorrect_address",
        "last_seen",
        "library_id",
        "login_attempts",
        "patron_card_lost",
        "patron_id",
        "privacy",
        "privacy_guarantor_checkouts",
        "restricted",
        "sms_provider_id",
        "surname",
        "userid",
    }
)


def fields_of(version: Version) -> frozenset[str]:
    """Return the fields of a patron."""
    return _OLD_FIELDS if version is Version.OLD else frozenset(_LATER_FIELDS)


def empty_patron(version: Version) -> dict[str, Any]:
    """Return a patron's record as Koha fills it where nothing is told."""
    filled = {
        "check_previous_checkout": "inherit",
        "incorrect_address": False,
        "lang": "default",
        "login_attempts": 0,
        "patron_card_lost": False,
        "privacy": 1,
        "privacy_guarantor_checkouts": 0,
        "restricted": False,
        **dict.fromkeys(_LATER_TRUTHS, False),
    }
    return {name: filled.get(name) for name in sorted(fields_of(version))}


def require_patron_body(body: Mapping[str, Any], version: Version) -> None:
    """Check a body as Koha's own description asks; raises `KohaRefusal` 400 with every fault."""
    known = fields_of(version)
    faults = [("Missing property.", f"/body/{name}") for name in _REQUIRED[version] if name not in body]
    strangers = sorted(set(body) - known)
    if strangers:
        faults.append((f"Properties not allowed: {', '.join(strangers)}.", "/body"))
    for name in sorted(set(body) & known):
        if name in _READ_ONLY:
            faults.append(("Read-only.", f"/body/{name}"))
        elif not _fits(name, body[name]):
            faults.append(("Expected another type.", f"/body/{name}"))
    if faults:
        raise wrong_body(*faults)


def _fits(name: str, value: object) -> bool:
    if value is None:
        return name not in ("library_id", "category_id")
    if name in _TRUTHS:
        return isinstance(value, bool)
    if name in _NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str)


def database_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what 18.12 answers to a PUT: its database's columns, against its own description."""
    return {**COLUMNS_NEVER_SHOWN, **{column: record[name] for name, column in COLUMN_OF.items()}}


def opened_record(record: Mapping[str, Any], version: Version, opened_at: str) -> dict[str, Any]:
    """Return what is answered to a POST; 18.12 makes date-times of two dates, against its description."""
    if version is Version.LATER:
        return dict(record)
    answered = {name: record[name] for name in record if name in _ANSWERED_AFTER_OPENING}
    time_of_day = opened_at[10:19]
    return {**answered, **{name: answered[name] + time_of_day for name in ("date_enrolled", "expiry_date")}}
