"""Importing the batches of all departments, beside a raw COPY of the rows that come of it.

The COPY brings the same columns into the same indexed table, its rows in the order of departments, subjects
at random, as they were delivered; what checks, encrypts and merges them is what the import takes longer for.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import psycopg

from bench.rows import Row, make_row
from bench.sizes import Sizes
from bench.stores import another_database
from config.settings import Settings

_RUNS = 2
_KIB_PER_MIB = 1024
_READ_BYTES = 1 << 18
_RECORDS = "COPY (SELECT * FROM credit_record ORDER BY department, id) TO STDOUT"
_EMPTY = (
    "TRUNCATE credit_record, credit_record_version, import_batch, quarantined_row, organisation,"
    " records_revision"
)


def import_rows(settings: Settings, sizes: Sizes, remarks: list[str]) -> Iterator[Row]:
    """Yield the row of the import, and tell what memory it took."""
    with (
        another_database("import") as url,
        TemporaryDirectory(dir=settings.var) as folder,
        psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as postgres,
    ):
        environment = {**os.environ, "CARD_DATABASE_URL": url}
        batches, copied = Path(folder) / "batches", Path(folder) / "rows.copy"
        _run(environment, "alembic", "upgrade", "head")
        _flask(environment, "records", "generate", *_options(sizes), "--out", str(batches))
        pairs, peaks = [], []
        for _ in range(_RUNS):
            _clear(postgres)
            seconds, peak = _import(environment, batches)
            _write_rows(postgres, copied)
            _clear(postgres)
            pairs.append((seconds, _copy(postgres, copied)))
            peaks.append(peak)
    value, baseline = (median(seconds) for seconds in zip(*pairs, strict=True))
    remarks.append(
        f"The import took {sizes.import_records / value:,.0f} records a second; the largest of its "
        f"processes held {max(peaks):.0f} MiB."
    )
    yield make_row("import_vs_copy", "seconds", value, baseline, _RUNS)


def _options(sizes: Sizes) -> tuple[str, ...]:
    return (
        *("--citizens", str(sizes.import_citizens), "--organisations", str(sizes.import_organisations)),
        *("--records", str(sizes.import_records), "--seed", "7"),
    )


def _import(environment: Mapping[str, str], batches: Path) -> tuple[float, float]:
    """Return the seconds of the whole command, and the MiB of the largest of its processes."""
    started = perf_counter()
    command = (sys.executable, "-m", "flask", "--app", "wsgi", "records", "import", str(batches))
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, usage.ru_maxrss / _KIB_PER_MIB


def _write_rows(postgres: psycopg.Connection, path: Path) -> None:
    with postgres.cursor() as cursor, cursor.copy(_RECORDS) as rows, path.open("wb") as file:
        for row in rows:
            file.write(row)


def _copy(postgres: psycopg.Connection, path: Path) -> float:
    started = perf_counter()
    with (
        postgres.cursor() as cursor,
        cursor.copy("COPY credit_record FROM STDIN") as rows,
        path.open("rb") as file,
    ):
        while part := file.read(_READ_BYTES):
            rows.write(part)
    return perf_counter() - started


def _clear(postgres: psycopg.Connection) -> None:
    """Empty the tables, and let the disk come to rest."""
    postgres.execute(_EMPTY)
    postgres.execute("CHECKPOINT")


def _flask(environment: Mapping[str, str], *command: str) -> None:
    _run(environment, "flask", "--app", "wsgi", *command)


def _run(environment: Mapping[str, str], *command: str) -> None:
    subprocess.run(
        (sys.executable, "-m", *command),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
