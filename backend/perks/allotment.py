"""How much of a perk is left, counted in one row of each perk, so that the last place is given once.

Taking is one statement: it counts where a place and the worst case are left, and else does nothing.
Who takes holds the row until the commit, so that nothing may be waited for after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from sqlalchemy import and_, case, select, update
from sqlalchemy.orm import Session

from backend.perks.models import Allotment
from backend.perks.period import BEFORE_ALL_PERIODS
from backend.perks.perk import Perk
from backend.platform.database import insert_into

_FEW = 0.1


class Left(StrEnum):
    """How much is left, as anybody may know it: never a number."""

    AVAILABLE = "available"
    FEW = "few_left"
    NONE = "none"


def take(session: Session, perk: Perk, on: date) -> bool:
    """Take one place of a perk and its worst case out of the budget; False where either is not left."""
    first_day, worth = _period_of(perk, on), perk.max_value_fen or 0
    # A clock that is behind the row's period counts in that one.
    is_same = Allotment.period_from >= first_day
    committed = case((is_same, Allotment.committed_fen), else_=0) + worth
    taken = case((is_same, Allotment.taken), else_=0) if perk.is_redeemed else Allotment.taken
    is_left = taken < perk.quota
    if perk.budget_fen is not None:
        is_left = and_(is_left, committed <= perk.budget_fen)
    counted = (
        insert_into(session, Allotment)
        .values(perk=perk.id, taken=1, period_from=first_day, committed_fen=worth)
        .on_conflict_do_update(
            index_elements=["perk"],
            set_={
                "taken": taken + 1,
                "period_from": case((is_same, Allotment.period_from), else_=first_day),
                "committed_fen": committed,
            },
            where=is_left,
        )
        .returning(Allotment.perk)
    )
    return session.execute(counted).first() is not None


def give_back(session: Session, perk_id: str, *, taken_on: date, unused_fen: int = 0) -> None:
    """Free a place; what of the budget was not used goes back to it, if its period is not over."""
    is_same = Allotment.period_from <= taken_on
    session.execute(
        update(Allotment)
        .where(Allotment.perk == perk_id)
        .values(
            taken=Allotment.taken - 1,
            committed_fen=case(
                (is_same, Allotment.committed_fen - unused_fen), else_=Allotment.committed_fen
            ),
        ),
        execution_options={"synchronize_session": False},
    )


def read_left(session: Session, perks: Iterable[Perk], on: date) -> Mapping[str, Left]:
    """Return for each perk how much of it is left."""
    rows = {row.perk: row for row in session.scalars(select(Allotment))}
    return {perk.id: _judge(perk, rows.get(perk.id), on) for perk in perks}


def _judge(perk: Perk, row: Allotment | None, on: date) -> Left:
    if row is None:
        return Left.AVAILABLE
    is_same = row.period_from >= _period_of(perk, on)
    taken = row.taken if is_same or not perk.is_redeemed else 0
    shares = [(perk.quota - taken) / perk.quota]
    if perk.budget_fen is not None and perk.max_value_fen is not None:
        uncommitted = perk.budget_fen - (row.committed_fen if is_same else 0)
        shares.append(uncommitted / perk.budget_fen if uncommitted >= perk.max_value_fen else 0)
    least = min(shares)
    if least <= 0:
        return Left.NONE
    return Left.FEW if least <= _FEW else Left.AVAILABLE


def _period_of(perk: Perk, on: date) -> date:
    return perk.period.first_day(on) if perk.period is not None else BEFORE_ALL_PERIODS
