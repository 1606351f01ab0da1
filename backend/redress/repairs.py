"""Use cases of repairs: whether a record can be repaired, the application with its commitment, its course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.identity.people import hold_citizen
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import Conflict, Invalid, Refused
from backend.platform.ids import new_id
from backend.platform.request_keys import digest_of, make_once
from backend.records.catalogue import Catalogue
from backend.records.models import CreditRecord
from backend.redress.case_views import CaseReading, CaseView
from backend.redress.corrections import require_short
from backend.redress.eligibility import Eligibility, judge_repair
from backend.redress.events import CaseKind, Event, RepairWay
from backend.redress.life import CaseLife, Wish, by_citizen, hold_case
from backend.redress.machines import MACHINES
from backend.redress.models import Case
from backend.redress.opening import CaseOpening, Opening, get_own_record
from backend.redress.policy import RedressPolicy


@dataclass(frozen=True)
class RepairWish:
    """An application; without both flags it stays a draft, to which materials can be added.

    `commits` says that the citizen makes the commitment of the rules, `knows_consequence` that they have read
    what follows from false material. `duty_done_on` is when they say that all was done.
    """

    record_id: str
    words: str = ""
    duty_done_on: date | None = None
    commits: bool = False
    knows_consequence: bool = False


@dataclass(frozen=True)
class RepairOutlook:
    """Whether a record can be repaired, with the texts that come before an application."""

    eligibility: Eligibility
    policy: RedressPolicy
    on: date
    open_case: str | None


class RepairService:
    """Takes applications for repair; free of charge, as every answer says."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        catalogue: Catalogue,
        opening: CaseOpening,
        life: CaseLife,
        reading: CaseReading,
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._opening = opening
        self._life = life
        self._reading = reading

    def judge(self, citizen_id: str, record_id: str) -> RepairOutlook:
        """Return whether, from which day and why a record of the citizen's can be repaired.

        Raises `NotFound`, or `Refused` before the real-name proof.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            record = get_own_record(session, citizen_id, record_id)
            citizen = the_citizen(citizen_id)
            record_access(session, citizen_id, citizen, "repair.judged", at=now, object_id=record_id)
            open_case = _find_open(session, citizen_id, record_id)
            policy, on = self._life.policy_today(), city_date(now)
            return RepairOutlook(self._judge(record), policy, on, open_case.number if open_case else None)

    def apply(self, citizen_id: str, wish: RepairWish, request_key: str | None) -> CaseView:
        """Draft an application and, where both flags are given, send it.

        Raises `NotFound` for somebody else's record, `Refused` with `repair-not-possible` and the reason
        (and `possible_from`, where only time is missing), `Conflict` while an application for it is open.
        """
        require_short(wish.words)
        self._require_past(wish.duty_done_on)
        case_id = new_id("rep")
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            earlier = make_once(
                session,
                caller=citizen_id,
                key=request_key,
                digest=digest_of("repair", wish),
                made=case_id,
                at=self._clock.now(),
            )
            if earlier is not None:
                return self._reading.view(session, session.get_one(Case, earlier))
            record = get_own_record(session, citizen_id, wish.record_id)
            way = self._require_possible(record)
            if (standing := _find_open(session, citizen_id, record.id)) is not None:
                raise _open_already(standing)
            opening = Opening(case_id, CaseKind.REPAIR, way, wish.words, wish.duty_done_on)
            case = self._opening.make(session, citizen_id, record, opening)
            self._life.move(session, case, Wish(Event.DRAFT), by_citizen(citizen_id))
            if wish.commits and wish.knows_consequence:
                self._send(session, case)
            return self._reading.view(session, case)

    def confirm(self, citizen_id: str, case: str, *, commits: bool, knows_consequence: bool) -> CaseView:
        """Send a draft; raises `Refused` without the commitment, or where it is not possible today."""
        if not (commits and knows_consequence):
            raise Refused(
                "commitment-required",
                zh="提交前，请阅读提交虚假材料的后果并作出信用承诺。",
                en="Before you send it, please read what false material leads to and make the commitment.",
            )
        with self._database.transaction() as session:
            held = hold_case(session, case, citizen_id=citizen_id, kind=CaseKind.REPAIR)
            record = get_own_record(session, citizen_id, held.record_id)
            self._require_possible(record)
            self._send(session, held)
            return self._reading.view(session, held)

    def supply(self, citizen_id: str, case: str) -> CaseView:
        """Say that the materials which were asked for are all there; raises `NotFound`, `Conflict`."""
        return self._move(citizen_id, case, Wish(Event.SUPPLY))

    def withdraw(self, citizen_id: str, case: str) -> CaseView:
        """Take the application back; raises `NotFound`, `Conflict`."""
        return self._move(citizen_id, case, Wish(Event.WITHDRAW))

    def _move(self, citizen_id: str, reference: str, wish: Wish) -> CaseView:
        with self._database.transaction() as session:
            case = hold_case(session, reference, citizen_id=citizen_id, kind=CaseKind.REPAIR)
            self._life.move(session, case, wish, by_citizen(citizen_id))
            return self._reading.view(session, case)

    def _send(self, session: Session, case: Case) -> None:
        case.opened_at = self._clock.now()
        case.commitment_version = self._life.policy_of(case).commitment_version
        self._life.move(session, case, Wish(Event.APPLY), by_citizen(case.citizen_id))

    def _judge(self, record: CreditRecord) -> Eligibility:
        item = self._catalogue.find_item(record.item_id)
        today = city_date(self._clock.now())
        return judge_repair(record.facts(), item, self._life.policy_today(), today)

    def _require_possible(self, record: CreditRecord) -> RepairWay:
        judged = self._judge(record)
        obstacle = judged.obstacle
        if obstacle is None and judged.way is not None:
            return judged.way
        said = obstacle.said if obstacle else judged.conditions[-1].said
        day = judged.possible_from
        raise Refused(
            "repair-not-possible",
            zh=said.zh,
            en=said.en,
            reason=obstacle.code if obstacle else None,
            possible_from=day.isoformat() if day else None,
        )

    def _require_past(self, day: date | None) -> None:
        if day is not None and day > city_date(self._clock.now()):
            raise Invalid(
                "duty-in-the-future",
                zh="义务履行完毕的日期不能晚于今天。",
                en="The day on which all was done cannot be after today.",
            )


def _find_open(session: Session, citizen_id: str, record_id: str) -> Case | None:
    return session.scalar(
        select(Case).where(
            Case.citizen_id == citizen_id,
            Case.record_id == record_id,
            Case.kind == CaseKind.REPAIR,
            Case.state.not_in(MACHINES[CaseKind.REPAIR].final),
        )
    )


def _open_already(case: Case) -> Conflict:
    return Conflict(
        "repair-open",
        zh=f"这条记录的修复申请已在办理中，受理编号 {case.number}。",
        en=f"An application for this record is open already: {case.number}.",
        number=case.number,
        case=case.id,
    )
