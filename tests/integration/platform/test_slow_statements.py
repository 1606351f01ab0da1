from __future__ import annotations

import logging

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from backend.identity.models import Citizen
from backend.platform.database import Database
from backend.platform.logs.slow_statements import watch_statements

pytestmark = pytest.mark.store
LOGGER = "backend.platform.logs.slow_statements"
SECRET = "nobody-may-read-this"
NEVER_MS = 600_000


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.statement for record in caplog.records if record.name == LOGGER]  # type: ignore[attr-defined]


def ask(executor: Session | Connection) -> None:
    executor.execute(select(Citizen.id).where(Citizen.id == SECRET)).all()


@pytest.mark.parametrize("way", ["transaction", "reading", "single_statement"])
def test_a_slow_statement_is_told_once_with_its_text_and_without_its_values(
    database: Database, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    watch_statements(database, 0)
    with getattr(database, way)() as executor:
        ask(executor)
    (statement,) = [one for one in told(caplog) if "citizen" in one]
    assert statement.startswith("SELECT citizen.id FROM citizen WHERE citizen.id = ")
    assert "\n" not in statement
    assert SECRET not in caplog.text
    assert SECRET not in str([vars(record) for record in caplog.records if record.name == LOGGER])


def test_how_long_it_took_is_told_and_counted(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    counted: list[int] = []
    watch_statements(database, 0, lambda: counted.append(1))
    with database.single_statement() as connection:
        connection.execute(text("SELECT 1"))
    (record,) = [one for one in caplog.records if one.name == LOGGER]
    assert record.ms >= 0  # type: ignore[attr-defined]
    assert (record.levelno, counted) == (logging.WARNING, [1])


def test_a_fast_one_is_not_told(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    watch_statements(database, NEVER_MS)
    with database.transaction() as session:
        ask(session)
    assert told(caplog) == []
