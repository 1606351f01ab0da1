"""The block of SQL that docs/installation.md gives for fifty million persons, run on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.domain import Domain
from backend.platform.database import Database
from tests.architecture.our_code import ROOT
from tests.builders.citizens import a_citizen
from tests.builders.deliveries import a_penalty, a_row, write_csv
from tests.builders.stores import EmbeddedStore, ServiceStore, migrate

pytestmark = pytest.mark.store


@pytest.fixture
def database(store: EmbeddedStore | ServiceStore, tmp_path: Path) -> Iterator[Database]:
    """A database whose record tables are split; the tests that follow find the store whole again."""
    if isinstance(store, EmbeddedStore):
        pytest.skip("partitions are PostgreSQL's")
    address = store.settings(tmp_path)["CARD_DATABASE_URL"]
    migrate(address)
    database = Database(address)
    with database.engine.connect() as connection:
        connection.connection.driver_connection.execute(documented_sql())
    yield database
    database.close()
    migrate(store.settings(tmp_path)["CARD_DATABASE_URL"])


def documented_sql() -> str:
    found = re.findall(r"```sql\n(.*?)```", (ROOT / "docs/installation.md").read_text("utf-8"), re.DOTALL)
    (block,) = [sql for sql in found if "PARTITION BY HASH" in sql]
    return block


def rows_by_partition(database: Database) -> list[int]:
    with database.reading() as session:
        counts = session.execute(text("SELECT count(*) FROM credit_record GROUP BY tableoid"))
        return sorted(counts.scalars())


def test_records_spread_over_the_partitions_and_a_correction_finds_its_own(
    domain: Domain, tmp_path: Path
) -> None:
    rows = [a_row() for _ in range(200)]
    domain.imports.import_file(write_csv(tmp_path / "a.csv", rows), "mkt")
    counts = rows_by_partition(domain.ground.database)
    assert sum(counts) == 200
    assert len(counts) == 16
    assert max(counts) < 50
    corrected = [{**row, "title": "新标题"} for row in rows[:20]]
    imported = domain.imports.import_file(write_csv(tmp_path / "b.csv", corrected), "mkt")
    assert (imported.batch.replaced, imported.batch.created) == (20, 0)


def test_a_status_is_read_from_one_partition(domain: Domain, tmp_path: Path) -> None:
    citizen = a_citizen(domain)
    row = a_penalty(subject_code=citizen.id_number)
    domain.imports.import_file(write_csv(tmp_path / "a.csv", [row]), "mkt")
    assert domain.status.view(citizen.id).level.id == "attention"
    index = domain.ground.blind_index.of("id_number", citizen.id_number)
    with domain.ground.database.reading() as session:
        plan = session.execute(
            text("EXPLAIN SELECT * FROM credit_record WHERE subject_index = :index"), {"index": index}
        )
        scanned = {found for line in plan.scalars() for found in re.findall(r" on (credit_record_\d+)", line)}
    assert len(scanned) == 1
