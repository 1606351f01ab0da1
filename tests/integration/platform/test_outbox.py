from __future__ import annotations

from datetime import timedelta

import pytest

from backend.platform.database import Database
from backend.platform.errors import Conflict
from backend.platform.outbox.claiming import claim_next
from backend.platform.outbox.queue import Claim, settle_dead, settle_done, settle_later
from tests.builders.clock import NOON
from tests.integration.platform.rows import put_message, put_messages, stored_messages

pytestmark = pytest.mark.store
LEASE = timedelta(seconds=30)
LATER = NOON + timedelta(minutes=5)


def claim(database: Database, worker: str = "w1", at: timedelta = timedelta()) -> Claim | None:
    with database.transaction() as session:
        return claim_next(session, worker, NOON + at, LEASE)


def claimed_key(database: Database, worker: str = "w1", at: timedelta = timedelta()) -> str | None:
    found = claim(database, worker, at)
    return found and found.key


def settle(database: Database, held: Claim | None) -> bool:
    assert held is not None
    with database.transaction() as session:
        return settle_done(session, held, NOON)


def test_a_message_vanishes_when_the_callers_transaction_fails(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        put_message(session, "a")
        session.flush()
        _ = 1 // 0
    assert stored_messages(database) == {}
    assert claim(database) is None


def test_a_second_message_under_the_same_key_is_refused(database: Database) -> None:
    put_messages(database, "a")
    with pytest.raises(Conflict), database.transaction() as session:
        put_message(session, "b")
        put_message(session, "a")
    assert stored_messages(database).keys() == {"a"}


def test_a_claim_carries_what_was_put_in(database: Database) -> None:
    put_messages(database, "a")
    held = claim(database)
    assert held is not None
    assert (held.key, held.topic, held.payload, held.attempt) == ("a", "note", {"key": "a"}, 1)


def test_a_message_is_not_claimed_before_it_is_due(database: Database) -> None:
    put_messages(database, "a", at=LATER)
    assert claim(database) is None
    assert claimed_key(database, at=timedelta(minutes=5)) == "a"


def test_within_a_stream_each_message_waits_for_the_one_before(database: Database) -> None:
    put_messages(database, "first", "second")
    held = claim(database)
    assert claim(database, "w2") is None
    assert settle(database, held)
    assert claimed_key(database, "w2") == "second"


def test_a_message_put_back_still_holds_up_its_stream(database: Database) -> None:
    put_messages(database, "first", "second")
    held = claim(database)
    assert held is not None
    with database.transaction() as session:
        assert settle_later(session, held, LATER, "busy")
    assert claim(database) is None
    assert claimed_key(database, at=timedelta(minutes=5)) == "first"


def test_streams_do_not_hold_each_other_up(database: Database) -> None:
    put_messages(database, "a1", "a2", stream="a")
    put_messages(database, "b1", stream="b")
    assert {claimed_key(database, "w1"), claimed_key(database, "w2")} == {"a1", "b1"}
    assert claim(database, "w3") is None


def test_a_dead_message_lets_its_stream_go_on(database: Database) -> None:
    put_messages(database, "first", "second")
    held = claim(database)
    assert held is not None
    with database.transaction() as session:
        assert settle_dead(session, held, NOON, "x" * 1000)
    assert claimed_key(database) == "second"
    assert stored_messages(database)["first"].last_trouble == "x" * 200


def test_nobody_claims_a_leased_message_until_the_lease_ends(database: Database) -> None:
    put_messages(database, "a")
    assert claimed_key(database, "w1") == "a"
    assert claim(database, "w2", LEASE - timedelta(microseconds=1)) is None
    again = claim(database, "w2", LEASE)
    assert again is not None
    assert (again.key, again.attempt) == ("a", 2)


def test_a_worker_whose_lease_was_lost_changes_nothing_any_more(database: Database) -> None:
    put_messages(database, "a")
    late = claim(database, "w1")
    current = claim(database, "w2", LEASE)
    assert late is not None
    with database.transaction() as session:
        assert not settle_done(session, late, NOON)
        assert not settle_dead(session, late, NOON, "late")
        assert not settle_later(session, late, LATER, "late")
    left = stored_messages(database)["a"]
    assert (left.state, left.leased_by, left.last_trouble) == ("ready", "w2", None)
    assert settle(database, current)


def test_the_same_worker_cannot_settle_with_its_own_earlier_claim(database: Database) -> None:
    put_messages(database, "a")
    late = claim(database, "w1")
    current = claim(database, "w1", LEASE)
    assert not settle(database, late)
    assert settle(database, current)


def test_a_message_is_settled_once(database: Database) -> None:
    put_messages(database, "a")
    held = claim(database)
    assert settle(database, held)
    assert not settle(database, held)
    assert claim(database, at=timedelta(days=1)) is None
