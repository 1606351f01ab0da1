"""Use cases of a citizen who wants a merchant to learn nothing from their certificates any more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.certificates.audiences import AudienceDirectory, get_audience
from backend.certificates.models import BlockedVerifier
from backend.identity.people import hold_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database, insert_into


class BlockingService:
    """Blocks merchants: a scan with us answers them as if the certificate was revoked.

    What a device reads with no network, no block can take back; the citizen is told of it all the same.
    """

    def __init__(self, database: Database, clock: Clock, audiences: AudienceDirectory) -> None:
        self._database = database
        self._clock = clock
        self._audiences = audiences

    def block(self, citizen_id: str, merchant_id: str) -> None:
        """Block a merchant, at once; again changes nothing. Raises `NotFound` for an unknown one."""
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            merchant = get_audience(self._audiences, session, merchant_id, by_id=True)
            blocked = session.execute(
                insert_into(session, BlockedVerifier)
                .values(
                    citizen_id=citizen_id,
                    verifier_id=merchant.id,
                    verifier_name=merchant.name,
                    blocked_at=now,
                )
                .on_conflict_do_nothing()
                .returning(BlockedVerifier.verifier_id)
            ).first()
            if blocked is not None:
                citizen = the_citizen(citizen_id)
                record_access(session, citizen_id, citizen, "merchant.blocked", at=now, object_id=merchant.id)

    def unblock(self, citizen_id: str, merchant_id: str) -> None:
        """Let a merchant see again what the citizen shows there; again changes nothing."""
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            freed = session.execute(
                delete(BlockedVerifier)
                .where(BlockedVerifier.citizen_id == citizen_id, BlockedVerifier.verifier_id == merchant_id)
                .returning(BlockedVerifier.verifier_id)
            ).first()
            if freed is not None:
                citizen = the_citizen(citizen_id)
                record_access(
                    session, citizen_id, citizen, "merchant.unblocked", at=now, object_id=merchant_id
                )

    def list_of_citizen(self, citizen_id: str) -> Sequence[BlockedVerifier]:
        """List the merchants that the citizen has blocked, newest first."""
        query = select(BlockedVerifier).where(BlockedVerifier.citizen_id == citizen_id)
        with self._database.reading() as session:
            return session.scalars(query.order_by(BlockedVerifier.blocked_at.desc())).all()


def is_blocked(session: Session, citizen_id: str, verifier_id: str) -> bool:
    """Tell whether this citizen has blocked this merchant."""
    return session.get(BlockedVerifier, (citizen_id, verifier_id)) is not None
