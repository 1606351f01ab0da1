from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.domain import Domain
from backend.platform.errors import Conflict, Invalid, NotFound, Refused
from backend.records.facts import RecordState
from backend.records.models import CreditRecord, CreditRecordVersion
from backend.redress.corrections import Corrections
from backend.redress.department import Position
from backend.redress.desk import Decision, DeskOfficer
from backend.redress.events import Event, State
from backend.redress.models import CaseStep
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.redress import CHEN, LIU, a_dispute, answered, decided, taken

pytestmark = pytest.mark.store


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def record(domain: Domain, citizen: TestCitizen) -> str:
    return a_record(domain, citizen)


def level(domain: Domain, citizen: TestCitizen) -> str:
    return domain.status.view(citizen.id).level.id


def state_of(domain: Domain, record: str) -> str:
    with domain.ground.database.reading() as session:
        return session.scalars(select(CreditRecord.state).where(CreditRecord.id == record)).one()


def told(domain: Domain, citizen: TestCitizen) -> list[str]:
    messages = domain.inbox.read(citizen.id).messages
    return [message.entry.action for message in messages]


def test_a_dispute_goes_to_its_source_and_is_upheld_and_the_record_is_gone_from_the_status(
    domain: Domain, citizen: TestCitizen, record: str, clock: StandingClock
) -> None:
    number = a_dispute(domain, citizen, record).number
    taken(domain, number)
    clock.pass_time(hours=1)
    decided(domain, number, Event.FORWARD)
    clock.pass_time(hours=1)
    answered(domain, number, Position.AGREE)
    clock.pass_time(hours=1)
    case = decided(domain, number, Event.UPHOLD_WITHDRAWN, template="not_the_person")
    assert (case.view.state, case.view.outcome, case.view.deadline) == (
        State.UPHELD,
        Event.UPHOLD_WITHDRAWN,
        None,
    )
    assert state_of(domain, record) == RecordState.WITHDRAWN
    assert level(domain, citizen) == "good"
    assert told(domain, citizen) == ["dispute.taken_off", "dispute.answered", "dispute.forwarded"]


def test_the_day_of_the_decision_is_told_from_the_beginning_with_the_working_days_that_are_left(
    domain: Domain, citizen: TestCitizen, record: str, clock: StandingClock
) -> None:
    number = a_dispute(domain, citizen, record).number

    def dates() -> list[tuple[date, int]]:
        case = domain.redress.cases.track(citizen.id, number)
        both = (case.deadline, case.decision_deadline)
        return [(one.due_on, one.working_days_left) for one in both if one is not None]

    # Opened on a Monday; 28 and 29 November are a weekend.
    assert dates() == [(date(2026, 11, 25), 2), (date(2026, 11, 30), 5)]
    clock.pass_time(days=5)
    assert dates() == [(date(2026, 11, 25), -2), (date(2026, 11, 30), 1)]
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    decided(domain, number, Event.EXTEND)
    assert dates() == [(date(2026, 12, 21), 16)] * 2
    decided(domain, number, Event.REJECT)
    assert domain.redress.cases.track(citizen.id, number).decision_deadline is None


def test_after_a_rejection_the_record_counts_again_and_the_citizen_is_told_why_and_how_to_go_on(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    number = a_dispute(domain, citizen, record).number
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    decided(domain, number, Event.REJECT, template="record_right", words="决定书第三条")
    view = domain.redress.cases.track(citizen.id, number)
    assert level(domain, citizen) == "attention"
    assert view.steps[-1].reason is not None
    assert view.steps[-1].reason.zh == "经与来源单位核对，记录与原决定一致。"
    assert view.steps[-1].words == "决定书第三条"
    assert any("复核" in said.zh for said in view.go_on)
    assert any("行政复议" in said.zh and "行政诉讼" in said.zh for said in view.go_on)
    assert view.events == [Event.ASK_REVIEW]


def test_a_review_is_done_by_another_officer_and_once(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    number = a_dispute(domain, citizen, record).number
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    decided(domain, number, Event.REJECT)
    domain.redress.disputes.ask_review(citizen.id, number, "还是不对")
    assert level(domain, citizen) == "good"
    with pytest.raises(Refused, match="another-officer-needed"):
        decided(domain, number, Event.REJECT)
    decided(domain, number, Event.REJECT, LIU)
    assert level(domain, citizen) == "attention"
    with pytest.raises(Conflict, match="move-not-possible"):
        domain.redress.disputes.ask_review(citizen.id, number, "再来一次")
    with pytest.raises(Conflict, match="dispute-decided"):
        a_dispute(domain, citizen, record)


def test_upheld_in_part_the_record_is_corrected_and_counts_with_what_is_right(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    number = a_dispute(domain, citizen, record).number
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    with pytest.raises(Invalid, match="corrections-missing"):
        decided(domain, number, Event.UPHOLD_PARTLY)
    corrections = Corrections(decided_on=date(2026, 9, 1), title="更正后的决定书")
    decided(domain, number, Event.UPHOLD_PARTLY, corrections=corrections)
    with domain.ground.database.reading() as session:
        row = session.scalars(select(CreditRecord).where(CreditRecord.id == record)).one()
        former = session.scalars(select(CreditRecordVersion)).one()
    assert (row.decided_on, row.title, row.state, row.version) == (
        date(2026, 9, 1),
        "更正后的决定书",
        RecordState.IN_FORCE,
        2,
    )
    assert (former.decided_on, former.title) == (date(2026, 10, 1), "行政处罚决定书")
    assert level(domain, citizen) == "attention"


def test_a_dispute_taken_back_lets_the_record_count_again(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    number = a_dispute(domain, citizen, record).number
    view = domain.redress.disputes.withdraw(citizen.id, number)
    assert (view.state, view.events) == (State.WITHDRAWN, [])
    assert level(domain, citizen) == "attention"


def test_an_old_version_moves_nothing(domain: Domain, citizen: TestCitizen, record: str) -> None:
    number = a_dispute(domain, citizen, record).number
    version = taken(domain, number).view.version
    decided(domain, number, Event.CHECK)
    with pytest.raises(Conflict, match="case-moved"):
        domain.redress.desk.decide(CHEN, number, Decision(Event.FORWARD, version))


def test_nothing_is_decided_without_a_reason(domain: Domain, citizen: TestCitizen, record: str) -> None:
    number = a_dispute(domain, citizen, record).number
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    with pytest.raises(Invalid, match="reason-missing"):
        decided(domain, number, Event.REJECT, words="  ")
    with pytest.raises(Invalid, match="reason-template-unknown"):
        decided(domain, number, Event.REJECT, template="not_the_person")
    assert state_of(domain, record) == RecordState.DISPUTED


def test_an_officer_decides_only_what_they_have_taken_and_nobody_takes_it_from_them(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    number = a_dispute(domain, citizen, record).number
    with pytest.raises(Conflict, match="case-not-yours"):
        decided(domain, number, Event.CHECK)
    taken(domain, number)
    with pytest.raises(Conflict, match="case-assigned"):
        taken(domain, number, LIU)
    version = domain.redress.desk.get_case(CHEN, number).view.version
    domain.redress.desk.release(CHEN, number, version=version)
    assert taken(domain, number, LIU).assigned_to == LIU.id


def test_a_case_about_an_officer_or_a_relative_is_closed_to_that_officer(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    number = a_dispute(domain, citizen, record).number
    own = domain.ground.blind_index.of("id_number", citizen.id_number)
    relative = DeskOfficer("off_wang", "王经办", frozenset({own}))
    assert domain.redress.desk.list_queue(relative) == []
    for act in (
        lambda: domain.redress.desk.get_case(relative, number),
        lambda: domain.redress.desk.take(relative, number, version=1),
        lambda: domain.redress.desk.decide(relative, number, Decision(Event.CHECK, 1)),
        lambda: domain.redress.desk.read_material(relative, number, "mat_1"),
    ):
        with pytest.raises(Refused, match="own-case"):
            act()


def test_every_look_of_an_officer_is_in_the_citizens_log(
    domain: Domain, citizen: TestCitizen, record: str, clock: StandingClock
) -> None:
    number = a_dispute(domain, citizen, record).number
    clock.pass_time(minutes=1)
    domain.redress.desk.get_case(CHEN, number)
    entry = domain.access_log.list_of_citizen(citizen.id)[0]
    assert (entry.actor_kind, entry.actor_name, entry.action, entry.object_id) == (
        "officer",
        "陈经办",
        "case.viewed",
        number,
    )


def test_the_queue_begins_with_the_earliest_deadline_and_names_nobody(
    domain: Domain, citizen: TestCitizen, clock: StandingClock
) -> None:
    first = a_dispute(domain, citizen, a_record(domain, citizen)).number
    clock.pass_time(days=1)
    others = {a_dispute(domain, citizen, a_record(domain, citizen)).number for _ in range(3)}
    queue = domain.redress.desk.list_queue(CHEN)
    assert queue[0].number == first
    assert {entry.number for entry in queue[1:]} == others
    page = domain.redress.desk.list_queue(CHEN, after=first, limit=2)
    assert [entry.number for entry in page] == [entry.number for entry in queue[1:3]]
    assert citizen.id not in repr(queue)


def test_another_citizens_case_does_not_exist(domain: Domain, citizen: TestCitizen, record: str) -> None:
    number = a_dispute(domain, citizen, record).number
    other = a_citizen(domain)
    with pytest.raises(NotFound):
        domain.redress.cases.track(other.id, number)
    with pytest.raises(NotFound):
        domain.redress.disputes.withdraw(other.id, number)


def test_a_case_is_found_by_its_number_however_it_is_typed(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    view = a_dispute(domain, citizen, record)
    typed = f" {view.number.lower().replace('1', 'l').replace('0', 'o')} "
    assert domain.redress.cases.track(citizen.id, typed).id == view.id


@pytest.mark.parametrize("change", ["UPDATE redress_step SET event = 'reject'", "DELETE FROM redress_step"])
def test_the_database_itself_refuses_to_change_a_step(
    domain: Domain, citizen: TestCitizen, record: str, change: str
) -> None:
    a_dispute(domain, citizen, record)
    with pytest.raises(DBAPIError, match="only ever added"), domain.ground.database.engine.begin() as one:
        one.execute(text(change))
    with domain.ground.database.reading() as session:
        assert session.scalars(select(CaseStep.event)).all() == ["file"]


def test_what_was_printed_of_the_former_standing_ends_when_the_record_counts_again(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    number = a_dispute(domain, citizen, record).number
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    order = Order(CertificateKind.PRINTED, frozenset({Claim.LEVEL}), valid_days=30)
    printed = domain.certificates.issue(citizen.id, order, None).certificate
    decided(domain, number, Event.REJECT)
    (listed,) = domain.certificates.list_of_citizen(citizen.id)
    assert (listed.id, listed.revoked_because) == (printed.id, "standing_changed")


def test_a_perk_that_the_record_kept_closed_opens_when_it_is_gone(
    domain: Domain, citizen: TestCitizen, record: str
) -> None:
    def is_open() -> bool:
        (offer,) = [one for one in domain.perks.explain(citizen.id) if one.perk.id == "library.deposit_free"]
        return offer.eligibility.eligible

    assert not is_open()
    number = a_dispute(domain, citizen, record).number
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    decided(domain, number, Event.UPHOLD_CORRECTED)
    assert is_open()
