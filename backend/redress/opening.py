"""Opening a case of either kind upon a record of the citizen's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from backend.identity.people import get_proven_citizen
from backend.platform.clock import Clock, city_date
from backend.platform.errors import NotFound
from backend.platform.field_encryption import FieldCipher
from backend.records.catalogue import Catalogue
from backend.records.catalogue_item import Seriousness
from backend.records.models import CreditRecord
from backend.redress.citizens_words import words_context
from backend.redress.events import CaseKind, State
from backend.redress.life import CaseLife
from backend.redress.models import Case
from backend.redress.numbers import new_number


@dataclass(frozen=True)
class Opening:
    """What a new case is about."""

    case_id: str
    kind: CaseKind
    reason: str
    words: str
    duty_done_on: date | None = None


class CaseOpening:
    """Makes the row of a new case, in its start state; the first move follows."""

    def __init__(self, clock: Clock, cipher: FieldCipher, catalogue: Catalogue, life: CaseLife) -> None:
        self._clock = clock
        self._cipher = cipher
        self._catalogue = catalogue
        self._life = life

    def make(self, session: Session, citizen_id: str, record: CreditRecord, opening: Opening) -> Case:
        """Return the new case, added to the session."""
        now = self._clock.now()
        item = self._catalogue.find_item(record.item_id)
        case = Case(
            id=opening.case_id,
            number=new_number(opening.kind, city_date(now).year),
            kind=opening.kind,
            citizen_id=citizen_id,
            subject_index=record.subject_index,
            record_id=record.id,
            item_id=record.item_id,
            department=record.department,
            reason=opening.reason,
            words_encrypted=self._cipher.encrypt(opening.words, words_context(opening.kind, opening.case_id)),
            state=State.START,
            version=0,
            edition=self._life.policy_today().version,
            opened_at=now,
            duty_done_on=opening.duty_done_on,
            is_serious=item is not None and item.seriousness is Seriousness.SERIOUS,
            is_extended=False,
            is_reviewed=False,
            was_asked=False,
            is_reminded=False,
            is_escalated=False,
        )
        session.add(case)
        session.flush()
        return case


def get_own_record(session: Session, citizen_id: str, record_id: str) -> CreditRecord:
    """Return a record about the citizen; raises `NotFound`, or `Refused` before the real-name proof.

    Its row is not held: the first move holds it, and looks at its state again.
    """
    citizen = get_proven_citizen(session, citizen_id)
    record = session.get(CreditRecord, (citizen.id_index or b"", record_id))
    if record is None:
        raise NotFound("record-not-found", zh="没有这条记录。", en="There is no such record.")
    return record
