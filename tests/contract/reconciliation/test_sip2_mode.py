"""A library that speaks SIP2, which lists nothing: each card in force is read by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.cards.adapter_terms import Sip2Terms
from card_integration.sip2.operator import Sip2Operator
from tests.contract.operators.synthetic_city import CHEN, LIN, write_city
from tests.contract.reconciliation.conftest import OpenStreet, Street
from tests.contract.sip2.peers import Setup, operator_on
from tests.contract.sip2.processes import SimulatedLibrary, simulated_library
from tests.contract.sip2.waiving import WAIVER, balance_fen

pytestmark = pytest.mark.store


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SimulatedLibrary]:
    city = write_city(tmp_path / "city.json")
    with simulated_library(city, "koha", "--fee-line", "{number} {text} {amount}") as library:
        library.post("/_simulator/payments", disallow_overpayment=True)
        yield library


@pytest.fixture
def operator(library: SimulatedLibrary) -> Iterator[Sip2Operator]:
    operator = operator_on(library.port, Setup(waiver=WAIVER))
    yield operator
    operator.close()


@pytest.fixture
def street(library: SimulatedLibrary, operator: Sip2Operator, open_street: OpenStreet) -> Street:
    terms = Sip2Terms("XMLIB", "MOBILE", "utf-8")
    return open_street(
        operator, terms, lambda seconds: library.post("/_simulator/clock", offset_seconds=seconds)
    )


def test_a_deposit_that_the_library_charged_again_is_found_and_taken_off(
    library: SimulatedLibrary, street: Street
) -> None:
    charged, kept = street.grant(LIN), street.grant(CHEN)
    assert street.found() == {}
    library.post("/desk/charges", card_number=LIN.card_number, text="借书押金", amount_fen=10_000)
    of = street.compare()
    assert (of.differences, of.compared) == ({"missing": 1}, 2)
    assert balance_fen(library, LIN.card_number) == 0
    assert [street.state(grant) for grant in (charged, kept)] == ["active", "active"]
    assert street.found() == {}


def test_a_lost_answer_is_asked_for_again(library: SimulatedLibrary, street: Street) -> None:
    street.grant(LIN)
    library.post("/desk/charges", card_number=LIN.card_number, text="借书押金", amount_fen=10_000)
    library.order("close_after", "63")
    assert street.found() == {"missing": 1}
    assert balance_fen(library, LIN.card_number) == 0
    assert street.found() == {}


def test_a_perk_whose_time_is_over_ends_though_nothing_can_be_told(
    library: SimulatedLibrary, street: Street
) -> None:
    grant = street.grant(LIN)
    street.clock.pass_time(days=365)
    assert street.domain.perk_calendar.end_over() == 1
    street.work()
    assert street.state(grant) == "ended"
    assert balance_fen(library, LIN.card_number) == 0
    assert street.found() == {}
