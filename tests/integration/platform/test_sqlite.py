"""What only SQLite needs proof of: one writer at a time, and the others wait."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from sqlalchemy import text

from backend.platform.database import Database

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


def test_a_use_case_that_creates_a_table_and_fails_leaves_no_table(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        session.execute(text("CREATE TABLE leftover (value INTEGER)"))
        _ = 1 // 0
    with database.reading() as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
    assert tables == ["counter"]
