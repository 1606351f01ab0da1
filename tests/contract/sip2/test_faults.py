from __future__ import annotations

import pytest

from backend.cards.ports import Applied, Busy, Link, Linked, NotHeld, Standing, Unknown
from card_integration.sip2.operator import Sip2Operator
from card_integration.sip2.session import DEFAULT_RETRY_SECONDS
from tests.contract.operators.synthetic_city import LIN
from tests.contract.sip2.conftest import Connect
from tests.contract.sip2.peers import link_request, waiver_of
from tests.contract.sip2.processes import SimulatedLibrary, free_port
from tests.contract.sip2.scripted_server import scripted
from tests.contract.sip2.waiving import WAIVER, WRITTEN_OFF, written_off

LINK = Link("lnk_1", LIN.card_number)


@pytest.fixture
def library(koha: SimulatedLibrary) -> SimulatedLibrary:
    koha.post("/_simulator/payments", disallow_overpayment=True)
    return koha


@pytest.fixture
def operator(library: SimulatedLibrary, connect: Connect) -> Sip2Operator:
    return connect(library, waiver=WAIVER)


def test_an_answer_lost_after_the_write_off_is_unknown_and_reading_finds_it_applied(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    wish = waiver_of(LIN.card_number)
    library.order("close_after", request="37")
    assert operator.put(wish) == Unknown()
    assert isinstance(operator.read(wish), Applied)
    assert isinstance(operator.put(wish), Applied)
    assert written_off(library, LIN.card_number) == [WRITTEN_OFF]


def test_a_request_lost_before_the_write_off_is_unknown_and_reading_finds_nothing(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    wish = waiver_of(LIN.card_number)
    library.order("close_before", request="37")
    assert operator.put(wish) == Unknown()
    assert operator.read(wish) == NotHeld()
    assert isinstance(operator.put(wish), Applied)
    assert written_off(library, LIN.card_number) == [WRITTEN_OFF]


def test_a_write_off_that_cannot_be_seen_afterwards_is_unknown_and_found_by_reading(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    wish = waiver_of(LIN.card_number)
    library.order("close_before", request="63", spared=1)
    assert operator.put(wish) == Unknown()
    assert isinstance(operator.read(wish), Applied)
    assert written_off(library, LIN.card_number) == [WRITTEN_OFF]


@pytest.mark.parametrize("kind", ["split", "garble", "wrong_digit", "ask_again"])
def test_a_bad_wire_is_mended_and_the_write_off_is_done_once(
    operator: Sip2Operator, library: SimulatedLibrary, kind: str
) -> None:
    library.order(kind, request="37")
    assert isinstance(operator.put(waiver_of(LIN.card_number)), Applied)
    assert written_off(library, LIN.card_number) == [WRITTEN_OFF]


@pytest.mark.parametrize("kind", ["split", "garble", "wrong_digit", "ask_again"])
def test_a_bad_wire_is_mended_at_every_question(
    operator: Sip2Operator, library: SimulatedLibrary, kind: str
) -> None:
    for code in ("93", "99", "63", "35"):
        operator.close()
        library.order(kind, request=code)
        assert isinstance(operator.standing(LINK), Standing)


def test_an_invenio_asked_for_its_answer_again_forgets_its_end_so_the_outcome_stays_open(
    invenio: SimulatedLibrary, connect: Connect
) -> None:
    operator = connect(invenio, timeout_seconds=1.0)
    invenio.order("garble", request="63")
    assert operator.standing(LINK) == Unknown()
    invenio.order("ask_again", request="63")
    assert isinstance(operator.standing(LINK), Standing)


def test_a_server_that_hangs_leaves_the_outcome_open_and_is_asked_nothing_twice(
    library: SimulatedLibrary, connect: Connect
) -> None:
    hasty, wish = connect(library, waiver=WAIVER, timeout_seconds=1.0), waiver_of(LIN.card_number)
    library.order("hang", request="37")
    assert hasty.put(wish) == Unknown()
    assert len(library.asked("37")) == 1
    assert hasty.read(wish) == NotHeld()
    assert len(library.asked("93")) == 2


def test_a_server_that_never_understands_did_nothing(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    library.order("ask_again", request="37", count=2)
    assert operator.put(waiver_of(LIN.card_number)) == Busy(DEFAULT_RETRY_SECONDS)
    assert written_off(library, LIN.card_number) == []


@pytest.mark.parametrize("code", ["93", "99"])
@pytest.mark.parametrize("kind", ["close_before", "close_after", "hang"])
def test_whatever_fails_before_the_question_is_busy(
    library: SimulatedLibrary, connect: Connect, kind: str, code: str
) -> None:
    # Whoever gives up on a slow machine before the fault has come leaves it to the next.
    asking = connect(library, timeout_seconds=1.0) if kind == "hang" else connect(library)
    library.order(kind, request=code)
    assert asking.standing(LINK) == Busy(DEFAULT_RETRY_SECONDS)
    assert library.asked("63") == []
    assert isinstance(connect(library).standing(LINK), Standing)


def test_a_library_that_cannot_be_reached_is_busy(connect: Connect) -> None:
    class Nowhere:
        port = free_port()

    operator = connect(Nowhere())
    assert operator.standing(LINK) == Busy(DEFAULT_RETRY_SECONDS)
    assert operator.link(link_request(LIN.card_number, LIN.name)) == Busy(DEFAULT_RETRY_SECONDS)


def test_a_farewell_that_gets_lost_spoils_no_answer(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    library.order("close_before", request="35")
    assert isinstance(operator.link(link_request(LIN.card_number, LIN.name)), Linked)
    assert isinstance(operator.standing(LINK), Standing)


def test_a_connection_that_ended_while_idle_is_opened_anew_without_an_error(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    library.order("close_after", request="35")
    assert isinstance(operator.standing(LINK), Standing)
    assert isinstance(operator.standing(LINK), Standing)
    assert len(library.asked("93")) == 2


@pytest.mark.parametrize(
    "noise", [b"\xff" * 100 + b"\r", b"6" * 70_000, b"64\r64\r64\r", b"HTTP/1.1 400\r\n\r\n"]
)
def test_a_server_that_speaks_something_else_is_busy(noise: bytes, connect: Connect) -> None:
    with scripted(lambda request: noise) as server:
        assert connect(server, timeout_seconds=0.5).standing(LINK) == Busy(DEFAULT_RETRY_SECONDS)
