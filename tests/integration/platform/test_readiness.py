"""Each thing that the service stands on is broken in turn; `/readyz` names it, and the others are well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from sqlalchemy import delete, text, update

from backend.domain import Domain
from backend.platform.database import Database
from backend.platform.outbox.models import OutboxBreaker, OutboxMessage
from backend.platform.outbox.worker import Delivered, OutboxWorker, TryLater
from miniprogram_api.application import build_app
from tests.builders.clock import NOON, StandingClock
from tests.integration.platform.rows import put_messages

pytestmark = pytest.mark.store
CHECKS = {"database", "migrations", "redis", "key_ring", "outbox"}
LONG_AGO = NOON - timedelta(minutes=16)


def readiness(domain: Domain, **broken: Any) -> tuple[int, set[str]]:
    """Return the status and the names of what is not well."""
    standing = replace(domain, ground=replace(domain.ground, **broken))
    answer = build_app(standing).test_client().get("/readyz")
    assert answer.json["checks"].keys() == CHECKS
    assert answer.json["ready"] is (answer.status_code == 200)
    if answer.status_code == 503:
        assert answer.json["type"] == "/problems/not-ready"
        assert answer.headers["Retry-After"] == "5"
    return answer.status_code, {name for name, is_well in answer.json["checks"].items() if not is_well}


@pytest.fixture
def in_the_database(database: Database) -> Callable[[str], None]:
    def execute(statement: str) -> None:
        with database.transaction() as session:
            session.execute(text(statement))

    return execute


def test_with_everything_in_place_it_is_ready(domain: Domain) -> None:
    assert readiness(domain) == (200, set())


def test_without_the_database_what_is_read_from_it_is_unknown_too(domain: Domain) -> None:
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert readiness(domain, database=nowhere) == (503, {"database", "migrations", "outbox"})


@pytest.mark.parametrize("version", ["0003", ""])
def test_before_the_migrations_have_run_it_is_not_ready(
    domain: Domain, in_the_database: Callable[[str], None], version: str
) -> None:
    with domain.ground.database.reading() as session:
        before = session.scalar(text("SELECT version_num FROM alembic_version"))
    in_the_database(f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608
    try:
        assert readiness(domain) == (503, {"migrations"})
    finally:
        in_the_database(f"UPDATE alembic_version SET version_num = '{before}'")  # noqa: S608


def test_a_database_that_is_ahead_serves_the_version_before(
    domain: Domain, in_the_database: Callable[[str], None]
) -> None:
    with domain.ground.database.reading() as session:
        before = session.scalar(text("SELECT version_num FROM alembic_version"))
    in_the_database("UPDATE alembic_version SET version_num = '9999'")
    try:
        assert readiness(domain) == (200, set())
    finally:
        in_the_database(f"UPDATE alembic_version SET version_num = '{before}'")  # noqa: S608


def test_without_redis_it_is_not_ready(domain: Domain) -> None:
    away = redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)
    assert readiness(domain, short_lived=away) == (503, {"redis"})


def refusing(*_asked: object) -> None:
    raise ValueError("only a revoked key has no private part")


@pytest.mark.parametrize(
    "ring",
    [
        SimpleNamespace(current=refusing, find_public_key=lambda _kid: None),
        SimpleNamespace(current=lambda: SimpleNamespace(kid="V1"), find_public_key=lambda _kid: None),
    ],
    ids=["no key signs", "the key that signs is not published"],
)
def test_without_an_active_key_it_is_not_ready(domain: Domain, ring: Any) -> None:
    assert readiness(domain, key_ring=ring) == (503, {"key_ring"})


def test_with_nobody_to_deliver_it_is_not_ready(domain: Domain, database: Database) -> None:
    put_messages(database, "waits", stream="library/1", at=LONG_AGO)
    assert readiness(domain) == (503, {"outbox"})


def test_a_message_that_is_due_for_some_minutes_is_no_alarm(domain: Domain, database: Database) -> None:
    put_messages(database, "waits", stream="library/1", at=NOON - timedelta(minutes=14))
    assert readiness(domain) == (200, set())


def test_a_worker_that_died_at_its_work_is_noticed(domain: Domain, database: Database) -> None:
    put_messages(database, "taken", stream="library/1", at=LONG_AGO)
    with database.transaction() as session:
        session.execute(update(OutboxMessage).values(leased_by="gone", leased_until=LONG_AGO))
    assert readiness(domain) == (503, {"outbox"})


def test_a_long_queue_that_moves_is_not_stuck(
    domain: Domain, database: Database, clock: StandingClock
) -> None:
    put_messages(database, "first", stream="library/1", at=LONG_AGO - timedelta(hours=3))
    put_messages(database, "second", stream="library/2", at=LONG_AGO)
    assert OutboxWorker(database, clock, {"note": lambda _: Delivered()}).run_once()
    assert readiness(domain) == (200, set())


def test_an_operator_that_is_away_is_not_our_fault(
    domain: Domain, database: Database, clock: StandingClock
) -> None:
    for link in range(5):
        put_messages(database, str(link), stream=f"library/{link}", at=LONG_AGO)
    put_messages(database, "behind", stream="library/9", at=LONG_AGO)
    OutboxWorker(database, clock, {"note": lambda _: TryLater("no answer")}).run_until_idle()
    assert readiness(domain) == (200, set())
    with database.transaction() as session:
        session.execute(delete(OutboxBreaker))
    assert readiness(domain) == (503, {"outbox"})


def test_what_waits_behind_a_message_that_is_tried_later_is_not_stuck(
    domain: Domain, database: Database, clock: StandingClock
) -> None:
    put_messages(database, "first", "behind", stream="library/1", at=LONG_AGO)
    OutboxWorker(database, clock, {"note": lambda _: TryLater("pending", 3600, answered=True)}).run_once()
    assert readiness(domain) == (200, set())
