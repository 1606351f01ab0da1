from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from backend.domain import Domain
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from backend.redress.corrections import Corrections
from backend.redress.events import Event
from tests.builders.citizens import TestCitizen, a_citizen
from tests.builders.clock import StandingClock
from tests.builders.deliveries import a_penalty
from tests.builders.redress import a_dispute, decided, taken

pytestmark = pytest.mark.store


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def row(citizen: TestCitizen) -> dict[str, str]:
    return a_penalty(subject_code=citizen.id_number)


def deliver(domain: Domain, row: dict[str, str]) -> str:
    (answer,) = domain.imports.deliver("mkt", [row]).answers
    assert answer.record_id is not None
    return answer.record_id


def outcome_of(domain: Domain, row: dict[str, str]) -> str:
    (answer,) = domain.imports.deliver("mkt", [row]).answers
    return answer.outcome


def stored(domain: Domain) -> CreditRecord:
    with domain.ground.database.reading() as session:
        return session.scalars(select(CreditRecord)).one()


def decide(domain: Domain, citizen: TestCitizen, record: str, event: Event, **decision: object) -> None:
    number = a_dispute(domain, citizen, record).number
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    decided(domain, number, event, **decision)


def test_what_was_taken_off_stays_off_whatever_is_delivered_again(
    domain: Domain, citizen: TestCitizen, row: dict[str, str], clock: StandingClock
) -> None:
    decide(domain, citizen, deliver(domain, row), Event.UPHOLD_WITHDRAWN)
    assert outcome_of(domain, {**row, "title": "又报一次"}) == "unchanged"
    assert stored(domain).state == RecordState.WITHDRAWN
    clock.pass_time(days=1)
    assert outcome_of(domain, {**row, "title": "新内容", "revised_on": "2026-11-24"}) == "replaced"
    assert stored(domain).state == RecordState.WITHDRAWN


def test_the_status_tells_a_record_that_a_decision_took_off_from_one_that_its_source_withdrew(
    domain: Domain, citizen: TestCitizen, row: dict[str, str], clock: StandingClock
) -> None:
    def why() -> str:
        (line,) = domain.status.view(citizen.id).lines
        return line.zh

    record = deliver(domain, row)
    deliver(domain, {**row, "state": "撤回"})
    assert why() == "不计入：来源单位已撤回。"
    deliver(domain, {**row, "title": "重新报送"})
    decide(domain, citizen, record, Event.UPHOLD_WITHDRAWN)
    assert why() == "不计入：异议成立，记录已撤下。"
    clock.pass_time(days=1)
    deliver(domain, {**row, "state": "撤回", "revised_on": "2026-11-24"})
    assert why() == "不计入：来源单位已撤回。"


def test_what_was_corrected_is_not_overwritten_by_an_undated_or_older_word(
    domain: Domain, citizen: TestCitizen, row: dict[str, str], clock: StandingClock
) -> None:
    right = Corrections(title="更正后的标题")
    decide(domain, citizen, deliver(domain, row), Event.UPHOLD_PARTLY, corrections=right)
    for again in ({}, {"revised_on": "2026-11-23"}, {"revised_on": "2026-11-20"}):
        assert outcome_of(domain, {**row, "title": "错的标题", **again}) == "unchanged"
    assert stored(domain).title == "更正后的标题"
    clock.pass_time(days=1)
    assert outcome_of(domain, {**row, "title": "之后的新标题", "revised_on": "2026-11-24"}) == "replaced"
    kept = stored(domain)
    assert (kept.title, kept.state) == ("之后的新标题", RecordState.IN_FORCE)


def test_a_source_that_withdraws_during_a_dispute_has_its_way(
    domain: Domain, citizen: TestCitizen, row: dict[str, str]
) -> None:
    number = a_dispute(domain, citizen, deliver(domain, row)).number
    deliver(domain, {**row, "state": "撤回"})
    taken(domain, number)
    decided(domain, number, Event.CHECK)
    decided(domain, number, Event.REJECT)
    assert stored(domain).state == RecordState.WITHDRAWN
    assert stored(domain).corrected_on is None


def test_a_source_that_withdrew_by_itself_may_deliver_again(
    domain: Domain, citizen: TestCitizen, row: dict[str, str]
) -> None:
    deliver(domain, row)
    deliver(domain, {**row, "state": "撤回"})
    deliver(domain, {**row, "title": "重新报送"})
    assert stored(domain).state == RecordState.IN_FORCE


def test_the_day_of_the_correction_is_kept(domain: Domain, citizen: TestCitizen, row: dict[str, str]) -> None:
    decide(domain, citizen, deliver(domain, row), Event.UPHOLD_CORRECTED)
    assert (stored(domain).corrected_on, stored(domain).state) == (date(2026, 11, 23), RecordState.CORRECTED)
