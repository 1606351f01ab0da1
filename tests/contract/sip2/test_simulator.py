"""Does the simulator answer as the recorded servers did?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.sip2.counter import Counter, Setup
from card_integration.simulator.sip2.invenio import InvenioCounter
from card_integration.simulator.sip2.koha import KohaCounter
from card_integration.simulator.sip2.library import Library
from card_integration.simulator.sip2.wire import read
from tests.contract.sip2.recorded import (
    INVENIO,
    KOHA,
    KOHA_BLOCKED,
    KOHA_NO_OVERPAYMENT,
    exchanges_of,
)

DATE = re.compile(r"\d{8}    \d{6}")
# Each library's own: its name, and what it says about its patrons beyond the rules of the wire.
OWN_WORDS = ("AF", "AM", "BD", "PC", "PI")


def counter_like(manner: type[Counter], card_number: str, institution: str) -> tuple[Counter, Any]:
    clock = ShiftedClock()
    library = Library({"citizens": [{"card_number": card_number, "name": "张三"}]}, clock)
    patron = library.find(card_number)
    assert patron is not None
    library.lend(patron, "B0001", "厦门志", days=-3)
    patron.is_blocked = True
    return manner(library, Setup("x", "x", institution, "utf-8", "{text} {amount}"), clock), patron


def shape_of(text: str) -> tuple[str, list[str]]:
    """Return an answer without dates, own words, and what a library says about itself."""
    first, *rest = DATE.sub("<date>", text).split("|")
    return first, [field for field in rest if field[:2] not in OWN_WORDS]


def assert_alike(counter: Counter, recording: Path, codes: tuple[str, ...]) -> None:
    for exchange in exchanges_of(recording):
        if exchange.asked[:2].decode() in codes:
            answered = counter.answer(read(exchange.asked, "utf-8"))
            assert shape_of(answered) == shape_of(exchange.answered[:-9].decode())


def test_it_answers_as_the_recorded_koha_about_a_blocked_patron_and_two_payments() -> None:
    counter, _ = counter_like(KohaCounter, "900000199001000000", "CPL")
    assert_alike(counter, KOHA_BLOCKED, ("99", "63", "37"))


def test_it_answers_as_the_recorded_koha_about_a_credit_and_a_patron_it_cannot_enable() -> None:
    counter, patron = counter_like(KohaCounter, "900000199001000000", "CPL")
    patron.lines[0].open_fen = -10_000
    assert_alike(counter, KOHA, ("99", "23", "63", "25", "37", "35"))


def test_it_answers_as_the_recorded_koha_that_disallows_overpayment() -> None:
    counter, patron = counter_like(KohaCounter, "900000199001000000", "CPL")
    patron.is_blocked = False
    patron.lines[0].text, patron.lines[0].open_fen = "overdue", 350
    counter.library.disallow_overpayment = True
    assert_alike(counter, KOHA_NO_OVERPAYMENT, ("99", "63", "37"))


def test_it_answers_as_the_recorded_invenio() -> None:
    counter, patron = counter_like(InvenioCounter, "3301000001", "HZLIB")
    counter.library.lend(patron, "B0002", "鹭江志", days=20)
    assert_alike(counter, INVENIO, ("99", "23", "63", "37", "25", "35"))


@pytest.mark.parametrize("manner", [KohaCounter, InvenioCounter])
def test_it_tells_about_items_and_renews_loans(manner: type[Counter]) -> None:
    counter, patron = counter_like(manner, "1", "XM")
    patron.is_blocked = False
    blank = " " * 18
    item = counter.answer(read(sealed(f"17{blank}AOXM|ABB0001|AC|"), "utf-8"))
    assert "AJ厦门志|" in item
    renewal = f"29NN{blank}{blank}AOXM|AA1|AC|ABB0001|"
    assert counter.answer(read(sealed(renewal), "utf-8")).startswith("301YUN")
    assert counter.answer(read(sealed(renewal.replace("B0001", "B0009")), "utf-8")).startswith("300NUN")
    assert patron.loans[0].due_on > counter.library.today()


def sealed(text: str) -> bytes:
    body = text.encode() + b"AY0AZ"
    return body + f"{-sum(body) & 0xFFFF:04X}".encode()
