"""Koha's four shapes of an error, and how a talk with it ends early."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from backend.cards.ports import Busy, RefusedByOperator, Unknown, Unsupported

_UNKNOWN_CATEGORY = "Given category_id does not exist"
_UNKNOWN_PATRON = "patron not found"


@dataclass(frozen=True)
class KohaError:
    """What Koha says went wrong; `said` may quote a patron's record, so it stays out of logs."""

    said: str = field(repr=False)
    paths: tuple[str, ...] = ()
    conflict: str | None = None

    @property
    def is_unknown_patron(self) -> bool:
        """Tell whether there is no such patron; an address that does not exist is answered with 404 too."""
        return self.said.casefold().startswith(_UNKNOWN_PATRON)

    @property
    def is_unknown_category(self) -> bool:
        """Tell whether the category that was asked for does not exist."""
        return self.said == _UNKNOWN_CATEGORY


def error_in(body: object) -> KohaError | None:
    """Return the error in a body of any of Koha's four shapes; None for any other body.

    They are `{error}`, `{error, conflict}`, `{errors, status}` and a bare array.
    """
    if isinstance(body, list):
        return _listed(body)
    if not isinstance(body, dict):
        return None
    if isinstance(body.get("errors"), list):
        return _listed(body["errors"])
    said, conflict = body.get("error"), body.get("conflict")
    if not isinstance(said, str):
        return None
    return KohaError(said, conflict=conflict if isinstance(conflict, str) else None)


def _listed(faults: list[object]) -> KohaError | None:
    stated = [fault for fault in faults if isinstance(fault, dict) and isinstance(fault.get("message"), str)]
    if not stated or len(stated) != len(faults):
        return None
    paths = tuple(fault["path"] for fault in stated if isinstance(fault.get("path"), str))
    return KohaError("; ".join(fault["message"] for fault in stated), paths)


class Stopped(Exception):
    """The talk with Koha ended before its aim; `outcome` says with what. Never leaves the adapter."""

    def __init__(self, outcome: RefusedByOperator | Busy | Unknown | Unsupported) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome


@contextmanager
def after_a_write() -> Iterator[None]:
    """Turn whatever stops the talk from here on into Unknown.

    Busy would claim that nothing was done, a refusal that nothing will be.
    """
    try:
        yield
    except Stopped:
        raise Stopped(Unknown()) from None
