"""Use cases of disputes: opening one stops its record from counting at once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.identity.people import hold_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict
from backend.platform.ids import new_id
from backend.platform.request_keys import digest_of, make_once
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from backend.redress.case_views import CaseReading, CaseView
from backend.redress.corrections import require_short
from backend.redress.events import CaseKind, DisputeReason, Event
from backend.redress.life import CaseLife, Wish, by_citizen, hold_case
from backend.redress.models import Case
from backend.redress.opening import CaseOpening, Opening, get_own_record


class DisputeService:
    """Takes disputes (marked the same day, so comparable rules; here in the same transaction)."""

    def __init__(
        self, database: Database, clock: Clock, opening: CaseOpening, life: CaseLife, reading: CaseReading
    ) -> None:
        self._database = database
        self._clock = clock
        self._opening = opening
        self._life = life
        self._reading = reading

    def open(
        self, citizen_id: str, record_id: str, reason: DisputeReason, words: str, request_key: str | None
    ) -> CaseView:
        """Open a dispute, mark its record as disputed, and end what was printed of the standing before.

        Raises `NotFound` for a record that is not the citizen's, `Conflict` for one that is not in force,
        or was decided for that reason, `Invalid` for words that are too long.
        """
        require_short(words)
        case_id = new_id("dsp")
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            earlier = make_once(
                session,
                caller=citizen_id,
                key=request_key,
                digest=digest_of("dispute", record_id, reason, words),
                made=case_id,
                at=self._clock.now(),
            )
            if earlier is not None:
                return self._reading.view(session, session.get_one(Case, earlier))
            record = get_own_record(session, citizen_id, record_id)
            if record.state != RecordState.IN_FORCE:
                raise Conflict(
                    "record-not-disputable",
                    zh="这条记录已在异议处理中，或已更正、修复、撤下，无需再提异议。",
                    en="This record is in dispute already, or was corrected, repaired or withdrawn.",
                    state=record.state,
                )
            _require_undecided(session, citizen_id, record, reason)
            case = self._opening.make(
                session, citizen_id, record, Opening(case_id, CaseKind.DISPUTE, reason, words)
            )
            self._life.move(session, case, Wish(Event.FILE), by_citizen(citizen_id))
            return self._reading.view(session, case)

    def withdraw(self, citizen_id: str, case: str) -> CaseView:
        """Take the dispute back: the record counts again. Raises `NotFound`, `Conflict`."""
        return self._move(citizen_id, case, Wish(Event.WITHDRAW))

    def ask_review(self, citizen_id: str, case: str, words: str) -> CaseView:
        """Ask that another officer looks at it, once; the record does not count meanwhile.

        Raises `NotFound`, and `Conflict` where there is nothing to review, or no more.
        """
        return self._move(citizen_id, case, Wish(Event.ASK_REVIEW, words=words))

    def _move(self, citizen_id: str, reference: str, wish: Wish) -> CaseView:
        with self._database.transaction() as session:
            case = hold_case(session, reference, citizen_id=citizen_id, kind=CaseKind.DISPUTE)
            self._life.move(session, case, wish, by_citizen(citizen_id))
            return self._reading.view(session, case)


def _require_undecided(
    session: Session, citizen_id: str, record: CreditRecord, reason: DisputeReason
) -> None:
    """Pass a reason that no dispute has decided since the record last changed: for that there is the review.

    What was never judged, as a decision that was revoked later on, stays open to a dispute of its own.
    """
    earlier = session.scalar(
        select(Case)
        .where(
            Case.citizen_id == citizen_id,
            Case.record_id == record.id,
            Case.kind == CaseKind.DISPUTE,
            Case.reason == reason,
            Case.decided_at >= record.received_at,
        )
        .order_by(Case.decided_at.desc())
        .limit(1)
    )
    if earlier is not None:
        raise Conflict(
            "dispute-decided",
            zh=f"以这个理由提出的异议已经作出决定（{earlier.number}）。不同意的，请在该案件中申请复核，"
            "或依法申请行政复议、提起诉讼。",
            en=f"A dispute for this reason was decided ({earlier.number}). If you disagree, ask for a review "
            "of that case, or turn to administrative reconsideration or the court.",
            number=earlier.number,
            case=earlier.id,
        )
