"""What only SQLite needs proof of: one writer at a time, and the others wait."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from sqlalchemy import text

from backend.platform.database import Database
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import GiveUp, OutboxWorker, Result
from tests.builders.clock import StandingClock
from tests.builders.stores import migrate
from tests.integration.platform.rows import put_messages, stored_messages

WRITERS, TURNS = 6, 25
COUNTED = text("SELECT value FROM counter")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/counter.sqlite3")
    with database.transaction() as session:
        session.execute(text("CREATE TABLE counter (value INTEGER NOT NULL)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))
    yield database
    database.close()


def test_writers_that_read_first_wait_for_each_other_and_lose_no_count(database: Database) -> None:
    together = Barrier(WRITERS)

    def count_up() -> None:
        together.wait()
        for _ in range(TURNS):
            with database.transaction() as session:
                value = session.scalar(COUNTED)
                session.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})

    with ThreadPoolExecutor(WRITERS) as threads:
        for writer in [threads.submit(count_up) for _ in range(WRITERS)]:
            writer.result()
    with database.reading() as session:
        assert session.scalar(COUNTED) == WRITERS * TURNS


def test_a_reader_is_not_held_up_by_a_writer_and_sees_the_state_before_it(database: Database) -> None:
    written, seen = Event(), Event()

    def write() -> None:
        with database.transaction() as session:
            session.execute(text("UPDATE counter SET value = 7"))
            written.set()
            assert seen.wait(60)

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write)
        assert written.wait(60)
        with database.reading() as session:
            assert session.scalar(COUNTED) == 0
        seen.set()
        writing.result()


def test_a_reader_keeps_its_view_while_others_write(database: Database) -> None:
    with database.reading() as reader:
        before = reader.scalar(COUNTED)
        with database.transaction() as session:
            session.execute(text("UPDATE counter SET value = 7"))
        assert reader.scalar(COUNTED) == before == 0


def test_a_worker_waits_for_a_store_that_is_away_and_goes_on_when_it_is_back(
    tmp_path: Path, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    prepared, place, stopping = tmp_path / "prepared", tmp_path / "place", Event()
    prepared.mkdir()
    migrate(f"sqlite:///{prepared}/card.sqlite3")
    before = Database(f"sqlite:///{prepared}/card.sqlite3")
    put_messages(before, "a")
    before.close()

    def stop(_claim: Claim) -> Result:
        stopping.set()
        return GiveUp("enough")

    returned = Database(f"sqlite:///{place}/card.sqlite3")
    worker = OutboxWorker(returned, clock, {"note": stop})
    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(worker.run_forever, stopping, idle_seconds=0.01)
        while "waits for the store" not in caplog.text and not working.done():
            stopping.wait(0.01)
        prepared.rename(place)
        working.result(60)
    assert stored_messages(returned)["a"].state == "dead"
    returned.close()


def test_a_use_case_that_creates_a_table_and_fails_leaves_no_table(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        session.execute(text("CREATE TABLE leftover (value INTEGER)"))
        _ = 1 // 0
    with database.reading() as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
    assert tables == ["counter"]
