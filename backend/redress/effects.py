"""What a step does to the record, in its own transaction, and to whatever said how the person stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from backend.platform.clock import city_date
from backend.platform.errors import Conflict, Invalid
from backend.platform.field_encryption import FieldCipher
from backend.records.details import SUBJECT_NAME, open_details, seal_details
from backend.records.facts import RecordState
from backend.records.models import CreditRecord, CreditRecordVersion
from backend.records.revisions import note_change
from backend.redress.corrections import Corrections
from backend.redress.events import Effect
from backend.redress.models import Case

_KEPT = (
    "subject_index",
    "version",
    "title",
    "decided_on",
    "valid_until",
    "duty_fulfilled_on",
    "revised_on",
    "state",
    "details_encrypted",
    "fingerprint",
    "batch_id",
    "received_at",
)
_STATE_AFTER = {
    Effect.CORRECT: RecordState.CORRECTED,
    Effect.CORRECT_PARTLY: RecordState.IN_FORCE,
    Effect.TAKE_OFF: RecordState.WITHDRAWN,
}


class StandingEffect(Protocol):
    """What says how a person stands, and must not go on saying it once that has changed."""

    def on_standing_changed(self, session: Session, citizen_id: str, at: datetime) -> None:
        """End what was said of the former standing, in the caller's transaction."""
        ...


class RecordEffects:
    """Changes the record of a case; perks ask for the status anew by themselves, and take nothing away."""

    def __init__(self, cipher: FieldCipher, standing: Sequence[StandingEffect]) -> None:
        self._cipher = cipher
        self._standing = standing

    def apply(
        self, session: Session, case: Case, effect: Effect, corrections: Corrections | None, at: datetime
    ) -> None:
        """Carry out the effect; raises `Conflict` where the record is not as the effect needs it."""
        record = hold_record(session, case)
        if record is None:
            return
        if effect in _STATE_AFTER:
            self._decide(session, record, effect, corrections, case, at)
        elif effect is Effect.PUT_BACK:
            if record.state != RecordState.DISPUTED:
                return
            record.state = RecordState.IN_FORCE
        else:
            _require_in_force(record)
            is_mark = effect is Effect.MARK_DISPUTED
            record.state = RecordState.DISPUTED if is_mark else RecordState.REPAIRED
        note_change(session, record.subject_index)
        for one in self._standing:
            one.on_standing_changed(session, case.citizen_id, at)

    def _decide(
        self,
        session: Session,
        record: CreditRecord,
        effect: Effect,
        corrections: Corrections | None,
        case: Case,
        at: datetime,
    ) -> None:
        """Keep what the record said before, correct it, and say from which day it is so."""
        if effect is Effect.CORRECT_PARTLY and (corrections is None or not corrections.changes_anything):
            raise Invalid(
                "corrections-missing",
                zh="部分支持时，请写明更正了哪些内容。",
                en="Upholding in part needs what is corrected.",
            )
        session.add(CreditRecordVersion(record_id=record.id, replaced_at=at, **_kept(record)))
        if corrections is not None:
            self._correct(record, corrections, city_date(at))
        # A record that its source withdrew meanwhile stays withdrawn.
        if record.state == RecordState.DISPUTED:
            record.state = _STATE_AFTER[effect]
        record.version += 1
        record.batch_id, record.received_at, record.corrected_on = case.id, at, city_date(at)

    def _correct(self, record: CreditRecord, corrections: Corrections, today: date) -> None:
        corrections.require_sound()
        for name, value in corrections.values().items():
            setattr(record, name, value)
        _require_possible_days(record, today)
        if not corrections.details:
            return
        details = open_details(self._cipher, record.id, record.details_encrypted)
        # The name is the department's to correct; about somebody else the record is taken off.
        unknown = corrections.details.keys() - (details.keys() - {SUBJECT_NAME})
        if unknown:
            raise Invalid(
                "detail-unknown",
                zh=f"这条记录没有这些内容：{'、'.join(sorted(unknown))}。",
                en="The record has no such details.",
                details=sorted(unknown),
            )
        if any(type(value) is not type(details[key]) for key, value in corrections.details.items()):
            raise Invalid(
                "detail-kind",
                zh="金额只能更正为金额，文字只能更正为文字。",
                en="An amount is corrected by an amount, a text by a text.",
            )
        record.details_encrypted = seal_details(self._cipher, record.id, {**details, **corrections.details})


def hold_record(session: Session, case: Case) -> CreditRecord | None:
    """Return the case's record, which nobody else changes until the commit; None where it was deleted."""
    key = (case.subject_index, case.record_id)
    return session.get(CreditRecord, key, with_for_update=True, populate_existing=True)


def _kept(record: CreditRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _KEPT}


def _require_possible_days(record: CreditRecord, today: date) -> None:
    """Pass the days that a department could deliver too: nothing lies ahead, or before the decision."""
    passed = [day for day in (record.decided_on, record.duty_fulfilled_on) if day is not None]
    later = [day for day in (record.valid_until, record.duty_fulfilled_on) if day is not None]
    if max(passed) > today or min(later, default=today) < record.decided_on:
        raise Invalid(
            "correction-days",
            zh="决定日期和履行日期不能晚于今天，履行日期和有效期不能早于决定日期。",
            en="Decision and duty do not lie ahead; neither duty nor last day is before the decision.",
        )


def _require_in_force(record: CreditRecord) -> None:
    if record.state != RecordState.IN_FORCE:
        raise Conflict(
            "record-not-in-force",
            zh="这条记录已在异议处理中，或已更正、修复、撤下。",
            en="This record is in dispute already, or was corrected, repaired or withdrawn.",
            state=record.state,
        )
