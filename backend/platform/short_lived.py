"""Short-lived state: Redis, or the same commands inside the process for the embedded default."""

from __future__ import annotations

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from backend.platform.errors import Unavailable
from backend.platform.on_demand import OnDemand

_CONNECT_SECONDS = 1.0
_ANSWER_SECONDS = 2.0
_FAKEREDIS = OnDemand("fakeredis")


def open_redis(url: str) -> redis.Redis:
    """Return a client; `memory://` keeps everything in this process and loses it with the process."""
    if url == "memory://":
        in_process: redis.Redis = _FAKEREDIS.FakeRedis()
        return in_process
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=_CONNECT_SECONDS,
        socket_timeout=_ANSWER_SECONDS,
        # A repeated single-use step would meet its own first attempt: the caller decides about retries.
        retry=Retry(NoBackoff(), 0),
    )


def short_lived_unavailable() -> Unavailable:
    """Return the answer while Redis is away."""
    return Unavailable(
        "short-lived-state-unavailable",
        zh="服务暂时不可用，请稍后再试。",
        en="The service is unavailable for a moment; please try again.",
        retry_after_seconds=2,
    )
