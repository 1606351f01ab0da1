"""Use cases of disputes: opening one stops its record from counting at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.identity.people import get_proven_citizen, hold_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict, Invalid, NotFound
from backend.platform.field_encryption import FieldCipher
from backend.platform.ids import new_id
from backend.platform.request_keys import digest_of, make_once
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from backend.records.revisions import note_change
from backend.redress.models import Dispute

LONGEST_WORDS = 2000


class DisputeReason(StrEnum):
    """What may be wrong with a record."""

    NOT_MINE = "not_mine"
    WRONG_CONTENT = "wrong_content"
    OUT_OF_DATE = "out_of_date"
    REVOKED = "revoked"
    DUTY_FULFILLED = "duty_fulfilled"
    OTHER = "other"


class DisputeState(StrEnum):
    """Where a dispute stands; deciding one belongs to the officer's desk."""

    OPEN = "open"


@dataclass(frozen=True)
class DisputeView:
    """A dispute with its words readable to its citizen."""

    dispute: Dispute
    words: str


class StandingEffect(Protocol):
    """What says how a person stands, and must not go on saying it once a record does not count."""

    def on_standing_changed(self, session: Session, citizen_id: str, at: datetime) -> None:
        """End what was said of the former standing, in the caller's transaction."""
        ...


class DisputeService:
    """Takes disputes (征信 and 公共信用 rules alike: marked the same day; here in the same transaction)."""

    def __init__(
        self, database: Database, clock: Clock, cipher: FieldCipher, effects: Sequence[StandingEffect]
    ) -> None:
        self._database = database
        self._clock = clock
        self._cipher = cipher
        self._effects = effects

    def open(
        self, citizen_id: str, record_id: str, reason: DisputeReason, words: str, request_key: str | None
    ) -> DisputeView:
        """Open a dispute, mark its record as disputed, and end what was printed of the standing before.

        Raises `NotFound` for a record that is not the citizen's, `Conflict` for one that is not in force.
        """
        if len(words) > LONGEST_WORDS:
            raise Invalid(
                "words-too-long",
                zh=f"说明请控制在 {LONGEST_WORDS} 字以内。",
                en=f"Please use at most {LONGEST_WORDS} characters.",
            )
        now = self._clock.now()
        dispute_id = new_id("dsp")
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            digest = digest_of("dispute", record_id, reason, words)
            earlier = make_once(
                session, caller=citizen_id, key=request_key, digest=digest, made=dispute_id, at=now
            )
            if earlier is not None:
                return self._view(session.get_one(Dispute, earlier))
            record = self._get_own_record(session, citizen_id, record_id)
            record.state = RecordState.DISPUTED
            note_change(session, record.subject_index)
            for effect in self._effects:
                effect.on_standing_changed(session, citizen_id, now)
            dispute = Dispute(
                id=dispute_id,
                citizen_id=citizen_id,
                record_id=record_id,
                reason=reason,
                words_encrypted=self._cipher.encrypt(words, f"dispute.words/{dispute_id}"),
                state=DisputeState.OPEN,
                opened_at=now,
            )
            session.add(dispute)
            record_access(
                session, citizen_id, the_citizen(citizen_id), "dispute.opened", at=now, object_id=record_id
            )
            return self._view(dispute)

    def list_of_citizen(self, citizen_id: str) -> list[DisputeView]:
        """List the citizen's disputes, newest first."""
        with self._database.reading() as session:
            rows: Sequence[Dispute] = session.scalars(
                select(Dispute).where(Dispute.citizen_id == citizen_id).order_by(Dispute.opened_at.desc())
            ).all()
            return [self._view(row) for row in rows]

    def _get_own_record(self, session: Session, citizen_id: str, record_id: str) -> CreditRecord:
        citizen = get_proven_citizen(session, citizen_id)
        key = (citizen.id_index or b"", record_id)
        record = session.get(CreditRecord, key, with_for_update=True)
        if record is None:
            raise NotFound("record-not-found", zh="没有这条记录。", en="There is no such record.")
        if record.state != RecordState.IN_FORCE:
            raise Conflict(
                "record-not-disputable",
                zh="这条记录已在异议处理中，或已更正、修复、撤下，无需再提异议。",
                en="This record is in dispute already, or was corrected, repaired or withdrawn.",
                state=record.state,
            )
        return record

    def _view(self, dispute: Dispute) -> DisputeView:
        words = self._cipher.decrypt(dispute.words_encrypted, f"dispute.words/{dispute.id}")
        return DisputeView(dispute, words)
