from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from backend.platform.database import Database
from backend.platform.outbox.claiming import claim_next
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, GiveUp, Result
from tests.builders.clock import StandingClock
from tests.integration.platform.outbox_town import LEASE, LOST, TO_OPEN, Town, breaker_of
from tests.integration.platform.together import at_the_same_moment

pytestmark = pytest.mark.store


@pytest.fixture
def town(database: Database, clock: StandingClock) -> Town:
    return Town(database, clock)


def test_after_the_pause_one_message_goes_at_a_time(town: Town) -> None:
    town.open_breaker()
    town.clock.pass_time(seconds=10)
    others: list[bool] = []

    def look_beside(claim: Claim) -> Result:
        others.append(town.another_worker().run_once())
        return Delivered()

    assert town.another_worker(look_beside).run_once()
    assert others == [False]
    assert town.another_worker().run_once()


def test_of_workers_that_claim_at_the_same_moment_one_gets_the_probe(town: Town, database: Database) -> None:
    town.open_breaker()
    town.send("library", 20, tag="later")
    for _ in range(5):
        # Later than the pause, and than the lease of the probe before.
        town.clock.pass_time(minutes=10)
        now = town.clock.now()

        def claim(number: int, now: datetime = now) -> Claim | None:
            with database.transaction() as session:
                return claim_next(session, f"w{number}", now, LEASE)

        claims = at_the_same_moment(claim)
        assert len([one for one in claims if one]) == 1


def test_an_answer_closes_the_breaker_for_all_that_waits(town: Town) -> None:
    town.open_breaker()
    town.answers["library"] = Delivered()
    assert town.calls(minutes=10) == ["library"] * (TO_OPEN + 1)


def test_a_refusal_is_an_answer_too(town: Town) -> None:
    town.open_breaker()
    town.answers["library"] = GiveUp("refused: unknown-link")
    assert town.calls(minutes=10) == ["library"] * (TO_OPEN + 1)


def test_each_lost_probe_doubles_the_pause(town: Town) -> None:
    town.open_breaker()
    town.send("library", 50, tag="later")
    for seconds in (10, 20, 40, 80, 160, 300, 300):
        assert town.calls(seconds=seconds - 1) == []
        assert town.calls(seconds=1) == ["library"]


def test_after_an_opening_the_first_lost_answer_opens_it_again(town: Town, database: Database) -> None:
    town.open_breaker()
    answers = iter([Delivered(), LOST])
    town.clock.pass_time(minutes=10)
    assert town.another_worker(lambda _: next(answers)).run_until_idle() == 2
    breaker = breaker_of(database, "library")
    assert breaker is not None
    assert breaker.open_until == town.clock.now() + timedelta(seconds=10)


def test_a_second_answer_ends_the_probation(town: Town) -> None:
    town.open_breaker()
    answers = iter([Delivered(), Delivered(), LOST, LOST, LOST, LOST])
    town.clock.pass_time(minutes=10)
    assert town.another_worker(lambda _: next(answers)).run_until_idle() == TO_OPEN + 1


def test_a_probe_whose_worker_died_is_followed_by_another_when_its_lease_ends(
    town: Town, database: Database
) -> None:
    town.open_breaker()
    town.clock.pass_time(seconds=10)
    with database.transaction() as session:
        assert claim_next(session, "dies", town.clock.now(), LEASE)
    assert town.calls(seconds=29) == []
    assert town.calls(seconds=1) == ["library"]


def test_a_probe_that_our_own_code_broke_leaves_its_place_to_the_next(town: Town) -> None:
    town.open_breaker()
    town.clock.pass_time(seconds=10)
    assert town.another_worker(lambda _: 1 // 0).run_once()  # type: ignore[arg-type]
    town.answers["library"] = Delivered()
    assert town.calls()
