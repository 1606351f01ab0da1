"""The operators as processes of their own, the adapter that talks to them, and a linked card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.cards.ports import Entitlement, Link, Linked
from backend.platform.clock import SystemClock
from card_integration.contract.operator import ContractOperator
from tests.contract.operators.published_contract import check_exchange
from tests.contract.operators.simulator_process import running
from tests.contract.operators.synthetic_city import CLIENT_ID, LIN, Person, secret_of, write_city
from tests.contract.wishes import link_request, waiver_with


@dataclass(frozen=True)
class House:
    """A simulated operator's side that is not the contract: its controls."""

    name: str
    base_url: str
    http: httpx.Client

    def get(self, path: str) -> dict[str, Any]:
        return self.http.get(self.base_url + path).raise_for_status().json()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return self.http.post(self.base_url + path, json=body).raise_for_status().json()

    def effects_of(self, link_id: str) -> list[tuple[str, int | None]]:
        effects = self.get("/_simulator/ledger")["effects"]
        return [(one["effect"], one["revision"]) for one in effects if one["link_id"] == link_id]

    def set_right(self) -> None:
        """Take back every fault, and set the clock right."""
        self.post("/_simulator/faults", kind="none", count=0)
        self.post("/_simulator/clock", offset_seconds=0)


class Library(House):
    """The library, which has a front desk too."""

    def lend(self, person: Person, price_fen: int, title: str = "厦门志") -> httpx.Response:
        body = {"card_number": person.card_number, "title": title, "price_fen": price_fen}
        return self.http.post(f"{self.base_url}/desk/loans", json=body)


@contextmanager
def running_house(name: str, folder: Path, http: httpx.Client, port: int = 0) -> Iterator[House]:
    """Run the process of an operator on the city file in `folder`, where it keeps its state too."""
    city = ("--city", str(folder / "city.json"))
    if name == "library":
        state = str(folder / "library.sqlite3")
        module = "card_integration.simulator.library"
        with running(module, *city, "--state", state, port=port) as base_url:
            yield Library(name, base_url, http)
    else:
        module = "card_integration.simulator.operators"
        with running(module, *city, "--state", str(folder), port=port) as base_url:
            yield House(name, f"{base_url}/{name}", http)


def adapter(house: House, http: httpx.Client, **changes: Any) -> ContractOperator:
    settings = {
        "client_id": CLIENT_ID,
        "client_secret": secret_of(house.name),
        "timeout_seconds": 10.0,
        **changes,
    }
    return ContractOperator(house.base_url, clock=SystemClock(), http=http, **settings)


def waiver(link_id: str, **changes: Any) -> Entitlement:
    return waiver_with(**{"link": Link(link_id), "max_value_fen": 25_000, **changes})


@pytest.fixture(scope="module")
def checked() -> Iterator[httpx.Client]:
    """A client that holds every exchange against the published contract."""
    with httpx.Client(trust_env=False, event_hooks={"response": [check_exchange]}) as http:
        yield http


@pytest.fixture(scope="module")
def running_library(tmp_path_factory: pytest.TempPathFactory, direct: httpx.Client) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("library")
    write_city(folder / "city.json")
    with running_house("library", folder, direct) as library:
        yield library


@pytest.fixture(scope="module")
def running_bike(tmp_path_factory: pytest.TempPathFactory, direct: httpx.Client) -> Iterator[House]:
    """The bikes, and with them the process of all operators but the library."""
    folder = tmp_path_factory.mktemp("operators")
    write_city(folder / "city.json")
    with running_house("bike", folder, direct) as bike:
        yield bike


@pytest.fixture
def library(running_library: Library) -> Iterator[Library]:
    """The library with right clock and without faults, and no book left out afterwards."""
    yield running_library
    running_library.set_right()
    for loan in running_library.get(f"/desk/readers/{LIN.card_number}")["loans"]:
        running_library.post("/desk/returns", loan_id=loan["loan_id"])


@pytest.fixture
def find_house(library: Library, running_bike: House) -> Iterator[Callable[[str], House]]:
    """Return a way to any of the eleven operators; each is set right afterwards."""
    origin, _, _ = running_bike.base_url.rpartition("/")
    found: list[House] = [library]

    def find(name: str) -> House:
        if name == "library":
            return library
        found.append(House(name, f"{origin}/{name}", running_bike.http))
        return found[-1]

    yield find
    for house in found:
        house.set_right()


# Both waive a deposit, so the whole contract can be tried at either.
@pytest.fixture(params=["library", "bike"])
def house(request: pytest.FixtureRequest, find_house: Callable[[str], House]) -> House:
    return find_house(request.param)


@pytest.fixture
def operator(house: House, checked: httpx.Client) -> ContractOperator:
    return adapter(house, checked)


@pytest.fixture
def link_id(house: House, operator: ContractOperator) -> Iterator[str]:
    """A fresh link of Lin's card; closed afterwards."""
    request = link_request(LIN)
    assert isinstance(operator.link(request), Linked)
    yield request.link_id
    house.set_right()
    operator.unlink(Link(request.link_id))
