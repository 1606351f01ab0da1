"""Can the service work at this moment? Each thing that it stands on is asked, and each answers for itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import redis
from sqlalchemy import Exists, exists, or_, select, text
from sqlalchemy.orm import aliased

from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Unavailable
from backend.platform.keyring.port import KeyRing
from backend.platform.outbox.models import READY, MessageState, OutboxBreaker, OutboxMessage

_HEAD = Path(__file__).parents[2] / "migrations" / "HEAD"
_STUCK_AFTER = timedelta(minutes=15)


def check_readiness(
    database: Database, short_lived: redis.Redis, key_ring: KeyRing, clock: Clock
) -> dict[str, bool]:
    """Return by name whether each part is well; where the database is away, so is what is read from it."""
    return {
        "database": _database_answers(database),
        "migrations": _is_migrated(database),
        "redis": _redis_answers(short_lived),
        "key_ring": _has_active_key(key_ring),
        "outbox": _is_delivered(database, clock),
    }


def _database_answers(database: Database) -> bool:
    try:
        with database.single_statement() as connection:
            connection.execute(text("SELECT 1"))
    except Unavailable:
        return False
    return True


def _is_migrated(database: Database) -> bool:
    """Tell whether the tables are as new as this version needs them.

    Newer ones are as good: migrations run before a new version starts, while the former one still serves.
    """
    try:
        with database.single_statement() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except (Unavailable, LookupError):
        return False
    return found is not None and str(found) >= _needed_version()


@cache
def _needed_version() -> str:
    return _HEAD.read_text(encoding="utf-8").strip()


def _redis_answers(short_lived: redis.Redis) -> bool:
    try:
        short_lived.ping()
    except redis.RedisError:
        return False
    return True


def _has_active_key(key_ring: KeyRing) -> bool:
    """Tell whether certificates can be signed, under a key that verifiers find."""
    try:
        return key_ring.find_public_key(key_ring.current().kid) is not None
    except (ValueError, LookupError, OSError):
        return False


def _is_delivered(database: Database, clock: Clock) -> bool:
    """Tell whether somebody delivers: what is due at a destination that is not left alone is taken in time.

    A long queue that moves is not stuck, nor is one for an operator that does not answer.
    """
    long_ago = clock.now() - _STUCK_AFTER
    is_moving = exists().where(
        OutboxMessage.state.in_((MessageState.DONE, MessageState.DEAD)), OutboxMessage.settled_at > long_ago
    )
    try:
        with database.reading() as session:
            return not session.scalar(select(_untouched_since(long_ago) & ~is_moving))
    except Unavailable:
        return False


def _untouched_since(long_ago: datetime) -> Exists:
    """Tell whether the first message of a stream could have been taken since `long_ago`, and was not."""
    earlier = aliased(OutboxMessage)
    is_not_first = exists().where(
        earlier.stream == OutboxMessage.stream,
        earlier.state == READY,
        earlier.sequence < OutboxMessage.sequence,
    )
    is_left_alone = exists().where(
        OutboxBreaker.destination == OutboxMessage.destination, OutboxBreaker.open_until.is_not(None)
    )
    return exists().where(
        OutboxMessage.state == READY,
        OutboxMessage.ready_at < long_ago,
        or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < long_ago),
        ~is_not_first,
        ~is_left_alone,
    )
