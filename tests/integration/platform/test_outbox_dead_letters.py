from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from backend.platform.database import Database
from backend.platform.errors import NotFound
from backend.platform.outbox.commands import outbox_commands
from backend.platform.outbox.dead_letters import DeadLetters
from backend.platform.outbox.models import OutboxMessage
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, GiveUp, OutboxWorker
from tests.builders.clock import NOON, StandingClock
from tests.integration.platform.rows import put_messages, stored_messages

pytestmark = pytest.mark.store


@pytest.fixture
def letters(database: Database, clock: StandingClock) -> DeadLetters:
    return DeadLetters(database, clock)


def put_aside(database: Database, clock: StandingClock, *keys: str, stream: str = "library/1") -> None:
    put_messages(database, *keys, stream=stream, at=clock.now())
    worker = OutboxWorker(database, clock, {"note": lambda _: GiveUp("refused: unknown-card")})
    assert worker.run_until_idle() == len(keys)


def run(database: Database, clock: StandingClock, *arguments: str) -> Result:
    return CliRunner().invoke(outbox_commands(database, clock, {}), arguments)


def test_a_dead_message_is_listed_without_a_word_about_its_person(
    database: Database, clock: StandingClock, letters: DeadLetters
) -> None:
    put_aside(database, clock, "secret", stream="library/secret")
    clock.pass_time(days=1)
    (letter,) = letters.list_dead()
    assert (letter.topic, letter.destination, letter.attempts) == ("note", "library", 1)
    assert (letter.since, letter.trouble) == (NOON, "refused: unknown-card")
    assert "secret" not in repr(letter)


def test_dead_messages_are_listed_by_destination_the_oldest_first(
    database: Database, clock: StandingClock, letters: DeadLetters
) -> None:
    for operator in ("library", "bus", "library"):
        put_aside(database, clock, f"{operator}{clock.now()}", stream=f"{operator}/1")
        clock.pass_time(minutes=1)
    found = letters.list_dead("library")
    assert [one.since for one in found] == [NOON, NOON + timedelta(minutes=2)]
    assert len(letters.list_dead()) == 3
    assert letters.list_dead("gas") == []


def test_a_message_that_is_sent_again_is_delivered_and_keeps_who_asked_for_it(
    database: Database, clock: StandingClock, letters: DeadLetters
) -> None:
    put_aside(database, clock, "a")
    clock.pass_time(hours=3)
    new_id = letters.redrive(letters.list_dead()[0].id, "clerk")
    claims: list[Claim] = []

    def deliver(claim: Claim) -> Delivered:
        claims.append(claim)
        return Delivered()

    assert OutboxWorker(database, clock, {"note": deliver}).run_until_idle() == 1
    left = stored_messages(database)["a"]
    assert (left.sequence, left.state, left.redriven_by) == (new_id, "done", "clerk")
    assert (left.created_at, left.redriven_at) == (NOON, NOON + timedelta(hours=3))
    # The handler must know that it was tried before, and so read before it writes.
    assert [(one.key, one.attempt) for one in claims] == [("a", 2)]


def test_a_message_that_is_sent_again_goes_behind_what_its_stream_has_now(
    database: Database, clock: StandingClock, letters: DeadLetters
) -> None:
    put_aside(database, clock, "first")
    put_messages(database, "second", stream="library/1")
    letters.redrive(letters.list_dead()[0].id, "clerk")
    seen: list[str] = []

    def deliver(claim: Claim) -> Delivered:
        seen.append(claim.key)
        # While one message of the stream is in work, the other is nobody's.
        assert not OutboxWorker(database, clock, {}).run_once()
        return Delivered()

    OutboxWorker(database, clock, {"note": deliver}).run_until_idle()
    assert seen == ["second", "first"]


def test_a_message_that_our_code_broke_on_is_given_all_its_tries_again(
    database: Database, clock: StandingClock, letters: DeadLetters
) -> None:
    put_messages(database, "a")
    worker = OutboxWorker(database, clock, {"note": lambda _: 1 // 0})  # type: ignore[dict-item]
    for tries in (5, 10):
        for _ in range(9):
            worker.run_until_idle()
            clock.pass_time(minutes=10)
        (letter,) = letters.list_dead()
        assert (letter.attempts, letter.trouble) == (tries, "ZeroDivisionError")
        letters.redrive(letter.id, "clerk")


def test_a_message_is_sent_again_once(database: Database, clock: StandingClock, letters: DeadLetters) -> None:
    put_aside(database, clock, "a")
    (letter,) = letters.list_dead()
    letters.redrive(letter.id, "clerk")
    with pytest.raises(NotFound):
        letters.redrive(letter.id, "clerk")
    assert len(stored_messages(database)) == 1


@pytest.mark.parametrize("state", ["ready", "done"])
def test_only_a_dead_message_is_sent_again(database: Database, letters: DeadLetters, state: str) -> None:
    put_messages(database, "a")
    with database.transaction() as session:
        session.execute(update(OutboxMessage).values(state=state))
    with pytest.raises(NotFound):
        letters.redrive(stored_messages(database)["a"].sequence, "clerk")


def test_all_of_a_destination_are_sent_again_however_many_and_nobody_elses(
    database: Database, clock: StandingClock, letters: DeadLetters
) -> None:
    put_messages(database, *(f"l{number}" for number in range(1001)), stream="library/1")
    put_messages(database, "b", stream="bus/1")
    with database.transaction() as session:
        session.execute(update(OutboxMessage).values(state="dead", settled_at=NOON))
    assert letters.redrive_destination("library", "clerk") == 1001
    assert [one.destination for one in letters.list_dead()] == ["bus"]


def test_the_clerk_lists_and_sends_again_on_the_command_line(
    database: Database, clock: StandingClock
) -> None:
    put_aside(database, clock, "a", "b")
    shown = run(database, clock, "dead").output
    assert "refused: unknown-card" in shown
    assert "2026-11-23 12:00" in shown
    assert shown.endswith("共 2 条死信。 2 dead.\n")
    first, _ = json.loads(run(database, clock, "dead", "--json").output)
    assert first.keys() == {
        "id",
        "topic",
        "destination",
        "attempts",
        "since",
        "trouble",
        "redriven_by",
        "redriven_at",
    }
    assert run(database, clock, "redrive", str(first["id"]), "--by", "王小明").exit_code == 0
    assert stored_messages(database)["a"].redriven_by == "王小明"
    answer = run(database, clock, "redrive", "--destination", "library", "--by", "王小明").output
    assert answer == "已重新投递 1 条。 1 sent again.\n"
    assert json.loads(run(database, clock, "dead", "--json", "--destination", "library").output) == []


def test_a_wrong_id_ends_the_command_in_words(database: Database, clock: StandingClock) -> None:
    result = run(database, clock, "redrive", "7", "--by", "x")
    assert result.exit_code == 1
    assert "没有编号为 7 的死信" in result.output


@pytest.mark.parametrize("arguments", [(), ("7", "--destination", "library")])
def test_the_command_wants_an_id_or_a_destination(
    database: Database, clock: StandingClock, arguments: tuple[str, ...]
) -> None:
    assert run(database, clock, "redrive", *arguments, "--by", "x").exit_code == 2
