"""What an operator is shown of a grant, and of many by pages: nothing of a person, level or reason."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, Self

from backend.cards.door_accounts import DoorAccount
from backend.cards.operator_access.keys import OperatorCaller
from backend.cards.ports import EntitlementWish
from backend.perks.models import OPEN_STATES, GrantState
from backend.platform.errors import Invalid, NotFound

MOST_ON_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """One entitlement as its operator shall hold it; `perk` is the contract's word.

    `account` is there only where the operator looks cards up by hand.
    """

    id: str
    link_id: str
    entitlement_id: str
    perk: str | None
    revision: int
    state: GrantState
    valid_from: datetime
    valid_until: datetime
    max_value_fen: int | None
    reason: str | None
    changed_at: datetime
    account: DoorAccount | None = None

    @property
    def wanted(self) -> EntitlementWish:
        """Return the state in which the operator shall hold it."""
        return EntitlementWish.ACTIVE if self.state in OPEN_STATES else EntitlementWish.ENDED


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list of grants, which is in the order of their last change."""

    changed_at: datetime
    id: str

    def to_cursor(self) -> str:
        """Return the place as an opaque word."""
        return base64.urlsafe_b64encode(f"{self.changed_at.isoformat()} {self.id}".encode()).decode()

    @classmethod
    def of_cursor(cls, cursor: str) -> Self:
        """Return the place that such a word means; raises `Invalid`."""
        try:
            moment, _, grant_id = base64.b64decode(cursor, b"-_", validate=True).decode().partition(" ")
            changed_at = datetime.fromisoformat(moment)
            if changed_at.tzinfo is None or not (grant_id.isascii() and grant_id.isprintable()):
                raise _cursor_invalid()
            return cls(changed_at.astimezone(UTC), grant_id)
        except (ValueError, OverflowError):
            raise _cursor_invalid() from None


@dataclass(frozen=True, slots=True)
class GrantQuery:
    """Which grants are asked for; `named` by an id that the operator holds itself: its own, the link's or the
    entitlement's. By pages in the order of change, or against it.
    """

    named: str | None = None
    state: GrantState | None = None
    changed_since: datetime | None = None
    after: Place | None = None
    newest_first: bool = False
    limit: int = MOST_ON_A_PAGE


@dataclass(frozen=True, slots=True)
class GrantPage:
    """Some grants, in the order that was asked for; without `next_cursor` there are no more."""

    grants: Sequence[HeldGrant]
    next_cursor: str | None

    @classmethod
    def cut(cls, found: Sequence[HeldGrant], limit: int) -> Self:
        """Return a page of the first `limit` of those found; one more says that others follow."""
        kept = found[:limit]
        is_more = len(found) > limit
        return cls(kept, Place(kept[-1].changed_at, kept[-1].id).to_cursor() if is_more else None)


class GrantsAtOperator(Protocol):
    """The grants of the operator that calls: real ones for a live key, synthetic ones for a sandbox key."""

    def list_changed(self, caller: OperatorCaller, query: GrantQuery) -> GrantPage:
        """List grants in the order of their last change, or against it."""
        ...

    def confirm(self, caller: OperatorCaller, grant_id: str, revision: int) -> HeldGrant:
        """Take the operator's word that the present wish is in effect; raises `NotFound`, `Conflict`."""
        ...

    def reject(self, caller: OperatorCaller, grant_id: str, revision: int, reason: str) -> HeldGrant:
        """Take the operator's refusal of a wish not yet in effect; raises `NotFound`, `Conflict`."""
        ...

    def reconcile(self, caller: OperatorCaller) -> Iterator[HeldGrant]:
        """Yield everything that is to be in effect at the operator now, or to be ended."""
        ...


def grant_not_found() -> NotFound:
    """Return the answer to a grant that is not there, or not this operator's."""
    return NotFound("grant-not-found", zh="没有这项激励。", en="There is no such grant.")


def _cursor_invalid() -> Invalid:
    return Invalid(
        "cursor-invalid",
        zh="cursor 应为上一页的 next_cursor。",
        en="A cursor is the next_cursor of the page before.",
    )
