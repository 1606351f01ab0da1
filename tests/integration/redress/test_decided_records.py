from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from backend.domain import Domain
from backend.platform.errors import Conflict, Invalid, NotFound
from backend.records.details import seal_details
from backend.records.models import CreditRecord
from backend.redress.corrections import Corrections
from backend.redress.desk import Decision
from backend.redress.events import Event, State
from backend.redress.repairs import RepairWish
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.redress import CHEN, LIU, MKT, a_dispute, decided, taken

pytestmark = pytest.mark.store


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def record(domain: Domain, citizen: TestCitizen) -> str:
    return a_record(domain, citizen)


def checked(domain: Domain, citizen: TestCitizen, record: str, reason: str = "wrong_content") -> str:
    number = a_dispute(domain, citizen, record, reason).number
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    return number


def test_a_record_that_was_upheld_can_still_be_disputed_for_what_was_not_judged(
    domain: Domain, citizen: TestCitizen, record: str, clock: StandingClock
) -> None:
    decided(domain, checked(domain, citizen, record), Event.REJECT)
    clock.pass_time(days=90)
    assert domain.status.view(citizen.id).level.id == "attention"
    a_dispute(domain, citizen, record, "revoked")
    assert domain.status.view(citizen.id).level.id == "good"
    with pytest.raises(Conflict, match="record-not-disputable"):
        a_dispute(domain, citizen, record, "not_mine")


def test_what_was_judged_is_not_judged_again_by_another_dispute_in_between(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    for reason in ("wrong_content", "not_mine"):
        decided(domain, checked(domain, citizen, record, reason), Event.REJECT)
    for reason in ("wrong_content", "not_mine"):
        with pytest.raises(Conflict, match="dispute-decided"):
            a_dispute(domain, citizen, record, reason)


def test_the_name_that_a_department_wrote_is_masked_at_the_desk_and_is_no_detail_to_correct(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    sealed = seal_details(domain.ground.cipher, record, {"subject_name": "王小明", "fine_fen": 300_000})
    with domain.ground.database.transaction() as session:
        session.execute(
            update(CreditRecord).where(CreditRecord.id == record).values(details_encrypted=sealed)
        )
    number = checked(domain, citizen, record)
    case = domain.redress.desk.get_case(CHEN, number)
    assert case.record is not None
    assert case.record.details == {"subject_name": "*明", "fine_fen": 300_000}
    with pytest.raises(Invalid, match="detail-unknown"):
        corrections = Corrections(details={"subject_name": "王小红"})
        decided(domain, number, Event.UPHOLD_PARTLY, corrections=corrections)
    with pytest.raises(Invalid, match="detail-kind"):
        decided(domain, number, Event.UPHOLD_PARTLY, corrections=Corrections(details={"fine_fen": "少罚"}))
    decided(domain, number, Event.UPHOLD_PARTLY, corrections=Corrections(details={"fine_fen": 30_000}))
    (own,) = domain.records.list_of_citizen(citizen.id)
    assert own.details == {"subject_name": "王小明", "fine_fen": 30_000}


def test_an_act_that_is_sent_again_is_a_look_of_which_the_citizen_reads(
    domain: Domain, citizen: TestCitizen, record: str, clock: StandingClock
) -> None:
    number = a_dispute(domain, citizen, record).number
    domain.redress.desk.take(CHEN, number, version=1, request_key="key")
    for repeated in (
        lambda: domain.redress.desk.take(CHEN, number, version=1, request_key="key"),
        lambda: domain.redress.desk.decide(CHEN, number, Decision(Event.CHECK, 2), "other"),
        lambda: domain.redress.desk.decide(CHEN, number, Decision(Event.CHECK, 2), "other"),
    ):
        before = len(domain.access_log.list_of_citizen(citizen.id))
        clock.pass_time(minutes=1)
        repeated()
        assert len(domain.access_log.list_of_citizen(citizen.id)) == before + 1


def test_a_draft_is_its_citizens_alone_until_it_is_sent(
    domain: Domain, citizen: TestCitizen, clock: StandingClock
) -> None:
    old = a_record(domain, citizen, decided_on=date(2026, 6, 1))
    draft = domain.redress.repairs.apply(citizen.id, RepairWish(old, words="还没想好"), None)
    assert draft.state is State.DRAFT
    for look in (
        lambda: domain.redress.desk.get_case(CHEN, draft.number),
        lambda: domain.redress.desk.take(CHEN, draft.number, version=draft.version),
        lambda: domain.redress.desk.read_material(CHEN, draft.number, "mat_1"),
        lambda: domain.redress.department.read_material(MKT, draft.number, "mat_1"),
    ):
        with pytest.raises(NotFound, match="case-not-found"):
            look()
    domain.redress.repairs.confirm(citizen.id, draft.id, commits=True, knows_consequence=True)
    assert domain.redress.desk.get_case(CHEN, draft.number).view.words == "还没想好"


@pytest.mark.parametrize(
    "corrections",
    [
        Corrections(decided_on=date(2099, 1, 1)),
        Corrections(decided_on=date(9999, 12, 31)),
        Corrections(duty_fulfilled_on=date(2099, 1, 1)),
        Corrections(duty_fulfilled_on=date(2020, 1, 1)),
        Corrections(valid_until=date(2020, 1, 1)),
    ],
)
def test_no_correction_says_of_a_record_what_no_department_could_deliver(
    domain: Domain, citizen: TestCitizen, record: str, corrections: Corrections
) -> None:
    number = checked(domain, citizen, record)
    with pytest.raises(Invalid, match="correction-days"):
        decided(domain, number, Event.UPHOLD_PARTLY, corrections=corrections)
    assert domain.status.view(citizen.id).level.id == "good"


def test_the_figures_of_a_published_quarter_do_not_move_with_a_review(
    domain: Domain, clock: StandingClock
) -> None:
    clock.pass_time(days=25)
    of: dict[str, TestCitizen] = {}
    for event in [Event.UPHOLD_WITHDRAWN] * 6 + [Event.REJECT]:
        person = a_citizen(domain)
        number = checked(domain, person, a_record(domain, person))
        decided(domain, number, event)
        of[number] = person
    clock.pass_time(days=17)
    published = domain.redress.figures.read("2026Q4")
    assert published.disputes.decided == 6
    number, person = next(reversed(of.items()))
    domain.redress.disputes.ask_review(person.id, number, "还是不对")
    decided(domain, number, Event.UPHOLD_WITHDRAWN, LIU)
    assert domain.redress.figures.read("2026Q4") == published
