"""What SIP2 allows a server to leave out, to deny, or to get wrong beyond what the two recorded ones did."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.cards.ports import Busy, Link, Linked, RefusedByOperator, Standing, Unknown, Unsupported
from card_integration.simulator.sip2.wire import Request, write
from card_integration.sip2.session import DEFAULT_RETRY_SECONDS
from tests.contract.sip2.conftest import Connect
from tests.contract.sip2.peers import link_request, waiver_of
from tests.contract.sip2.scripted_server import Dripping, LastWords, scripted
from tests.contract.sip2.waiving import WAIVER

AT = "20261123    115359"
LINK = Link("lnk_1", "1")
KNOWN = "AOX|AA1|AE张三|BLY|"
LISTS = {1: "ATB1|", 2: "AUB1|AUB2|", 3: "AV17 借书押金 100.00|"}
Script = Callable[[Request], bytes]


def library(status: str = "Y", bx: str = "", counts: str = "0001" * 6, patron: str = KNOWN) -> Script:
    """Return a server that answers with these parts."""

    def answer(request: Request) -> bytes:
        place = request.fixed[21:].find("Y") if request.code == "63" else -1
        texts = {
            "93": "941",
            "99": f"98{status}YYYYN100005{AT}2.00AOX|BX{bx}|",
            "23": f"24{' ' * 14}001{AT}{patron}",
            "63": f"64{' ' * 14}001{AT}{counts}{patron}{LISTS.get(place, '')}",
            "35": f"36Y{AT}AOX|AA1|",
        }
        return write(texts[request.code], request.digit, "utf-8")

    return answer


def spoiling(code: str, spoil: Callable[[bytes], bytes], *, once: bool = False) -> Script:
    """Return a good server that answers one kind of question differently."""
    answer, left = library(), [1]

    def spoilt(request: Request) -> bytes:
        if request.code != code or (once and not left):
            return answer(request)
        left.clear()
        return spoil(answer(request))

    return spoilt


def test_a_server_that_is_not_online_is_busy(connect: Connect) -> None:
    with scripted(library(status="N")) as server:
        assert connect(server).standing(LINK) == Busy(DEFAULT_RETRY_SECONDS)
        assert server.codes() == ["93", "99"]


def test_counts_that_are_left_blank_are_counted_from_the_lists(connect: Connect) -> None:
    with scripted(library(counts=" " * 24)) as server:
        standing = connect(server).standing(LINK)
        assert isinstance(standing, Standing)
        assert (standing.open_items, standing.overdue_items) == (2, 1)


def test_counts_that_are_given_need_no_list_of_what_somebody_reads(connect: Connect) -> None:
    with scripted(library()) as server:
        assert isinstance(connect(server).standing(LINK), Standing)
        assert [one.fixed[21:] for one in server.requests if one.code == "63"] == [" " * 10]


def test_a_server_without_63_confirms_a_card_by_23_and_tells_no_standing(connect: Connect) -> None:
    with scripted(library(bx="YYYYYYYNYYYYYYYY")) as server:
        operator = connect(server)
        assert isinstance(operator.link(link_request("1", "张三")), Linked)
        assert operator.standing(LINK) == Unsupported()
        assert "63" not in server.codes()


def test_a_server_without_37_is_not_written_to(connect: Connect) -> None:
    with scripted(library(bx="YYYYYYYYYNYYYYYY", patron=f"{KNOWN}BV100|")) as server:
        operator = connect(server, waiver=WAIVER)
        assert operator.put(waiver_of("1")) == Unsupported()
        assert "37" not in server.codes()


def test_a_server_without_35_is_not_told_goodbye(connect: Connect) -> None:
    with scripted(library(bx="YYYYYYYYNYYYYYYY")) as server:
        assert isinstance(connect(server).standing(LINK), Standing)
        assert server.codes() == ["93", "99", "63"]


def test_an_answer_about_another_card_shows_nobody_elses_standing(connect: Connect) -> None:
    with scripted(library(patron="AOX|AA2|AE张三|BLY|BV7|")) as server:
        operator = connect(server)
        for outcome in (operator.standing(LINK), operator.link(link_request("1", "张三"))):
            assert isinstance(outcome, RefusedByOperator)


def test_a_card_number_may_come_back_in_other_letters(connect: Connect) -> None:
    with scripted(library(patron="AOX|AAxm1|AE张三|BLY|")) as server:
        assert isinstance(connect(server).link(link_request("XM1", "张三")), Linked)


@pytest.mark.parametrize("patron", ["AOX|AE张三|BLY|", f"{KNOWN}BVmuch|", f"{KNOWN}BHUSD|BV1|"])
def test_an_answer_that_makes_no_sense_is_unknown(connect: Connect, patron: str) -> None:
    with scripted(library(patron=patron)) as server:
        operator = connect(server)
        assert operator.standing(LINK) == Unknown()
        assert operator.link(link_request("1", "张三")) == Unknown()


def test_a_server_that_hung_up_in_between_is_called_again(connect: Connect) -> None:
    with scripted(spoiling("35", LastWords)) as server:
        operator = connect(server)
        for _ in range(3):
            assert isinstance(operator.standing(LINK), Standing)
            assert server.hung_up.acquire(timeout=10)
        assert server.codes().count("93") == 3


@pytest.mark.parametrize("extra", [b"64late\r", b"64la"], ids=["a message", "half a message"])
def test_what_comes_unasked_is_never_taken_for_an_answer(connect: Connect, extra: bytes) -> None:
    with scripted(spoiling("35", lambda answer: answer + extra, once=True)) as server:
        operator = connect(server)
        assert all(isinstance(operator.standing(LINK), Standing) for _ in range(3))
        assert server.codes().count("93") == 2
        assert "97" not in server.codes()


def test_a_server_that_drips_gains_no_time_by_it(connect: Connect) -> None:
    with scripted(spoiling("99", Dripping)) as server:
        assert connect(server, timeout_seconds=0.5).standing(LINK) == Busy(DEFAULT_RETRY_SECONDS)
        assert server.codes() == ["93", "99"]
