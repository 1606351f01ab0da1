from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import event

from backend.platform.database import Database
from backend.platform.errors import Conflict, Invalid
from backend.platform.ids import new_id
from backend.platform.request_keys import digest_of, make_once
from tests.builders.clock import NOON
from tests.integration.platform.rows import put_message, stored_messages

pytestmark = pytest.mark.store
RACERS = 8


def order(database: Database, key: str | None, words: str = "借阅", caller: str = "cit_1") -> str:
    """Carry out a request that makes one thing, and return the id that the caller is told."""
    made = new_id("ord")
    with database.transaction() as session:
        earlier = make_once(session, caller=caller, key=key, digest=digest_of(words), made=made, at=NOON)
        if earlier is None:
            put_message(session, made)
    return earlier or made


def test_a_repeat_finds_what_the_first_request_made(database: Database) -> None:
    first = order(database, "k1")
    assert [order(database, "k1") for _ in range(3)] == [first] * 3
    assert stored_messages(database).keys() == {first}


def test_the_same_key_with_another_payload_is_refused(database: Database) -> None:
    first = order(database, "k1")
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        order(database, "k1", "续借")
    assert stored_messages(database).keys() == {first}


def test_another_callers_same_key_is_another_request(database: Database) -> None:
    assert order(database, "k1") != order(database, "k1", caller="cit_2")
    assert len(stored_messages(database)) == 2


def test_without_a_key_every_request_makes_something(database: Database) -> None:
    assert order(database, None) != order(database, None)


@pytest.mark.parametrize("length", [0, 129])
def test_a_key_that_is_empty_or_too_long_is_refused(database: Database, length: int) -> None:
    with pytest.raises(Invalid, match="idempotency-key-length"):
        order(database, "k" * length)
    assert stored_messages(database) == {}


@pytest.mark.parametrize("length", [1, 128])
def test_a_key_may_have_up_to_128_characters(database: Database, length: int) -> None:
    assert order(database, "k" * length) == order(database, "k" * length)


def test_a_request_that_failed_may_be_made_again_under_its_key(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        make_once(session, caller="cit_1", key="k1", digest=digest_of("借阅"), made="ord_1", at=NOON)
        _ = 1 // 0
    assert order(database, "k1") != "ord_1"


def test_a_request_that_meets_itself_being_carried_out_has_no_second_effect(database: Database) -> None:
    arrived = Event()

    def notice(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        # Where the second cannot turn back any more: SQLite's lock, PostgreSQL's row.
        if statement.startswith(("BEGIN IMMEDIATE", "INSERT INTO request_key")):
            arrived.set()

    with ThreadPoolExecutor(1) as threads:
        with database.transaction() as session:
            make_once(session, caller="cit_1", key="k1", digest=digest_of("借阅"), made="first", at=NOON)
            put_message(session, "first")
            event.listen(database.engine, "before_cursor_execute", notice)
            second = threads.submit(order, database, "k1")
            assert arrived.wait(60)
        met = second.exception()
        assert str(met) == "request-in-progress" if met else second.result() == "first"
    assert stored_messages(database).keys() == {"first"}


def test_requests_that_race_under_one_key_have_exactly_one_effect(database: Database) -> None:
    together = Barrier(RACERS)

    def race() -> str | None:
        together.wait()
        try:
            return order(database, "k1")
        except Conflict:
            return None

    with ThreadPoolExecutor(RACERS) as threads:
        answers = [racer.result() for racer in [threads.submit(race) for _ in range(RACERS)]]
    (made,) = stored_messages(database)
    assert {answer for answer in answers if answer} == {made}
    assert order(database, "k1") == made
