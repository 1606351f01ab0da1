from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event

from backend.platform.database import Database
from backend.platform.outbox.claiming import claim_next
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, Result, TryLater
from tests.builders.clock import NOON, StandingClock
from tests.integration.platform.outbox_town import BUSY, LEASE, LOST, TO_OPEN, Town, breaker_of
from tests.integration.platform.rows import put_messages, stored_messages
from tests.integration.platform.together import TOGETHER, at_the_same_moment

pytestmark = pytest.mark.store


@pytest.fixture
def town(database: Database, clock: StandingClock) -> Town:
    return Town(database, clock)


def test_five_lost_answers_in_a_row_stop_the_calls_to_an_operator(town: Town, database: Database) -> None:
    town.answers["library"] = LOST
    town.send("library", 20)
    town.worker.run_until_idle()
    assert town.called == ["library"] * TO_OPEN
    breaker = breaker_of(database, "library")
    assert breaker is not None
    assert breaker.open_until == NOON + timedelta(seconds=10)


def test_an_answer_in_between_begins_the_count_anew(town: Town, database: Database) -> None:
    for round_number in range(3):
        town.answers["library"] = LOST
        town.send("library", TO_OPEN - 1, tag=f"lost{round_number}")
        assert len(town.calls()) == TO_OPEN - 1
        town.answers["library"] = Delivered()
        town.send("library", 1, tag=f"well{round_number}")
        assert town.calls() == ["library"]
    breaker = breaker_of(database, "library")
    assert breaker is not None
    assert (breaker.failures, breaker.open_until) == (0, None)


def test_an_operator_that_is_down_changes_nothing_for_the_others(town: Town, database: Database) -> None:
    town.answers["library"] = LOST
    town.send("library", 200)
    for operator in ("bus", "gas"):
        town.send(operator, 100)
    town.worker.run_until_idle()
    assert (town.called.count("bus"), town.called.count("gas")) == (100, 100)
    assert town.called.count("library") == TO_OPEN
    done = [key for key, one in stored_messages(database).items() if one.state == "done"]
    assert len(done) == 200


def test_an_open_breaker_holds_back_what_comes_later(town: Town) -> None:
    town.open_breaker()
    town.send("library", 10, tag="later")
    assert town.calls(seconds=9) == []


def test_a_breaker_holds_for_every_worker(town: Town) -> None:
    town.open_breaker()
    assert town.another_worker().run_until_idle() == 0
    assert town.called == []


def test_answers_lost_at_the_same_moment_all_count(town: Town, database: Database) -> None:
    town.send("library", TOGETHER)
    together = threading.Barrier(TOGETHER)

    def lose(_claim: Claim) -> Result:
        together.wait()
        return LOST

    assert all(at_the_same_moment(lambda _: town.another_worker(lose).run_once()))
    breaker = breaker_of(database, "library")
    assert breaker is not None
    assert breaker.failures == TOGETHER


def test_a_wish_the_operator_is_still_at_is_an_answer_too(town: Town, database: Database) -> None:
    town.answers["library"] = TryLater("Pending", answered=True)
    town.send("library", 20)
    assert len(town.calls()) == 20
    assert breaker_of(database, "library") is None


def test_a_late_lost_answer_neither_lengthens_the_pause_nor_takes_the_probes_place(
    town: Town, database: Database
) -> None:
    town.send("library", 1, tag="slow")

    def slow(_claim: Claim) -> Result:
        town.open_breaker()
        return LOST

    assert town.another_worker(slow).run_once()
    breaker = breaker_of(database, "library")
    assert breaker is not None
    assert (breaker.failures, breaker.open_until) == (TO_OPEN, NOON + timedelta(seconds=10))


def test_fewer_busy_answers_than_five_stop_nobody_but_their_own_messages(town: Town) -> None:
    town.answers["library"] = BUSY
    town.send("library", TO_OPEN - 1)
    assert len(town.calls()) == TO_OPEN - 1
    town.answers["library"] = Delivered()
    town.send("library", 3, tag="later")
    assert town.calls() == ["library"] * 3


def test_an_operator_that_is_busy_again_and_again_is_left_alone_for_as_long_as_it_asks(town: Town) -> None:
    town.open_breaker(answer=BUSY)
    town.send("library", 50, tag="later")
    for _ in range(5):
        assert town.calls(seconds=59) == []
        assert town.calls(seconds=1) == ["library"]


def test_busy_answers_do_not_lengthen_the_pause_after_a_lost_one(town: Town) -> None:
    town.open_breaker(answer=BUSY)
    town.send("library", 50, tag="later")
    for _ in range(5):
        town.calls(seconds=60)
    town.answers["library"] = LOST
    assert town.calls(seconds=60) == ["library"]
    assert town.calls(seconds=19) == []
    assert town.calls(seconds=1) == ["library"]


def test_code_of_ours_that_breaks_says_nothing_of_the_operator(town: Town, database: Database) -> None:
    town.send("library", 20)
    assert town.another_worker(lambda _: 1 // 0).run_until_idle() == 20  # type: ignore[arg-type]
    assert breaker_of(database, "library") is None


def test_lost_answers_that_are_too_few_hold_nothing_back(town: Town, database: Database) -> None:
    town.answers["library"] = LOST
    town.send("library", TO_OPEN - 1)
    town.calls()
    town.send("library", 1, tag="later")
    with database.transaction() as session:
        assert claim_next(session, "w", town.clock.now(), LEASE)
    breaker = breaker_of(database, "library")
    assert breaker is not None
    assert (breaker.failures, breaker.open_until, breaker.probe) == (TO_OPEN - 1, None, None)


def test_messages_without_a_destination_have_no_breaker(town: Town, database: Database) -> None:
    town.answers[""] = LOST
    for number in range(20):
        put_messages(database, f"n{number}", stream=f"s{number}")
    assert len(town.calls()) == 20


def test_claiming_costs_one_statement_however_many_destinations_there_are(
    town: Town, database: Database
) -> None:
    town.open_breaker()
    for number in range(30):
        town.send(f"operator{number}")
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    with database.transaction() as session:
        session.connection()
        event.listen(database.engine, "before_cursor_execute", note)
        assert claim_next(session, "w", town.clock.now(), LEASE)
        event.remove(database.engine, "before_cursor_execute", note)
    assert len(statements) == 1
