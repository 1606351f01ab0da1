"""Rows by which the tests see what a transaction left behind."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.platform.database import Database
from backend.platform.outbox.models import OutboxMessage
from backend.platform.outbox.queue import enqueue
from tests.builders.clock import NOON


def put_message(session: Session, key: str, *, stream: str = "s1", at: datetime = NOON) -> None:
    """Put a message of the topic `note` into the caller's transaction."""
    enqueue(session, key=key, stream=stream, topic="note", payload={"key": key}, at=at)


def put_messages(database: Database, *keys: str, stream: str = "s1", at: datetime = NOON) -> None:
    """Commit messages of the topic `note`, in this order."""
    with database.transaction() as session:
        for key in keys:
            put_message(session, key, stream=stream, at=at)
            session.flush()


def stored_messages(database: Database) -> dict[str, OutboxMessage]:
    """Return every stored message by its key."""
    with database.reading() as session:
        return {message.key: message for message in session.scalars(select(OutboxMessage))}
