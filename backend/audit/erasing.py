"""Erasing entries as the law wants, so that the chain still holds and says how many are gone, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from backend.audit.chain import root_of
from backend.audit.models import Erasure, Leaf
from backend.audit.sealed_log import SealedLog
from backend.audit.sealing import hold_chain
from backend.platform.clock import Clock


class ErasedBecause(StrEnum):
    """Why entries are erased; there is no other lawful reason."""

    PAST_ITS_YEARS = "past_its_years"
    ACCOUNT_DELETED = "account_deleted"


class Erasing:
    """Deletes entries of a log, and writes down that it did."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def erase(
        self, session: Session, of: SealedLog, which: ColumnElement[bool], because: ErasedBecause, about: str
    ) -> int:
        """Delete those entries in the caller's transaction; return how many of them were sealed.

        `about` is what bears the reason out: the id of an account's deletion, or a day. The database refuses
        to delete an entry of the access log that is not sealed yet.
        """
        hold_chain(session)
        refs = session.scalars(select(of.ref).where(which)).all()
        named = Leaf.log == of.name, Leaf.ref.in_(refs)
        digests = session.scalars(select(Leaf.digest).where(*named).order_by(Leaf.seal, Leaf.place)).all()
        if not digests:
            session.execute(delete(of.table).where(which))
            return 0
        erasure = Erasure(
            at=self._clock.now(),
            log=of.name,
            reason=because,
            about=about,
            count=len(digests),
            root=root_of(digests),
        )
        session.add(erasure)
        session.flush()
        # The leaf says so before the entry goes, as the database looks there; what named the entry goes last.
        self._tell_leaves(session, named, {"erased_in": erasure.number})
        session.execute(delete(of.table).where(which))
        self._tell_leaves(session, named, {"ref": None})
        return len(digests)

    def _tell_leaves(
        self, session: Session, named: tuple[ColumnElement[bool], ...], told: dict[str, Any]
    ) -> None:
        session.execute(
            update(Leaf).where(*named).values(told), execution_options={"synchronize_session": False}
        )
