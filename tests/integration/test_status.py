from datetime import date

import pytest

from backend.domain import Domain
from backend.platform.errors import Refused
from tests.builders.citizens import ORDINARY, SERIOUS, a_citizen, a_record, a_visitor
from tests.builders.clock import StandingClock

pytestmark = pytest.mark.store


def test_without_any_record_the_standing_is_good(domain: Domain) -> None:
    report = domain.status.view(a_citizen(domain).id)
    assert (report.level.id, report.lines) == ("good", ())


def test_every_record_has_its_line_with_the_reason(domain: Domain) -> None:
    citizen = a_citizen(domain)
    counting = a_record(domain, citizen, ORDINARY, date(2026, 10, 1))
    over = a_record(domain, citizen, ORDINARY, date(2020, 1, 1))
    lines = {line.record_id: line for line in domain.status.view(citizen.id).lines}
    assert lines[counting].counts
    assert not lines[over].counts
    assert all(line.zh and line.en for line in lines.values())


def test_a_record_stops_counting_on_its_day_without_any_job(domain: Domain, clock: StandingClock) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen, ORDINARY, date(2025, 11, 25))
    assert domain.status.view(citizen.id).level.id == "attention"
    clock.pass_time(days=3)
    assert domain.status.view(citizen.id).level.id == "good"


def test_the_answer_says_what_would_raise_the_level(domain: Domain) -> None:
    citizen = a_citizen(domain)
    record = a_record(domain, citizen, SERIOUS, date(2026, 1, 5))
    improvements = domain.status.view(citizen.id).improvements
    assert record in {one.record_id for one in improvements}


def test_records_of_one_person_are_nobody_elses(domain: Domain) -> None:
    citizen, other = a_citizen(domain), a_citizen(domain)
    record = a_record(domain, citizen)
    assert [view.record.id for view in domain.records.list_of_citizen(citizen.id)] == [record]
    assert domain.records.list_of_citizen(other.id) == []


def test_before_the_real_name_there_are_no_records_and_no_status(domain: Domain) -> None:
    visitor = a_visitor(domain)
    for look in (domain.records.list_of_citizen, domain.status.view):
        with pytest.raises(Refused, match="identity-required"):
            look(visitor.id)
