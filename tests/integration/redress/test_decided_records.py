from __future__ import annotations

from datetime import date

import pytest

from backend.domain import Domain
from backend.platform.errors import Conflict, Invalid
from backend.redress.corrections import Corrections
from backend.redress.events import Event
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.redress import LIU, a_dispute, decided, taken

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
