"""Nothing that was granted is taken away; before its end the citizen is told what follows, and why."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text

from backend.audit.models import AccessEntry
from backend.domain import Domain
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import ORDINARY, TestCitizen, a_citizen, a_linked_card, a_record
from tests.builders.clock import StandingClock
from tests.integration.perks.conftest import YEARLY
from tests.integration.perks.together import together

pytestmark = pytest.mark.store
MINOR = "mkt.penalty.minor"


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def grant_id(domain: Domain, citizen: TestCitizen, worker: OutboxWorker) -> str:
    grant = domain.perks.request(citizen.id, YEARLY, a_linked_card(domain, citizen), None).grant
    worker.run_until_idle()
    return grant.id


def notices(domain: Domain, citizen: TestCitizen) -> list[AccessEntry]:
    told = AccessEntry.action.in_(("perk.will_end", "perk.not_renewed"))
    with domain.ground.database.reading() as session:
        query = select(AccessEntry).where(AccessEntry.citizen_id == citizen.id, told)
        return [*session.scalars(query)]


def test_thirty_days_before_the_end_the_citizen_is_told_once_that_they_may_ask_again(
    domain: Domain, citizen: TestCitizen, grant_id: str, clock: StandingClock
) -> None:
    clock.pass_time(days=334)
    assert domain.perk_calendar.give_notices() == 0
    clock.pass_time(days=1)
    assert domain.perk_calendar.give_notices() == 1
    assert domain.perk_calendar.give_notices() == 0
    (entry,) = notices(domain, citizen)
    assert (entry.action, entry.outcome, entry.object_id) == ("perk.will_end", "renewable", YEARLY)
    assert (entry.actor_kind, entry.purpose) == ("system", "perk.apply")
    grant = domain.perks.get(citizen.id, grant_id).grant
    assert (grant.state, grant.notice, grant.noticed_at) == ("active", "renewable", clock.now())


@pytest.mark.parametrize(("item", "missing"), [(ORDINARY, "minimum_level"), (MINOR, "no_adverse")])
def test_where_the_status_has_changed_the_notice_says_what_is_missing_and_nothing_ends_early(
    domain: Domain,
    citizen: TestCitizen,
    grant_id: str,
    clock: StandingClock,
    item: str,
    missing: str,
) -> None:
    a_record(domain, citizen, item, date(2027, 10, 20))
    clock.pass_time(days=340)
    assert domain.perk_calendar.give_notices() == 1
    (entry,) = notices(domain, citizen)
    assert (entry.action, entry.outcome) == ("perk.not_renewed", missing)
    assert domain.perks.get(citizen.id, grant_id).grant.state == "active"
    clock.pass_time(days=24)
    assert domain.perk_calendar.end_over() == 0
    clock.pass_time(days=1)
    assert domain.perk_calendar.end_over() == 1
    grant = domain.perks.get(citizen.id, grant_id).grant
    assert (grant.state, grant.over_at) == ("ended", grant.valid_until)


def test_a_record_in_dispute_is_no_reason_not_to_renew(
    domain: Domain, citizen: TestCitizen, grant_id: str, clock: StandingClock
) -> None:
    record = a_record(domain, citizen, MINOR, date(2027, 10, 20))
    with domain.ground.database.transaction() as session:
        session.execute(text("UPDATE credit_record SET state = 'disputed' WHERE id = :r"), {"r": record})
    clock.pass_time(days=340)
    domain.perk_calendar.give_notices()
    assert [entry.outcome for entry in notices(domain, citizen)] == ["renewable"]


def test_a_grant_that_was_given_back_needs_no_notice(
    domain: Domain, citizen: TestCitizen, grant_id: str, clock: StandingClock
) -> None:
    clock.pass_time(days=340)
    domain.perks.end(citizen.id, grant_id)
    assert domain.perk_calendar.give_notices() == 0


def test_workers_that_meet_give_each_notice_once(
    domain: Domain, citizen: TestCitizen, grant_id: str, clock: StandingClock
) -> None:
    clock.pass_time(days=340)
    assert sum(together([domain.perk_calendar.give_notices] * 4)) == 1
    assert len(notices(domain, citizen)) == 1
