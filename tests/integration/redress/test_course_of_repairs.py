from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from backend.domain import Domain
from backend.platform.clock import city_date
from backend.platform.errors import Conflict, Invalid, NotFound, Refused
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from backend.redress.department import Position
from backend.redress.eligibility import ConditionCode
from backend.redress.events import CaseKind, Event, RepairWay, State
from tests.builders.citizens import ORDINARY, SERIOUS, TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.files import a_jpeg
from tests.builders.redress import CHEN, LIU, MKT, a_dispute, a_repair, answered, decided, taken

pytestmark = pytest.mark.store
LONG_AGO = date(2026, 8, 1)
OVER_A_YEAR_AGO = date(2025, 11, 1)


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


def a_done_record(
    domain: Domain, citizen: TestCitizen, decided_on: date = LONG_AGO, item_id: str = ORDINARY
) -> str:
    record = a_record(domain, citizen, item_id, decided_on)
    done = update(CreditRecord).where(CreditRecord.id == record)
    with domain.ground.database.transaction() as session:
        session.execute(done.values(duty_fulfilled_on=decided_on + timedelta(days=5)))
    return record


def state_of(domain: Domain, record: str) -> str:
    with domain.ground.database.reading() as session:
        return session.scalars(select(CreditRecord.state).where(CreditRecord.id == record)).one()


def accepted(domain: Domain, citizen: TestCitizen, record: str) -> str:
    number = a_repair(domain, citizen, record).number
    taken(domain, number)
    decided(domain, number, Event.ACCEPT)
    return number


def test_a_repair_asked_too_early_is_refused_with_the_date_and_on_that_date_it_is_granted(
    domain: Domain, citizen: TestCitizen, clock: StandingClock
) -> None:
    record = a_done_record(domain, citizen, date(2026, 9, 1))
    assert domain.status.view(citizen.id).level.id == "attention"
    with pytest.raises(Refused, match="repair-not-possible") as refused:
        a_repair(domain, citizen, record)
    assert refused.value.extra["possible_from"] == "2026-12-02"
    assert "2026年12月2日" in refused.value.zh
    outlook = domain.redress.repairs.judge(citizen.id, record)
    assert (outlook.eligibility.is_possible, outlook.eligibility.possible_from) == (False, date(2026, 12, 2))
    clock.pass_time(days=8)
    with pytest.raises(Refused):
        a_repair(domain, citizen, record)
    clock.pass_time(days=1)
    assert city_date(clock.now()) == date(2026, 12, 2)
    number = accepted(domain, citizen, record)
    assert domain.status.view(citizen.id).level.id == "attention"
    clock.pass_time(hours=1)
    decided(domain, number, Event.GRANT, template="conditions_met")
    assert state_of(domain, record) == RecordState.REPAIRED
    assert domain.status.view(citizen.id).level.id == "good"
    message = domain.inbox.read(citizen.id).messages[0].entry
    assert (message.action, message.object_id) == ("repair.granted", number)


def test_the_source_department_decides_a_repair_by_itself(domain: Domain, citizen: TestCitizen) -> None:
    number = accepted(domain, citizen, record := a_done_record(domain, citizen))
    assert [case.number for case in domain.redress.department.list_cases(MKT)] == [number]
    answered(domain, number, Position.GRANT)
    assert state_of(domain, record) == RecordState.REPAIRED
    assert domain.redress.department.list_cases(MKT) == []


def test_a_refusal_gives_its_reason_and_the_record_goes_on_counting(
    domain: Domain, citizen: TestCitizen
) -> None:
    number = accepted(domain, citizen, record := a_done_record(domain, citizen))
    with pytest.raises(Invalid, match="reason-missing"):
        answered(domain, number, Position.REFUSE, words="")
    answered(domain, number, Position.REFUSE, words="罚款尚有余额未缴")
    view = domain.redress.cases.track(citizen.id, number)
    assert (view.state, view.steps[-1].words) == (State.REFUSED, "罚款尚有余额未缴")
    assert any("再次申请" in said.zh for said in view.go_on)
    assert state_of(domain, record) == RecordState.IN_FORCE
    assert a_repair(domain, citizen, record).state is State.APPLIED


def test_a_serious_record_is_repaired_only_when_a_second_officer_agrees(
    domain: Domain, citizen: TestCitizen
) -> None:
    record = a_done_record(domain, citizen, OVER_A_YEAR_AGO, SERIOUS)
    number = accepted(domain, citizen, record)
    with pytest.raises(Conflict, match="move-not-possible"):
        decided(domain, number, Event.GRANT)
    decided(domain, number, Event.PROPOSE_GRANT)
    assert state_of(domain, record) == RecordState.IN_FORCE
    with pytest.raises(Refused, match="second-officer-needed"):
        decided(domain, number, Event.APPROVE)
    decided(domain, number, Event.SEND_BACK, LIU, template="check_again")
    decided(domain, number, Event.PROPOSE_GRANT)
    case = decided(domain, number, Event.APPROVE, LIU)
    assert (case.view.state, case.view.outcome) == (State.GRANTED, Event.GRANT)
    assert state_of(domain, record) == RecordState.REPAIRED


def test_a_departments_grant_of_a_serious_record_waits_for_an_officer(
    domain: Domain, citizen: TestCitizen
) -> None:
    record = a_done_record(domain, citizen, OVER_A_YEAR_AGO, SERIOUS)
    number = accepted(domain, citizen, record)
    assert answered(domain, number, Position.GRANT).state is State.AWAITING_SECOND
    assert state_of(domain, record) == RecordState.IN_FORCE
    decided(domain, number, Event.APPROVE)
    assert state_of(domain, record) == RecordState.REPAIRED


def test_nothing_is_sent_without_the_commitment_and_the_consequence_read(
    domain: Domain, citizen: TestCitizen
) -> None:
    record = a_done_record(domain, citizen)
    draft = a_repair(domain, citizen, record, knows_consequence=False)
    assert (draft.state, draft.events) == (State.DRAFT, [Event.APPLY, Event.WITHDRAW])
    with pytest.raises(Refused, match="commitment-required"):
        domain.redress.repairs.confirm(citizen.id, draft.number, commits=True, knows_consequence=False)
    sent = domain.redress.repairs.confirm(citizen.id, draft.number, commits=True, knows_consequence=True)
    assert sent.state is State.APPLIED
    assert domain.redress.desk.get_case(CHEN, draft.number).commitment_version == "1"


def test_where_the_record_does_not_show_the_duty_as_done_a_proof_is_asked_for_once(
    domain: Domain, citizen: TestCitizen
) -> None:
    record = a_record(domain, citizen, decided_on=LONG_AGO)
    assert domain.redress.repairs.judge(citizen.id, record).eligibility.needs_proof
    number = a_repair(domain, citizen, record, duty_done_on=date(2026, 9, 9)).number
    taken(domain, number)
    with pytest.raises(Conflict, match="move-not-possible"):
        decided(domain, number, Event.ACCEPT)
    decided(domain, number, Event.ASK_MATERIALS, template="proof_missing")
    domain.redress.materials.add(citizen.id, number, "缴款凭证.jpg", a_jpeg(), None)
    domain.redress.repairs.supply(citizen.id, number)
    with pytest.raises(Conflict, match="move-not-possible"):
        decided(domain, number, Event.ASK_MATERIALS, template="proof_missing")
    assert decided(domain, number, Event.ACCEPT).view.state is State.ACCEPTED


def test_one_application_at_a_time_for_a_record(domain: Domain, citizen: TestCitizen) -> None:
    record = a_done_record(domain, citizen)
    number = a_repair(domain, citizen, record).number
    with pytest.raises(Conflict, match="repair-open") as open_already:
        a_repair(domain, citizen, record)
    assert open_already.value.extra["number"] == number
    domain.redress.repairs.withdraw(citizen.id, number)
    assert a_repair(domain, citizen, record).state is State.APPLIED


def test_a_repair_ends_by_itself_when_the_record_is_taken_off(domain: Domain, citizen: TestCitizen) -> None:
    record = a_done_record(domain, citizen)
    repair = accepted(domain, citizen, record)
    dispute = a_dispute(domain, citizen, record).number
    with pytest.raises(Conflict, match="record-not-in-force"):
        decided(domain, repair, Event.GRANT)
    taken(domain, dispute)
    decided(domain, dispute, Event.CHECK)
    decided(domain, dispute, Event.UPHOLD_WITHDRAWN)
    view = domain.redress.cases.track(citizen.id, repair)
    assert (view.state, view.steps[-1].event) == (State.LAPSED, Event.SETTLED_OTHERWISE)


def test_the_courts_list_is_not_ours_to_repair(domain: Domain, citizen: TestCitizen) -> None:
    record = a_done_record(domain, citizen, OVER_A_YEAR_AGO, "court.list.dishonest_debtor")
    judged = domain.redress.repairs.judge(citizen.id, record).eligibility
    assert judged.obstacle is not None
    assert (judged.obstacle.code, judged.possible_from) == (ConditionCode.MAY_BE_REPAIRED, None)
    with pytest.raises(Refused, match="repair-not-possible") as refused:
        a_repair(domain, citizen, record)
    assert "执行法院" in refused.value.zh


def test_a_day_to_come_is_no_day_on_which_a_duty_was_done(domain: Domain, citizen: TestCitizen) -> None:
    record = a_record(domain, citizen, decided_on=LONG_AGO)
    with pytest.raises(Invalid, match="duty-in-the-future"):
        a_repair(domain, citizen, record, duty_done_on=date(2026, 11, 24))


def test_a_dispute_is_not_found_among_repairs(domain: Domain, citizen: TestCitizen) -> None:
    number = a_dispute(domain, citizen, a_record(domain, citizen)).number
    with pytest.raises(NotFound):
        domain.redress.cases.track(citizen.id, number, CaseKind.REPAIR)
    with pytest.raises(NotFound):
        domain.redress.repairs.withdraw(citizen.id, number)


def test_the_way_follows_from_the_kind_of_record(domain: Domain, citizen: TestCitizen) -> None:
    record = a_done_record(domain, citizen)
    assert domain.redress.repairs.judge(citizen.id, record).eligibility.way is RepairWay.END_PUBLICATION
