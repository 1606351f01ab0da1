"""The files of one feed, kept in Redis for all workers: none is fetched before its time to live has ended."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, NoReturn, TypeVar

import redis
from pydantic import ValidationError

from backend.platform.clock import Clock
from backend.platform.errors import Unavailable
from backend.platform.short_lived import short_lived_unavailable
from card_integration.gbfs.download import DownloadFailed
from card_integration.gbfs.files import File

log = logging.getLogger(__name__)

# A feed that always has news is still asked only so often, and one that made a slip heals within a day.
SHORTEST_LIFE, LONGEST_LIFE = timedelta(seconds=5), timedelta(days=1)
LONGEST_STALE = timedelta(minutes=30)
PAUSE_AFTER_FAILURE = timedelta(seconds=10)
_ASKING_TAKES_AT_MOST = timedelta(seconds=30)

F = TypeVar("F", bound=File)


@dataclass(frozen=True)
class Kept(Generic[F]):
    """A file, and until when it needs no other."""

    good_until: datetime
    file: F


class Shelf:
    """Hands out files: fresh ones from Redis, else from the feed, else old ones while the feed is away."""

    def __init__(
        self, address: str, short_lived: redis.Redis, clock: Clock, fetch: Callable[[str], bytes]
    ) -> None:
        self._feed = f"gbfs:{{{_digest(address)}}}"
        self._redis = short_lived
        self._clock = clock
        self._fetch = fetch

    def get(self, kind: type[F], address: str) -> Kept[F]:
        """Return a file; raises `Unavailable` where neither the feed nor Redis has one that can be used."""
        try:
            return self._get(kind, address)
        except redis.RedisError as error:
            raise short_lived_unavailable() from error

    def _get(self, kind: type[F], address: str) -> Kept[F]:
        now = self._clock.now()
        kept = self._find(kind, address, now)
        if kept is not None and now < kept.good_until:
            return kept
        if not self._may_ask(address, now, has_other=kept is not None):
            return kept or _nothing()
        try:
            file = kind.model_validate_json(self._fetch(address), context=address)
        except (DownloadFailed, ValidationError) as failure:
            log.warning("bike feed: %s: %s", kind.__name__, _cause(failure))
            self._pause(address, now)
            return kept or _nothing()
        return self._keep(address, Kept(now + _life(file), file), now)

    def _find(self, kind: type[F], address: str, now: datetime) -> Kept[F] | None:
        """Return what is kept; an edition of ours that wrote it otherwise has kept nothing."""
        found = self._redis.get(self._key(address))
        if not isinstance(found, bytes):
            return None
        good_until, _, file = found.partition(b"\n")
        try:
            kept = Kept(
                datetime.fromisoformat(good_until.decode()), kind.model_validate_json(file, context=address)
            )
        except ValueError:
            return None
        return kept if now < kept.good_until + LONGEST_STALE else None

    def _may_ask(self, address: str, now: datetime, *, has_other: bool) -> bool:
        """Tell whether to ask the feed now: not shortly after it failed, nor while another worker asks and
        there is something to answer meanwhile."""
        paused = self._redis.get(f"{self._feed}:paused")
        if isinstance(paused, bytes) and now < datetime.fromisoformat(paused.decode()):
            return False
        is_first = self._redis.set(f"{self._key(address)}:asked", b"1", nx=True, px=_ASKING_TAKES_AT_MOST)
        return bool(is_first) or not has_other

    def _pause(self, address: str, now: datetime) -> None:
        until = now + PAUSE_AFTER_FAILURE
        with self._redis.pipeline() as pipe:
            pipe.set(f"{self._feed}:paused", until.isoformat(), px=PAUSE_AFTER_FAILURE)
            pipe.delete(f"{self._key(address)}:asked")
            pipe.execute()

    def _keep(self, address: str, kept: Kept[F], now: datetime) -> Kept[F]:
        key, life = self._key(address), kept.good_until - now + LONGEST_STALE
        with self._redis.pipeline() as pipe:
            pipe.set(key, f"{kept.good_until.isoformat()}\n{kept.file.model_dump_json()}", px=life)
            pipe.delete(f"{key}:asked")
            pipe.execute()
        return kept

    def _key(self, address: str) -> str:
        return f"{self._feed}:{_digest(address)}"


def _life(file: File) -> timedelta:
    return max(SHORTEST_LIFE, timedelta(seconds=min(file.ttl, LONGEST_LIFE.total_seconds())))


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def _cause(failure: DownloadFailed | ValidationError) -> str:
    """Say what was wrong without a word of the file, which is a stranger's."""
    if isinstance(failure, DownloadFailed):
        return str(failure)
    first = failure.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"{failure.error_count()} faults, the first: {first['type']} at {len(first['loc'])} parts deep"


def _nothing() -> NoReturn:
    raise Unavailable(
        "bike-feed-unavailable",
        zh="公共自行车站点信息暂时无法获取，请稍后再试。",
        en="The bike stations cannot be told just now; please try again shortly.",
        retry_after_seconds=int(PAUSE_AFTER_FAILURE.total_seconds()),
    )
