from __future__ import annotations

from datetime import date

import pytest

from backend.domain import Domain
from backend.platform.clock import city_date
from backend.platform.outbox.worker import OutboxWorker
from backend.redress.calendar import CalendarRun
from backend.redress.events import Event, State
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.files import a_jpeg
from tests.builders.redress import CHEN, LIU, a_dispute, a_repair, decided, taken

pytestmark = pytest.mark.store


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def number(domain: Domain, citizen: TestCitizen) -> str:
    return a_dispute(domain, citizen, a_record(domain, citizen)).number


def run(domain: Domain) -> tuple[int, int, int]:
    found = domain.redress.calendar.run()
    return found.reminded, found.escalated, found.ended


def state_of(domain: Domain, citizen: TestCitizen, number: str) -> State:
    return domain.redress.cases.track(citizen.id, number).state


def test_the_working_day_before_a_deadline_brings_one_reminder_and_the_day_after_it_one_report(
    domain: Domain, citizen: TestCitizen, number: str, clock: StandingClock
) -> None:
    deadline = domain.redress.cases.track(citizen.id, number).deadline
    assert deadline is not None
    assert (deadline.due_on, deadline.is_late) == (date(2026, 11, 25), False)
    assert run(domain) == (0, 0, 0)
    taken(domain, number)
    clock.pass_time(days=1)
    assert [run(domain) for _ in range(2)] == [(1, 0, 0), (0, 0, 0)]
    clock.pass_time(days=1)
    assert run(domain) == (0, 0, 0)
    clock.pass_time(days=1)
    assert [run(domain) for _ in range(2)] == [(0, 1, 0), (0, 0, 0)]
    (entry,) = domain.redress.desk.list_queue(LIU)
    assert (entry.is_escalated, entry.deadline.is_late, entry.assigned_to) == (True, True, None)
    assert domain.redress.cases.track(citizen.id, number).deadline == entry.deadline
    assert domain.inbox.read(citizen.id).messages[0].entry.action == "dispute.escalated"


def test_nothing_is_reported_on_a_day_off(domain: Domain, number: str, clock: StandingClock) -> None:
    clock.pass_time(days=5)
    assert city_date(clock.now()).weekday() == 5
    assert run(domain) == (0, 0, 0)
    clock.pass_time(days=2)
    assert run(domain) == (0, 1, 0)


def test_a_step_begins_a_new_deadline_with_its_own_reminder(
    domain: Domain, citizen: TestCitizen, number: str, clock: StandingClock
) -> None:
    clock.pass_time(days=1)
    assert run(domain) == (1, 0, 0)
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    deadline = domain.redress.cases.track(citizen.id, number).deadline
    assert deadline is not None
    assert deadline.due_on == date(2026, 11, 30)
    decided(domain, number, Event.EXTEND, template="complex")
    extended = domain.redress.cases.track(citizen.id, number).deadline
    assert extended is not None
    assert extended.due_on == date(2026, 12, 21)


def test_a_silent_source_is_late_and_then_the_centre_checks_by_itself(
    domain: Domain, citizen: TestCitizen, number: str, clock: StandingClock
) -> None:
    taken(domain, number)
    decided(domain, number, Event.FORWARD)
    assert Event.CHECK not in domain.redress.desk.get_case(CHEN, number).events
    clock.pass_time(days=3)
    assert Event.CHECK in domain.redress.desk.get_case(CHEN, number).events
    assert decided(domain, number, Event.CHECK).view.state is State.CHECKING


def test_a_rejection_closes_when_no_review_was_asked_for_in_time(
    domain: Domain, citizen: TestCitizen, number: str, clock: StandingClock
) -> None:
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    decided(domain, number, Event.REJECT)
    clock.pass_time(days=21)
    assert run(domain) == (0, 0, 0)
    clock.pass_time(days=1)
    assert run(domain) == (0, 0, 1)
    assert state_of(domain, citizen, number) is State.CLOSED


def test_materials_that_never_come_end_an_application_which_may_be_made_again(
    domain: Domain, citizen: TestCitizen, clock: StandingClock
) -> None:
    record = a_record(domain, citizen, decided_on=date(2026, 8, 1))
    number = a_repair(domain, citizen, record).number
    taken(domain, number)
    decided(domain, number, Event.ASK_MATERIALS, template="proof_missing")
    clock.pass_time(days=15)
    assert run(domain) == (0, 0, 1)
    assert state_of(domain, citizen, number) is State.LAPSED
    assert a_repair(domain, citizen, record).state is State.APPLIED


def test_materials_are_deleted_when_their_time_is_over_and_their_facts_stay(
    domain: Domain, citizen: TestCitizen, number: str, clock: StandingClock
) -> None:
    domain.redress.materials.add(citizen.id, number, "a.jpg", a_jpeg(), None)
    domain.redress.disputes.withdraw(citizen.id, number)
    clock.pass_time(days=365)
    assert domain.redress.calendar.run().removed == 0
    clock.pass_time(days=1)
    assert domain.redress.calendar.run().removed == 1
    (material,) = domain.redress.cases.track(citizen.id, number).materials
    assert (material.name, material.is_removed) == ("a.jpg", True)


def test_the_calendar_comes_each_morning_through_the_outbox(
    domain: Domain, number: str, clock: StandingClock
) -> None:
    worker = OutboxWorker(domain.ground.database, clock, domain.outbox_handlers, [domain.redress.schedule])
    worker.run_until_idle()
    clock.pass_time(days=1)
    assert worker.run_until_idle() == 1
    assert domain.redress.calendar.run() == CalendarRun(0, 0, 0, 0)
