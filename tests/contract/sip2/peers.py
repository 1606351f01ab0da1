"""The servers that the one adapter suite runs against, and what each knows of one patron."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.cards.ports import Entitlement, Link, LinkRequest
from backend.platform.clock import SystemClock
from backend.platform.ids import new_id
from card_integration.sip2.deposit import DepositWaiver
from card_integration.sip2.endpoint import Endpoint
from card_integration.sip2.message import Charset
from card_integration.sip2.operator import Sip2Operator
from card_integration.sip2.session import Sip2Session, Terminal
from tests.contract.operators.synthetic_city import CLIENT_ID, CLIENT_SECRET, LIN
from tests.contract.sip2.processes import (
    INVENIO_PYTHON,
    SimulatedLibrary,
    free_port,
    invenio_sip2,
)
from tests.contract.sip2.recorded import INVENIO
from tests.contract.sip2.scripted_server import replay, scripted
from tests.contract.wishes import waiver_with

INSTITUTION = "XMLIB"
TERMINAL = Terminal(CLIENT_ID, CLIENT_SECRET, "MOBILE")


@dataclass(frozen=True)
class Peer:
    """A running server with one patron: what to ask it, and what a right answer says."""

    port: int
    terminal: Terminal
    institution: str
    card_number: str
    holder_name: str
    counts: tuple[int, int, int]
    blocks: tuple[str, ...]
    unknown_card: str = "NOPE"


@dataclass(frozen=True)
class Setup:
    """How a library's adapter is set up; the rest comes from the server that it talks to."""

    terminal: Terminal = TERMINAL
    institution: str = INSTITUTION
    charset: Charset = Charset.UTF_8
    timeout_seconds: float = 5.0
    waiver: DepositWaiver | None = None


def operator_on(port: int, setup: Setup) -> Sip2Operator:
    endpoint = Endpoint("127.0.0.1", port, tls=None)
    session = Sip2Session(endpoint, setup.terminal, setup.charset, setup.timeout_seconds)
    return Sip2Operator(session, setup.institution, SystemClock(), setup.waiver)


def link_request(card_number: str, holder_name: str) -> LinkRequest:
    return LinkRequest(new_id("lnk"), card_number, holder_name, "350299198506011022", new_id("cns"))


def waiver_of(card_number: str | None, **changes: Any) -> Entitlement:
    return waiver_with(**{"link": Link(new_id("lnk"), card_number), "max_value_fen": 50_000, **changes})


def simulated_peer(library: SimulatedLibrary, blocks: tuple[str, ...]) -> Peer:
    """Give Lin two books, one of them late; she owes the deposit."""
    library.post("/desk/loans", card_number=LIN.card_number, item="B1", title="厦门志", days=-3)
    library.post("/desk/loans", card_number=LIN.card_number, item="B2", title="鹭江志", days=20)
    counts = (2, 1, 10_000)
    return Peer(library.port, TERMINAL, INSTITUTION, LIN.card_number, LIN.name, counts, blocks)


@contextmanager
def recorded_peer(recording: Path) -> Iterator[Peer]:
    with scripted(replay(recording)) as server:
        if recording == INVENIO:
            yield _invenio_peer(server.port)
        else:
            terminal = Terminal("creditapi", "pw", "CPL")
            card, blocks = "900000199001000000", ("debt", "manual")
            yield Peer(server.port, terminal, "CPL", card, "张三", (1, 1, 10_000), blocks)


@contextmanager
def installed_invenio() -> Iterator[Peer]:
    assert INVENIO_PYTHON is not None
    with invenio_sip2(INVENIO_PYTHON, free_port()) as port:
        yield _invenio_peer(port)


def _invenio_peer(port: int) -> Peer:
    terminal, blocks = Terminal("term1", "pw", "HZLIB"), ("debt", "manual")
    return Peer(port, terminal, "HZLIB", "3301000001", "张三", (2, 1, 10_000), blocks)
