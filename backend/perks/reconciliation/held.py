"""What an operator's list said, kept until it is compared: in the database, as a city has millions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.cards.ports import HeldState
from backend.perks.reconciliation.comparison import Theirs
from backend.perks.reconciliation.models import HeldThere
from backend.platform.database import insert_into


def keep(session: Session, round_id: str, theirs: Sequence[Theirs]) -> None:
    """Keep a page; what is listed again replaces what was listed before."""
    rows = {
        one.key: {
            "round_id": round_id,
            "key": one.key,
            "state": one.state.value,
            "revision": one.revision,
            "perk": one.perk,
            "changed_at": one.changed_at,
        }
        for one in theirs
    }
    if not rows:
        return
    statement = insert_into(session, HeldThere).values(list(rows.values()))
    news = {name: statement.excluded[name] for name in ("state", "revision", "perk", "changed_at")}
    session.execute(statement.on_conflict_do_update(index_elements=["round_id", "key"], set_=news))


def take(session: Session, round_id: str, keys: Sequence[str]) -> list[Theirs]:
    """Return what was kept under these keys, and keep it no longer."""
    found = session.scalars(
        select(HeldThere).where(HeldThere.round_id == round_id, HeldThere.key.in_(keys))
    ).all()
    return _taken(session, found)


def take_some(session: Session, round_id: str, limit: int) -> list[Theirs]:
    """Return some of what is still kept, and keep it no longer."""
    query = select(HeldThere).where(HeldThere.round_id == round_id).order_by(HeldThere.key).limit(limit)
    return _taken(session, session.scalars(query).all())


def drop(session: Session, round_id: str) -> None:
    """Forget whatever is still kept."""
    session.execute(delete(HeldThere).where(HeldThere.round_id == round_id))


def _taken(session: Session, found: Sequence[HeldThere]) -> list[Theirs]:
    for row in found:
        session.delete(row)
    return [Theirs(row.key, HeldState(row.state), row.revision, row.perk, row.changed_at) for row in found]
