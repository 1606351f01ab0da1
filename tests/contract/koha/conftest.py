"""Koha as a process of its own in both versions, the adapter that talks to it, and patrons to talk about."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import pytest

from backend.cards.ports import Entitlement, Link
from backend.platform.clock import SystemClock
from backend.platform.ids import new_id
from card_integration.koha.operator import KohaOperator
from card_integration.koha.rules import KohaRules
from tests.contract.koha.descriptions import FOLDER, check_exchange
from tests.contract.operators.simulator_process import running
from tests.contract.operators.synthetic_city import CLIENT_ID, CLIENT_SECRET, write_city
from tests.contract.wishes import waiver_with

VERSIONS = ("18.12", "main")
DEPOSIT_TYPE = {"18.12": "A", "main": "ACCOUNT"}
_cards = itertools.count(7000000000000001)


@dataclass(frozen=True)
class Koha:
    """A running Koha seen from beside the adapter: raw API calls, its staff, and the controls."""

    version: str
    origin: str
    http: httpx.Client
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return f"{self.origin}/api/v1"

    @property
    def deposit_type(self) -> str:
        return DEPOSIT_TYPE[self.version]

    def call(self, method: str, path: str, **content: Any) -> httpx.Response:
        """Make an API call with a living token."""
        answer = self._call(method, path, **content)
        if answer.status_code == 401:
            self._take_token()
            answer = self._call(method, path, **content)
        return answer

    def _call(self, method: str, path: str, **content: Any) -> httpx.Response:
        return self.http.request(method, self.base_url + path, headers=self.headers, **content)

    def _take_token(self) -> None:
        form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        token = self.http.post(f"{self.base_url}/oauth/token", data=form).json()["access_token"]
        self.headers["Authorization"] = f"Bearer {token}"

    def control(self, path: str, **body: Any) -> None:
        self.http.post(f"{self.origin}/_simulator{path}", json=body).raise_for_status()

    def fault(self, kind: str, method: str = "", count: int = 1) -> None:
        self.control("/faults", kind=kind, count=count, method=method)

    def open_patron(self, category_id: str = "DEP", **changes: Any) -> dict[str, Any]:
        """Open a patron with a card of their own and return the record."""
        body = {
            "cardnumber": str(next(_cards)),
            "surname": "李",
            "firstname": "四",
            "address": "文三路2号",
            "city": "杭州",
            "library_id": "CPL",
            "category_id": category_id,
            **changes,
        }
        opened = self.call("POST", "/patrons", json=body)
        assert opened.status_code == 201
        return self.patron(opened.json()["patron_id"])

    def patron(self, patron_id: int) -> dict[str, Any]:
        return self.call("GET", f"/patrons/{patron_id}").json()

    def account(self, patron_id: int) -> dict[str, Any]:
        return self.call("GET", f"/patrons/{patron_id}/account").json()

    def effects_of(self, patron_id: int) -> list[str]:
        """Return what was done to a patron since it was opened with its fee."""
        effects = self.http.get(f"{self.origin}/_simulator/ledger").json()["effects"]
        ours = [one["effect"] for one in effects if one["patron_id"] == patron_id]
        return [one for one in ours if one not in ("patron.opened", "debit.charged")]

    def requests(self) -> list[dict[str, str]]:
        return self.http.get(f"{self.origin}/_simulator/requests").json()["requests"]


def adapter(koha: Koha, http: httpx.Client, **changes: Any) -> KohaOperator:
    settings = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "timeout_seconds": 10.0,
        "rules": KohaRules("FREE", "DEP", koha.deposit_type),
        **changes,
    }
    return KohaOperator(koha.base_url, clock=SystemClock(), http=http, **settings)


def link_to(patron: dict[str, Any]) -> Link:
    return Link(new_id("lnk"), account=str(patron["patron_id"]))


def waiver(patron: dict[str, Any], **changes: Any) -> Entitlement:
    return waiver_with(**{"link": link_to(patron), "max_value_fen": 50_000, **changes})


@pytest.fixture(scope="session")
def running_kohas(
    tmp_path_factory: pytest.TempPathFactory, direct: httpx.Client
) -> Iterator[dict[str, Koha]]:
    city = str(write_city(tmp_path_factory.mktemp("koha") / "city.json"))
    with ExitStack() as processes:
        yield {
            version: Koha(version, processes.enter_context(_running(version, city)), direct)
            for version in VERSIONS
        }


def _running(version: str, city: str) -> Any:
    return running("card_integration.simulator.koha", "--city", city, "--version", version)


def _untroubled(koha: Koha) -> Iterator[Koha]:
    yield koha
    koha.fault("none", count=0)
    koha.control("/fault-share", percent=0)
    koha.control("/clock", offset_seconds=0)


@pytest.fixture(params=VERSIONS)
def koha(request: pytest.FixtureRequest, running_kohas: dict[str, Koha]) -> Iterator[Koha]:
    """Each version in turn; without faults and with the right clock afterwards."""
    yield from _untroubled(running_kohas[request.param])


@pytest.fixture
def old_koha(running_kohas: dict[str, Koha]) -> Iterator[Koha]:
    """The version that was tried."""
    yield from _untroubled(running_kohas["18.12"])


@pytest.fixture
def later_koha(running_kohas: dict[str, Koha]) -> Iterator[Koha]:
    """The version that is described but was not tried."""
    yield from _untroubled(running_kohas["main"])


@pytest.fixture(scope="session")
def checked() -> Iterator[dict[str, httpx.Client]]:
    """A client for each version that holds every exchange against its description, where that is at hand."""
    with ExitStack() as clients:
        yield {version: clients.enter_context(_checking(version)) for version in VERSIONS}


def _checking(version: str) -> httpx.Client:
    hooks = {"response": [partial(check_exchange, version)]} if FOLDER.is_dir() else {}
    return httpx.Client(trust_env=False, event_hooks=hooks)


@pytest.fixture
def operator(koha: Koha, checked: dict[str, httpx.Client]) -> KohaOperator:
    return adapter(koha, checked[koha.version])


@pytest.fixture
def later_operator(later_koha: Koha, checked: dict[str, httpx.Client]) -> KohaOperator:
    return adapter(later_koha, checked["main"])
