"""Every request is held to the limits of who asks and of what is asked."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import redis
from flask import Flask, g, request

from backend.platform.errors import TooMany
from miniprogram_api.edge.callers import ANONYMOUS, Caller, Pseudonyms, noted_caller
from miniprogram_api.edge.limit_policy import LimitPolicy
from miniprogram_api.edge.shared_limits import SharedLimits
from miniprogram_api.edge.token_buckets import Standing, TokenBuckets


class Limits:
    """The published limits at work in one application."""

    def __init__(
        self,
        app: Flask,
        policy: LimitPolicy,
        short_lived: redis.Redis,
        pseudonyms: Pseudonyms,
        *,
        factor: float = 1.0,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._unlimited = policy.unlimited
        self._of_callers = {
            kind: TokenBuckets(kind, ceiling.times(factor), now) for kind, ceiling in policy.ceilings.items()
        }
        self._of_operations = {
            name: TokenBuckets(name, ceiling.times(factor), now)
            for name, ceiling in policy.own_ceilings.items()
        }
        self._pseudonyms = pseudonyms
        self._shared = SharedLimits(app, short_lived, policy.limits, factor, self._key_of_caller)

    def spend(self, caller: Caller) -> None:
        """Count a request whose caller is known; raises `TooMany`."""
        operation = (request.endpoint or "").rpartition(".")[2]
        if operation in self._unlimited:
            return
        buckets = self._of_operations.get(operation) or self._of_callers.get(caller.kind)
        self._judge([buckets.spend(caller.id)] if buckets else [])
        self._judge(self._shared.spend(operation))

    def spend_unproven(self, caller: Caller) -> None:
        """Count a request that a guard is about to refuse, at its address; raises `TooMany`."""
        self._judge([self._of_callers[ANONYMOUS].spend(caller.id)])

    def _key_of_caller(self) -> str:
        caller = noted_caller()
        return self._pseudonyms.key_of(caller) if caller is not None else ""

    @staticmethod
    def _judge(standings: list[Standing]) -> None:
        g.edge_standings = [*standings_of_request(), *standings]
        waits = [one for one in standings if one.wait_seconds]
        if waits:
            longest = max(waits, key=lambda one: one.wait_seconds)
            g.edge_limited_by = longest.name
            raise _too_many(longest.wait_seconds)


def standings_of_request() -> list[Standing]:
    """Return how the caller of this request stands under each limit that it was held to."""
    standings: list[Standing] = g.get("edge_standings", [])
    return standings


def _too_many(wait_seconds: int) -> TooMany:
    return TooMany(
        "too-many-requests",
        zh=f"请求过于频繁，请在 {wait_seconds} 秒后再试。急需帮助可到政务服务大厅窗口办理。",
        en=f"Too many requests; please try again in {wait_seconds} seconds, or turn to a service desk.",
        retry_after_seconds=wait_seconds,
    )
