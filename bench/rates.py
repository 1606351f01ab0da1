"""Requests per second of the service's main calls, beside the bare hello on the same server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from time import perf_counter

import orjson

from bench.load import Generate, Load, http_request
from bench.processes import cpu_seconds
from bench.rows import Row, measure_in_turn
from bench.town import Town

_RUNS = 3
_SECONDS = 2.0
_WARM_UP_SECONDS = 1.0
# Certificates live for a minute: those of a round are issued just before it, and there must be enough.
_SUPPLY_SECONDS = 4.0
_API = "/api/v1"
PATHS = ("scan", "status", "issue", "signin", "refresh")


@dataclass(frozen=True)
class Use:
    """What of one core the measuring side took from the servers in one measurement."""

    generator: float
    wechat: float


class Rates:
    """Measures the rates; `uses` tells what went to the load generator and to WeChat's simulator."""

    def __init__(
        self, generate: Generate, town: Town, service_port: int, hello_port: int, wechat_process: int
    ) -> None:
        self._generate = generate
        self._wechat_process = wechat_process
        self._hello = Load(hello_port, [http_request("GET", "/hello")], _SECONDS)
        self._status = Load(service_port, _status_requests(town), _SECONDS)
        self._issue = Load(service_port, _issue_requests(town), _SECONDS, status=201)
        self._signin = Load(service_port, _signin_requests(town), _SECONDS)
        self._merchant = {"X-Api-Key": town.api_key}
        self._prepared: Mapping[str, Callable[[], Load]] = {
            "scan": self._scan,
            "status": lambda: self._status,
            "issue": lambda: self._issue,
            "signin": lambda: self._signin,
            "refresh": self._refresh,
        }
        self.uses: dict[str, list[Use]] = {}

    def warm_up(self) -> None:
        """Let every worker see every kind of request; raises `LoadFailed`."""
        for load in (self._hello, self._status, self._issue, self._signin):
            self._generate(replace(load, seconds=_WARM_UP_SECONDS))

    def measure(self) -> Iterator[Row]:
        """Yield the rows; raises `LoadFailed` for any answer that is not a success."""
        for path in PATHS:
            yield self._row(path)

    def rate_of(self, path: str) -> float:
        """Return the answers per second of a path; raises `LoadFailed` for any that is not a success."""
        return self._rate(path, self._prepared[path]())

    def _row(self, path: str) -> Row:
        def hello() -> float:
            return self._rate("hello", self._hello)

        return measure_in_turn(f"{path}_vs_hello", "requests/s", lambda: self.rate_of(path), hello, _RUNS)

    def _rate(self, name: str, load: Load) -> float:
        started, cpu_started = perf_counter(), cpu_seconds(self._wechat_process)
        measured = self._generate(load)
        wechat = (cpu_seconds(self._wechat_process) - cpu_started) / (perf_counter() - started)
        self.uses.setdefault(name, []).append(Use(measured.share_of_core, wechat))
        return measured.rate

    def _refresh(self) -> Load:
        """Sign people in, and return the load that takes fresh tokens once for each sign-in."""
        signed_in = self._generate(replace(self._signin, seconds=_SUPPLY_SECONDS, keep=True))
        requests = [
            http_request(
                "POST", f"{_API}/session/refresh", body={"refresh_token": orjson.loads(body)["refresh_token"]}
            )
            for body in signed_in.bodies
        ]
        return replace(self._signin, requests=requests, once=True)

    def _scan(self) -> Load:
        """Have certificates issued, and return the load that scans each of them once."""
        issued = self._generate(replace(self._issue, seconds=_SUPPLY_SECONDS, keep=True))
        requests = [
            http_request(
                "POST",
                f"{_API}/merchant/verifications",
                self._merchant,
                {"token": orjson.loads(body)["url"]},
            )
            for body in issued.bodies
        ]
        return replace(self._status, requests=requests, once=True, must_say=b'"valid":true')


def _status_requests(town: Town) -> list[bytes]:
    return [http_request("GET", f"{_API}/me/status", _bearer(token)) for token in town.access_tokens]


def _issue_requests(town: Town) -> list[bytes]:
    order = {"kind": "dynamic", "claims": ["level", "no_adverse"]}
    return [
        http_request("POST", f"{_API}/me/certificates", _bearer(token), order) for token in town.access_tokens
    ]


def _signin_requests(town: Town) -> list[bytes]:
    return [http_request("POST", f"{_API}/session/wechat", body={"code": code}) for code in town.wechat_codes]


def _bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}
