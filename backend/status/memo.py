"""A citizen's last report, kept in Redis for minutes and never believed without the database's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import redis
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from backend.platform.clock import CITY_ZONE
from backend.platform.ids import new_id
from backend.platform.outbox.queue import Claim, enqueue
from backend.platform.outbox.worker import Delivered, Result, TryLater
from backend.status.report import StatusReport

FORGET_TOPIC = "status.forget"
_LONGEST = timedelta(minutes=10)
_SHORTEST = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Memo:
    """A report, and the revision of the records that it follows from; the report names day and editions."""

    revision: int
    report: StatusReport


_MEMO = TypeAdapter(Memo)


class StatusMemos:
    """Keeps memos; without Redis there are none, and nothing fails for it."""

    def __init__(self, short_lived: redis.Redis) -> None:
        self._redis = short_lived

    def find(self, citizen_id: str) -> Memo | None:
        """Return the citizen's memo; None also for one that cannot be understood."""
        try:
            kept = self._redis.get(_key(citizen_id))
            return _MEMO.validate_json(kept) if isinstance(kept, bytes) else None
        except (redis.RedisError, ValidationError):
            return None

    def keep(self, citizen_id: str, memo: Memo, now: datetime) -> bool:
        """Keep a memo for ten minutes, never past the city's midnight; False without Redis."""
        try:
            self._redis.set(_key(citizen_id), _MEMO.dump_json(memo), px=_lifetime(now))
        except redis.RedisError:
            return False
        return True

    def forget(self, citizen_id: str) -> bool:
        """Delete the citizen's memo, if there is one; False without Redis."""
        try:
            self._redis.delete(_key(citizen_id))
        except redis.RedisError:
            return False
        return True


class StatusForgetting:
    """Deletes what was derived from a consent that was taken back (rule 1); asks Redis from the outbox."""

    def __init__(self, memos: StatusMemos, purpose: str) -> None:
        self._memos = memos
        self._purpose = purpose

    def on_consent_withdrawn(self, session: Session, citizen_id: str, purpose: str, at: datetime) -> None:
        """Have the memo deleted once the withdrawal is committed."""
        if purpose != self._purpose:
            return
        enqueue(
            session,
            key=new_id(FORGET_TOPIC),
            stream=f"status/{citizen_id}",
            topic=FORGET_TOPIC,
            payload={"citizen_id": citizen_id},
            at=at,
        )

    def deliver(self, claim: Claim) -> Result:
        """Delete the memo; repeating it is harmless."""
        if self._memos.forget(claim.payload["citizen_id"]):
            return Delivered()
        return TryLater("Redis does not answer")


def _key(citizen_id: str) -> str:
    return f"status:{{{citizen_id}}}"


def _lifetime(now: datetime) -> timedelta:
    here = now.astimezone(CITY_ZONE)
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), CITY_ZONE)
    return max(min(_LONGEST, midnight - here), _SHORTEST)
