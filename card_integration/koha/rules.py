"""What a library agreed with the city, in the names of its own Koha."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KohaRules:
    """Between which two patron categories a waiver moves a patron, and which debit is the deposit.

    The no-deposit category must serve these waivers alone: whoever is in it counts as waived by us.
    `deposit_debit_type` is the debit's type, such as `ACCOUNT`, or its account type `A` in an old Koha.
    """

    no_deposit_category: str
    usual_category: str
    deposit_debit_type: str

    def __post_init__(self) -> None:
        if self.no_deposit_category == self.usual_category:
            raise ValueError("the usual and the no-deposit category must differ")
