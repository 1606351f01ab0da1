"""Libraries that speak SIP2: two simulators, two recordings, and a real server where one is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from card_integration.sip2.operator import Sip2Operator
from tests.contract.operators.synthetic_city import write_city
from tests.contract.sip2.peers import (
    Peer,
    Setup,
    installed_invenio,
    operator_on,
    recorded_peer,
    simulated_peer,
)
from tests.contract.sip2.processes import (
    INVENIO_PYTHON,
    WITHOUT_INVENIO,
    SimulatedLibrary,
    simulated_library,
)
from tests.contract.sip2.recorded import INVENIO, KOHA_BLOCKED

NEEDS_INVENIO = pytest.mark.skipif(INVENIO_PYTHON is None, reason=WITHOUT_INVENIO)
SERVERS = ("koha-simulator", "invenio-simulator", pytest.param("invenio-sip2", marks=NEEDS_INVENIO))
PEERS = (*SERVERS, "koha-recording", "invenio-recording")


Connect = Callable[..., Sip2Operator]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Makes adapters to a server, set up as asked, and closes them in the end."""
    opened: list[Sip2Operator] = []

    def connect_to(server: Any, **setup: Any) -> Sip2Operator:
        known = {name: getattr(server, name) for name in ("terminal", "institution") if hasattr(server, name)}
        opened.append(operator_on(server.port, Setup(**{**known, **setup})))
        return opened[-1]

    yield connect_to
    for operator in opened:
        operator.close()


@pytest.fixture(scope="package")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_city(tmp_path_factory.mktemp("sip2") / "city.json")


@pytest.fixture(scope="package")
def running_koha(city: Path) -> Iterator[SimulatedLibrary]:
    with simulated_library(city, "koha", "--fee-line", "{number} {text} {amount}") as library:
        yield library


@pytest.fixture(scope="package")
def running_invenio(city: Path) -> Iterator[SimulatedLibrary]:
    with simulated_library(city, "invenio") as library:
        yield library


@pytest.fixture
def koha(running_koha: SimulatedLibrary) -> SimulatedLibrary:
    """A Koha that knows its readers and nothing else yet."""
    running_koha.post("/_simulator/opening")
    return running_koha


@pytest.fixture
def invenio(running_invenio: SimulatedLibrary) -> SimulatedLibrary:
    running_invenio.post("/_simulator/opening")
    return running_invenio


@pytest.fixture(scope="package")
def real_invenio() -> Iterator[Peer]:
    with installed_invenio() as peer:
        yield peer


@pytest.fixture(params=PEERS)
def peer(request: pytest.FixtureRequest) -> Iterator[Peer]:
    """Every server in turn, with a patron who has books, is late with one, and owes 100 yuan."""
    name = request.param
    if name == "koha-simulator":
        yield simulated_peer(request.getfixturevalue("koha"), ("debt", "manual"))
    elif name == "invenio-simulator":
        yield simulated_peer(request.getfixturevalue("invenio"), ("debt",))
    elif name == "invenio-sip2":
        yield request.getfixturevalue("real_invenio")
    else:
        with recorded_peer(KOHA_BLOCKED if name == "koha-recording" else INVENIO) as recorded:
            yield recorded
