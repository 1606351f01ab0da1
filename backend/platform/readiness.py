"""Does what the service stands on answer at this moment?"""

from __future__ import annotations

import redis
from sqlalchemy import text

from backend.platform.database import Database
from backend.platform.errors import Unavailable


def check_stores(database: Database, short_lived: redis.Redis) -> dict[str, bool]:
    """Return by name whether each store answers."""
    return {"database": _database_answers(database), "redis": _redis_answers(short_lived)}


def _database_answers(database: Database) -> bool:
    try:
        with database.single_statement() as connection:
            connection.execute(text("SELECT 1"))
    except Unavailable:
        return False
    return True


def _redis_answers(short_lived: redis.Redis) -> bool:
    try:
        short_lived.ping()
    except redis.RedisError:
        return False
    return True
