"""The library as a process of its own, the adapter that talks to it, and a linked card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from backend.cards.ports import Entitlement, EntitlementWish, Link, Linked, LinkRequest
from backend.platform.clock import SystemClock
from backend.platform.ids import new_id
from card_integration.contract.operator import ContractOperator
from tests.contract.operators.published_contract import check_exchange
from tests.contract.operators.simulator_process import running
from tests.contract.operators.synthetic_city import CLIENT_ID, CLIENT_SECRET, LIN, Person, write_city


@dataclass(frozen=True)
class Library:
    """The simulator's side that is not the contract: its desk and its controls."""

    base_url: str
    http: httpx.Client

    def get(self, path: str) -> dict[str, Any]:
        return self.http.get(self.base_url + path).raise_for_status().json()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return self.http.post(self.base_url + path, json=body).raise_for_status().json()

    def lend(self, person: Person, price_fen: int) -> httpx.Response:
        body = {"card_number": person.card_number, "title": "厦门志", "price_fen": price_fen}
        return self.http.post(f"{self.base_url}/desk/loans", json=body)

    def effects_of(self, link_id: str) -> list[tuple[str, int | None]]:
        effects = self.get("/_simulator/ledger")["effects"]
        return [(one["effect"], one["revision"]) for one in effects if one["link_id"] == link_id]


def adapter(base_url: str, http: httpx.Client, **changes: Any) -> ContractOperator:
    settings = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "timeout_seconds": 10.0, **changes}
    return ContractOperator(base_url, clock=SystemClock(), http=http, **settings)


def link_request(person: Person, **changes: Any) -> LinkRequest:
    members = {
        "link_id": new_id("lnk"),
        "card_number": person.card_number,
        "holder_name": person.name,
        "holder_id_number": person.id_number,
        "consent_id": new_id("cns"),
    }
    return LinkRequest(**{**members, **changes})


def waiver(link_id: str, **changes: Any) -> Entitlement:
    now = datetime.now(UTC)
    members = {
        "entitlement_id": new_id("ent"),
        "link": Link(link_id),
        "perk": "deposit_waiver",
        "wanted": EntitlementWish.ACTIVE,
        "revision": 1,
        "valid_from": now - timedelta(minutes=1),
        "valid_until": now + timedelta(days=90),
        "max_value_fen": 50_000,
    }
    return Entitlement(**{**members, **changes})


@pytest.fixture(scope="module")
def direct() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as http:
        yield http


@pytest.fixture(scope="module")
def checked() -> Iterator[httpx.Client]:
    """A client that holds every exchange against the published contract."""
    with httpx.Client(trust_env=False, event_hooks={"response": [check_exchange]}) as http:
        yield http


@pytest.fixture(scope="module")
def running_library(tmp_path_factory: pytest.TempPathFactory, direct: httpx.Client) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("library")
    city, state = write_city(folder / "city.json"), folder / "library.sqlite3"
    module = "card_integration.simulator.library"
    with running(module, "--city", str(city), "--state", str(state)) as base_url:
        yield Library(base_url, direct)


@pytest.fixture
def library(running_library: Library) -> Iterator[Library]:
    """The library with right clock and without faults, and no book left out afterwards."""
    yield running_library
    running_library.post("/_simulator/faults", kind="none", count=0)
    running_library.post("/_simulator/clock", offset_seconds=0)
    for loan in running_library.get(f"/desk/readers/{LIN.card_number}")["loans"]:
        running_library.post("/desk/returns", loan_id=loan["loan_id"])


@pytest.fixture
def operator(library: Library, checked: httpx.Client) -> ContractOperator:
    return adapter(library.base_url, checked)


@pytest.fixture
def link_id(library: Library, operator: ContractOperator) -> Iterator[str]:
    """A fresh link of Lin's card; closed afterwards."""
    request = link_request(LIN)
    assert isinstance(operator.link(request), Linked)
    yield request.link_id
    library.post("/_simulator/faults", kind="none", count=0)
    operator.unlink(Link(request.link_id))
