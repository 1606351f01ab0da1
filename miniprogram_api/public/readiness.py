"""Does what the service stands on answer at this moment?"""

from __future__ import annotations

import redis
from sqlalchemy.exc import SQLAlchemyError

from backend.domain import Ground
from backend.platform.database import Database


def check_ground(ground: Ground) -> dict[str, bool]:
    """Return by name whether each store answers."""
    return {
        "database": _database_answers(ground.database),
        "redis": _redis_answers(ground.short_lived),
    }


def _database_answers(database: Database) -> bool:
    try:
        with database.reading() as session:
            session.connection()
    except SQLAlchemyError:
        return False
    return True


def _redis_answers(short_lived: redis.Redis) -> bool:
    try:
        short_lived.ping()
    except redis.RedisError:
        return False
    return True
