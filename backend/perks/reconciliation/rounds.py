"""The rounds of reconciliation: how one begins, how it is found again, and how it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cards.operators import Operator
from backend.perks.checking import ask_to_check
from backend.perks.reconciliation import held
from backend.perks.reconciliation.comparison import Difference, DifferenceKind, count
from backend.perks.reconciliation.keys import entitlement_id_in
from backend.perks.reconciliation.models import (
    Phase,
    ReconciliationDifference,
    ReconciliationRound,
    RoundKind,
)
from backend.perks.reconciliation.ours import OurGrant
from backend.platform.ids import new_id

ASKER = "reconciliation"
_OVERLAP = timedelta(minutes=30)
_LONGEST_TROUBLE = 200
_FIRST_PHASE = {RoundKind.CHANGES: Phase.CHANGES, RoundKind.FULL: Phase.LISTING}


def begin_or_find(
    session: Session, operator: Operator, kind: RoundKind, begun_by: str, at: datetime
) -> ReconciliationRound:
    """Return the round that this message or command began, or begin it.

    Changes are compared from shortly before the last round that came to its end, as clocks differ.
    """
    known = session.scalars(
        select(ReconciliationRound).where(ReconciliationRound.begun_by == begun_by)
    ).first()
    if known is not None:
        return known
    begun = ReconciliationRound(
        id=new_id("rcn"),
        begun_by=begun_by,
        operator=operator.id,
        kind=kind,
        changed_since=_last_whole(session, operator) if kind is RoundKind.CHANGES else None,
        began_at=at,
        phase=_FIRST_PHASE[kind],
        steps=0,
        compared=0,
        sent_to_mend=0,
        differences={},
    )
    session.add(begun)
    return begun


def write_down(
    session: Session,
    of: ReconciliationRound,
    differences: Sequence[Difference],
    ours: Sequence[OurGrant],
    at: datetime,
) -> None:
    """Keep the differences, and have those that are about a grant of ours checked and mended."""
    by_id = {one.grant.id: one for one in ours}
    # In one order, as each check holds its grant's row.
    for one in sorted(differences, key=lambda one: one.ours.grant_id if one.ours else ""):
        session.add(_row(of, one, at))
        if one.ours is not None:
            found = by_id[one.ours.grant_id]
            ask_to_check(session, found.grant, found.card, cause=ASKER, at=at)
            of.sent_to_mend += 1
    of.differences = dict(Counter(of.differences) + count(differences))


def write_down_unnamed(session: Session, of: ReconciliationRound, how_many: int, at: datetime) -> None:
    """Keep how many are held there that no link of ours stands behind, and that nothing tells apart."""
    kind = DifferenceKind.UNKNOWN.value
    session.add(
        ReconciliationDifference(
            round_id=of.id, operator=of.operator, found_at=at, kind=kind, how_many=how_many
        )
    )
    of.differences = dict(Counter(of.differences) + Counter({kind: how_many}))


def end(session: Session, of: ReconciliationRound, at: datetime, trouble: str | None = None) -> None:
    """End a round, before its end where there is a trouble."""
    held.drop(session, of.id)
    of.phase, of.place, of.ended_at = Phase.DONE, None, at
    of.trouble = trouble[:_LONGEST_TROUBLE] if trouble else None


def _last_whole(session: Session, operator: Operator) -> datetime | None:
    last = session.scalars(
        select(ReconciliationRound.began_at)
        .where(
            ReconciliationRound.operator == operator.id,
            ReconciliationRound.ended_at.is_not(None),
            ReconciliationRound.trouble.is_(None),
        )
        .order_by(ReconciliationRound.began_at.desc())
        .limit(1)
    ).first()
    return None if last is None else last - _OVERLAP


def _row(of: ReconciliationRound, found: Difference, at: datetime) -> ReconciliationDifference:
    ours, theirs = found.ours, found.theirs
    key = ours.key if ours is not None else theirs.key if theirs is not None else ""
    return ReconciliationDifference(
        round_id=of.id,
        operator=of.operator,
        found_at=at,
        kind=found.kind,
        grant_id=ours.grant_id if ours else None,
        our_state=ours.state if ours else None,
        our_revision=ours.revision if ours else None,
        entitlement_id=entitlement_id_in(key),
        their_state=theirs.state if theirs else None,
        their_revision=theirs.revision if theirs else None,
        their_perk=theirs.perk if theirs else None,
        their_change_at=theirs.changed_at if theirs else None,
        how_many=1,
    )
