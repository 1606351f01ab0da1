"""What is asked and told about one loan: which it is, until when it runs, and that it was renewed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

# An operator's own id goes into addresses, so nothing may stand in it that means something there.
_LOAN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)


def is_loan_id(text: str) -> bool:
    """Tell whether this can be an operator's id of a loan."""
    return _LOAN_ID.fullmatch(text) is not None


@dataclass(frozen=True)
class RenewalWish:
    """A loan that shall be due later than on the day that its holder saw.

    A loan that is due later already needs nothing more, so the same wish does no harm twice.
    """

    loan_id: str = field(repr=False)
    due_on: date = field(repr=False)


@dataclass(frozen=True)
class Renewed:
    """The loan now runs to the end of `due_on`; `renewals_left` is None where the operator does not tell."""

    due_on: date = field(repr=False)
    renewals_left: int | None = field(default=None, repr=False)
