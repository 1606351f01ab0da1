"""An import killed at any moment: the old state or the new one, and a rerun ends as a clean run does."""

from __future__ import annotations

import hashlib
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.identity.id_number import check_digit
from backend.platform.database import Database
from backend.records.importing.models import ImportBatch, ImportChunk, QuarantinedRow, import_row
from backend.records.models import CreditRecord, Organisation
from tests.architecture.our_code import ROOT
from tests.builders.deliveries import a_penalty, a_registration, a_row, an_organisation_code, write_csv
from tests.builders.stores import EmbeddedStore, ServiceStore

pytestmark = pytest.mark.store

KILLS = 10
KEYS = f"{secrets.token_hex(32)}:{secrets.token_hex(32)}"
# What differs from run to run by design: moments, random batch ids, random nonces of the encryption.
NEVER_THE_SAME = {"received_at", "batch_id", "details_encrypted", "row_encrypted"}


def someone(place: int) -> str:
    order, day = divmod(place, 12_000)
    first_seventeen = f"350299{date(1950, 1, 1) + timedelta(days=day):%Y%m%d}{order:03d}"
    return first_seventeen + check_digit(first_seventeen)


@pytest.fixture(scope="module")
def row_count(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--killed-rows"))


@pytest.fixture(scope="module")
def batch_file(tmp_path_factory: pytest.TempPathFactory, row_count: int) -> Path:
    """A file of some parts, with faults, repeats and organisations."""
    rows = []
    for place in range(row_count):
        match place % 20:
            case 0:
                rows.append(a_row(subject_code=someone(place), decided_on="2026-02-30"))
            case 1:
                rows.append(a_registration(an_organisation_code(), f"鹭岛第{place}商行"))
            case 2:
                rows.append(rows[-1])
            case 3:
                rows.append({**rows[-1], "title": "另一个标题"})
            case place if place < 10:
                rows.append(a_penalty(subject_code=someone(place)))
            case _:
                rows.append(a_row(subject_code=someone(place)))
    return write_csv(tmp_path_factory.mktemp("batch") / "mkt.csv", rows)


@contextmanager
def importing(address: str, file: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.integration.records.import_process", address, str(file), "mkt"]
    process = subprocess.Popen([*command, KEYS], cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def run_to_the_end(address: str, file: Path) -> None:
    with importing(address, file) as process:
        assert process.wait(120) == 0


def digest_of(database: Database) -> str:
    digest = hashlib.sha256()
    with database.reading() as session:
        for table in (CreditRecord.__table__, QuarantinedRow.__table__, Organisation.__table__):
            columns = [column for column in table.columns if column.name not in NEVER_THE_SAME]
            rows = sorted(repr([*row]) for row in session.execute(select(*columns)))
            digest.update(f"{table.name} {len(rows)} {rows}".encode())
    return digest.hexdigest()


def count_of(database: Database, table: object) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def figures_of(database: Database) -> list[object]:
    with database.reading() as session:
        batch = session.scalars(select(ImportBatch)).one()
        names = ("state", "rows", "created", "replaced", "unchanged", "duplicates", "rejected", "faults")
        return [getattr(batch, name) for name in names]


@pytest.fixture
def fresh(store: EmbeddedStore | ServiceStore) -> Iterator[Iterator[tuple[str, Database]]]:
    """Give, again and again, an empty migrated store."""

    def stores() -> Generator[tuple[str, Database], None, None]:
        while True:
            with store.database() as database:
                yield database.url, database

    opened = stores()
    yield opened
    opened.close()


def test_ten_imports_killed_at_random_moments_end_as_one_clean_run_does(
    fresh: Iterator[tuple[str, Database]], batch_file: Path, row_count: int
) -> None:
    address, database = next(fresh)
    started = time.monotonic()
    run_to_the_end(address, batch_file)
    seconds = time.monotonic() - started
    clean, figures = digest_of(database), figures_of(database)
    assert count_of(database, CreditRecord) > row_count / 2
    dice, killed = secrets.SystemRandom(), count()
    for _ in range(KILLS):
        address, database = next(fresh)
        with importing(address, batch_file) as process:
            try:
                process.wait(dice.uniform(0.1, 0.95) * seconds)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                next(killed)
        assert count_of(database, CreditRecord) in (0, figures[2]), "neither the old state nor the new one"
        run_to_the_end(address, batch_file)
        assert digest_of(database) == clean
        assert figures_of(database) == figures
        assert count_of(database, import_row) == count_of(database, ImportChunk) == 0
    assert next(killed) >= KILLS / 2
