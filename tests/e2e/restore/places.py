"""Where a town lives and where it is restored, on either store, and the documented commands between them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import MetaData, create_engine, func, select, text
from sqlalchemy.engine import make_url

from tests.architecture.our_code import ROOT
from tests.builders.stores import EmbeddedStore, ServiceStore, migrate


@dataclass(frozen=True)
class Place:
    """A database: its address with all rights, and the environments of those who work and who read there."""

    database: str
    url: str
    for_worker: Mapping[str, str]
    for_reader: Mapping[str, str]


class UnderRoles:
    """A store whose processes work under the worker's role, where there are roles."""

    def __init__(self, store: EmbeddedStore | ServiceStore) -> None:
        self._store = store

    @property
    def kind(self) -> str:
        """Return the word by which the document tells the stores apart."""
        return "SQLite" if isinstance(self._store, EmbeddedStore) else "PostgreSQL"

    def settings(self, folder: Path) -> dict[str, str]:
        """Return the settings of the town's processes, which let two people do what a city does."""
        given = self._store.settings(folder) | {"CARD_LIMITS_FACTOR": "100"}
        if isinstance(self._store, EmbeddedStore):
            return given
        migrate(given["CARD_DATABASE_URL"])
        return given | {"CARD_DATABASE_URL": self._store.url_as("worker")}

    def place(self, folder: Path) -> Place:
        """Return where the town lives whose settings were made for that folder."""
        if isinstance(self._store, EmbeddedStore):
            return _file(folder / "town.sqlite3")
        return _database(self._store.url, make_url(self._store.url).database or "")

    @contextmanager
    def empty_place(self, folder: Path) -> Iterator[Place]:
        """Give a place where nothing is yet, and clear it away in the end."""
        if isinstance(self._store, EmbeddedStore):
            yield _file(folder / "restored.sqlite3")
            return
        prefix = make_url(self._store.url).database or ""
        place = _database(self._store.url + "_restored", prefix)
        _drop(place)
        try:
            yield place
        finally:
            _drop(place)

    def documented(self, what: str) -> str:
        """Return the block of docs/operations.md of that name, with the names that roles have here."""
        document = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
        blocks = dict(re.findall(r"```sh\n# (.*?)\n(.*?)```", document, re.DOTALL))
        block: str = blocks[f"{what}, {self.kind}"]
        if isinstance(self._store, EmbeddedStore):
            return block
        prefix = make_url(self._store.url).database
        return block.replace("psql ", f"psql --set=prefix={prefix} ").replace("card_owner", f"{prefix}_owner")


def run(block: str, environment: Mapping[str, str]) -> str:
    """Run a block as whoever keeps the service does; return what it said."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=ROOT,
        env={**environment, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def counts_of(place: Place) -> dict[str, int]:
    """Return how many rows each table has."""
    engine, known = create_engine(place.url), MetaData()
    known.reflect(engine)
    with engine.connect() as connection:
        counted = {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in known.tables.items()
        }
    engine.dispose()
    return counted


def scalar(place: Place, query: str) -> object:
    """Return the one value that the query finds."""
    engine = create_engine(place.url)
    with engine.connect() as connection:
        found = connection.scalar(text(query))
    engine.dispose()
    return found


def _file(path: Path) -> Place:
    url = f"sqlite:///{path}"
    anybody = {"CARD_DATABASE_URL": url, "DATABASE": str(path)}
    return Place(str(path), url, anybody, anybody)


def _database(url: str, prefix: str) -> Place:
    made = make_url(url)
    libpq = {"PGHOST": made.host, "PGPORT": made.port, "PGUSER": made.username, "PGPASSWORD": made.password}
    named = {name: str(value) for name, value in libpq.items() if value}
    named["DATABASE"] = made.database or ""
    worker, reader = (
        named | {"CARD_DATABASE_URL": f"{url}?options=-c%20role%3D{prefix}_{role}"}
        for role in ("worker", "reader")
    )
    return Place(made.database or "", url, worker, reader)


def _drop(place: Place) -> None:
    admin = create_engine(place.url.rsplit("/", 1)[0] + "/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {place.database} WITH (FORCE)"))
    admin.dispose()
