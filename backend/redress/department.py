"""The source department's side: the cases that wait for it, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.service import Actor, record_access
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Invalid
from backend.platform.field_encryption import FieldCipher
from backend.records.catalogue import Catalogue
from backend.records.departments import DepartmentCaller
from backend.records.models import CreditRecord
from backend.redress.case_views import CaseReading, MaterialView
from backend.redress.citizens_words import open_words
from backend.redress.corrections import Corrections
from backend.redress.events import CaseKind, Event, Party, State
from backend.redress.life import CaseLife, Mover, Wish, case_not_found, get_case, hold_case
from backend.redress.materials import MaterialContent, MaterialReading
from backend.redress.models import Case

_WAITING = (State.AT_SOURCE, State.ACCEPTED)
_MOST = 500


class Position(StrEnum):
    """What a department says: of a dispute the first three, of a repair the last two."""

    AGREE = "agree"
    PARTLY = "partly"
    DISAGREE = "disagree"
    GRANT = "grant"
    REFUSE = "refuse"


_POSITIONS = {
    CaseKind.DISPUTE: (Position.AGREE, Position.PARTLY, Position.DISAGREE),
    CaseKind.REPAIR: (Position.GRANT, Position.REFUSE),
}


@dataclass(frozen=True)
class DepartmentCase:
    """A case as its source department sees it: the record by its own document number, no name."""

    number: str
    kind: CaseKind
    state: State
    item_id: str
    document_number: str | None
    title: str | None
    decided_on: date | None
    reason: str
    words: str
    opened_at: datetime
    due_on: date | None
    version: int
    is_serious: bool
    duty_done_on: date | None
    materials: Sequence[MaterialView]


@dataclass(frozen=True)
class DepartmentAnswer:
    """An answer upon a case as it was at `version`; `words` are told to the citizen."""

    position: Position
    words: str
    version: int
    corrections: Corrections | None = None


class DepartmentDesk:
    """Shows departments the cases that wait for them, and takes their answers.

    For a dispute the answer is an opinion, and the service centre decides; a repair is decided by whoever
    recognised the wrong (谁认定、谁修复), and where it is serious a second officer looks at a grant.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        cipher: FieldCipher,
        catalogue: Catalogue,
        life: CaseLife,
        reading: CaseReading,
        materials: MaterialReading,
    ) -> None:
        self._database = database
        self._clock = clock
        self._cipher = cipher
        self._catalogue = catalogue
        self._life = life
        self._reading = reading
        self._materials = materials

    def list_cases(self, caller: DepartmentCaller) -> Sequence[DepartmentCase]:
        """List what waits for the department, the earliest deadline first."""
        query = select(Case).where(Case.department == caller.code, Case.state.in_(_WAITING))
        actor, now = self._actor(caller), self._clock.now()
        with self._database.transaction() as session:
            rows = session.scalars(query.order_by(Case.due_on, Case.number).limit(_MOST)).all()
            for case in rows:
                record_access(session, case.citizen_id, actor, "case.viewed", at=now, object_id=case.number)
            return [self._view(session, case) for case in rows]

    def answer(self, caller: DepartmentCaller, number: str, answer: DepartmentAnswer) -> DepartmentCase:
        """Take the department's answer.

        Raises `NotFound` for another department's case, `Conflict` where the case has moved or does not wait
        for an answer, `Invalid` for a position of the other kind or without words where they are due.
        """
        with self._database.transaction() as session:
            case = hold_case(session, number)
            _require_own(case, caller)
            event = _event_of(case, answer.position)
            _require_words(answer)
            wish = Wish(event, words=answer.words, corrections=answer.corrections, position=answer.position)
            mover = Mover(Party.DEPARTMENT, self._actor(caller))
            self._life.move(session, case, wish, mover, version=answer.version)
            return self._view(session, case)

    def read_material(self, caller: DepartmentCaller, number: str, material_id: str) -> MaterialContent:
        """Return a material of a case that waits for the department; raises `NotFound`."""
        with self._database.transaction() as session:
            case = get_case(session, number)
            _require_own(case, caller)
            if case.state not in _WAITING:
                raise case_not_found()
            row = self._materials.note_reading(session, case, material_id, self._actor(caller))
        return self._materials.open(row)

    def _actor(self, caller: DepartmentCaller) -> Actor:
        return Actor("department", caller.code, self._catalogue.get_department(caller.code).name_zh)

    def _view(self, session: Session, case: Case) -> DepartmentCase:
        record = session.get(CreditRecord, (case.subject_index, case.record_id))
        return DepartmentCase(
            number=case.number,
            kind=CaseKind(case.kind),
            state=State(case.state),
            item_id=case.item_id,
            document_number=record.document_number if record else None,
            title=record.title if record else None,
            decided_on=record.decided_on if record else None,
            reason=case.reason,
            words=open_words(self._cipher, case),
            opened_at=case.opened_at,
            due_on=case.due_on,
            version=case.version,
            is_serious=case.is_serious,
            duty_done_on=case.duty_done_on,
            materials=self._reading.materials(session, case),
        )


def _require_own(case: Case, caller: DepartmentCaller) -> None:
    if case.department != caller.code:
        raise case_not_found()


def _event_of(case: Case, position: Position) -> Event:
    kind = CaseKind(case.kind)
    if position not in _POSITIONS[kind]:
        raise Invalid(
            "position-does-not-fit",
            zh="答复意见与案件类别不符：异议用 agree、partly、disagree，修复用 grant、refuse。",
            en="For a dispute say agree, partly or disagree; for a repair grant or refuse.",
        )
    if kind is CaseKind.DISPUTE:
        return Event.ANSWER
    if position is Position.REFUSE:
        return Event.REFUSE
    return Event.PROPOSE_GRANT if case.is_serious else Event.GRANT


def _require_words(answer: DepartmentAnswer) -> None:
    if answer.position in (Position.DISAGREE, Position.PARTLY) and not answer.words.strip():
        raise Invalid(
            "reason-missing",
            zh="不同意或部分同意的，请写明理由：当事人会看到。",
            en="Please say why you do not agree, or only in part: the person concerned reads it.",
        )
