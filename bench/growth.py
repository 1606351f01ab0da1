"""Whether a status takes longer in a larger city: two cities side by side, looked into at the same time.

One after the other would not do: a hundredth of all answers waits for the disk, and a busy second of the disk
would meet one city alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median

from backend.domain import Policy, parse_policy
from backend.identity.access_tokens import AccessTokens, SignedInCitizen
from bench.city import draw_citizens, fill_city
from bench.latencies import PacedLoad, measure_latencies, p99
from bench.load import http_request
from bench.processes import running
from bench.rows import Row, make_row
from bench.sizes import Sizes
from bench.stores import another_database
from config.loading import read_policy
from config.processes import server_process
from config.settings import Settings

_RUNS = 5
_LOOKS = 750
_WARM_UP_LOOKS = 250
# Of each city, and far from all that a small machine can answer: a queue would be measured instead.
_LOOKS_PER_SECOND = 75.0
_MICROSECONDS = 1e6


class _City:
    """A filled city with a service of its own. Nobody looks twice, so that no look finds a memo."""

    def __init__(self, settings: Settings, port: int, citizens: list[str]) -> None:
        keys = settings.token_keys
        self._tokens = AccessTokens(keys.as_bytes(), keys.current, settings.issuer)
        self._port = port
        self._citizens = citizens

    def looks(self, how_many: int) -> PacedLoad:
        """Return the looks of so many citizens at their status."""
        requests = [self._request(self._citizens.pop()) for _ in range(how_many)]
        return PacedLoad(self._port, requests, _LOOKS_PER_SECOND)

    def _request(self, citizen_id: str) -> bytes:
        token = self._tokens.sign(SignedInCitizen(citizen_id, "sin_bench"), datetime.now(UTC))
        return http_request("GET", "/api/v1/me/status", {"Authorization": f"Bearer {token}"})


def growth_rows(settings: Settings, sizes: Sizes, first_port: int) -> Iterator[Row]:
    """Yield the p99 of `GET /me/status` in the large city over that in the small; takes two ports."""
    policy = parse_policy(read_policy)
    with (
        _city("small", sizes.small_city, settings, policy, first_port) as small,
        _city("large", sizes.large_city, settings, policy, first_port + 1) as large,
    ):
        _measure_p99s(small.looks(_WARM_UP_LOOKS), large.looks(_WARM_UP_LOOKS))
        pairs = [_measure_p99s(small.looks(_LOOKS), large.looks(_LOOKS)) for _ in range(_RUNS)]
    baseline, value = (median(p99s) for p99s in zip(*pairs, strict=True))
    yield make_row("status_p99_growth", "microseconds", value, baseline, _RUNS)


def _measure_p99s(*loads: PacedLoad) -> list[float]:
    """Send the loads at the same time; return for each the microseconds that 99 of 100 looks stay below."""
    with ThreadPoolExecutor(len(loads)) as threads:
        return [p99(latencies) * _MICROSECONDS for latencies in threads.map(measure_latencies, loads)]


@contextmanager
def _city(name: str, persons: int, settings: Settings, policy: Policy, port: int) -> Iterator[_City]:
    with another_database(name) as url:
        changed = {"CARD_DATABASE_URL": url, "CARD_PORT": str(port)}
        migration = (sys.executable, "-m", "alembic", "upgrade", "head")
        subprocess.run(migration, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **changed})
        fill_city(url, persons, policy.catalogue, policy.purposes)
        citizens = draw_citizens(url, _WARM_UP_LOOKS + _RUNS * _LOOKS)
        with running(server_process(settings.model_copy(update={"port": port})), changed):
            yield _City(settings, port, citizens)
