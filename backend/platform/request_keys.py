"""Idempotency keys: a repeated creating request finds what the first one made.

After the Idempotency-Key draft of the IETF HTTP API group: the same key with another payload is refused.
The key is stored in the transaction that makes the thing, so the two exist together or not at all.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.platform.database import Base, Moment
from backend.platform.errors import Conflict, Invalid

_LONGEST_KEY = 128


class RequestKey(Base):
    """One key of one caller, and the id of what the request made."""

    __tablename__ = "request_key"

    caller: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(_LONGEST_KEY), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    made: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)


def digest_of(*parts: object) -> str:
    """Return a digest of a request's meaning, to tell a repeat from another request under the same key."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def make_once(
    session: Session, *, caller: str, key: str | None, digest: str, made: str, at: datetime
) -> str | None:
    """Return the id that an earlier request with this key made, or None after noting `made` for this one.

    Raises `Invalid` where the key is malformed or was used for something else, `Conflict` where the same
    request is being carried out at this moment.
    """
    if key is None:
        return None
    require_sound_key(key)
    row = session.get(RequestKey, (caller, key))
    if row is None:
        session.add(RequestKey(caller=caller, key=key, digest=digest, made=made, created_at=at))
        _store_now(session)
        return None
    if row.digest != digest:
        raise Invalid(
            "idempotency-key-reused",
            zh="这个 Idempotency-Key 已用于内容不同的请求，请换一个。",
            en="This Idempotency-Key was used for a different request; take a new one.",
        )
    return row.made


def require_sound_key(key: str, shortest: int = 1) -> None:
    """Pass a key that can be kept, and that nobody guesses where it must be long; raises `Invalid`."""
    if not shortest <= len(key) <= _LONGEST_KEY:
        raise Invalid(
            "idempotency-key-length",
            zh=f"Idempotency-Key 应为 {shortest} 到 {_LONGEST_KEY} 个字符。",
            en=f"An Idempotency-Key has {shortest} to {_LONGEST_KEY} characters.",
        )


def _store_now(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(
            "request-in-progress",
            zh="同一请求正在处理，请稍后用同一个 Idempotency-Key 重试。",
            en="The same request is being carried out; repeat it with the same Idempotency-Key shortly.",
            retry_after_seconds=1,
        ) from error
