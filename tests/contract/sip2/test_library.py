from __future__ import annotations

import pytest

from backend.cards.ports import Applied, Link, Standing
from backend.platform.clock import SystemClock
from card_integration.sip2.library import LibrarySetup, connect_library
from card_integration.sip2.message import Charset
from tests.contract.operators.synthetic_city import CLIENT_ID, CLIENT_SECRET, LIN
from tests.contract.sip2.peers import INSTITUTION, waiver_of
from tests.contract.sip2.processes import SimulatedLibrary
from tests.contract.sip2.waiving import WAIVER

SETUP = LibrarySetup(INSTITUTION, "MOBILE", Charset.UTF_8, WAIVER)


def test_a_library_is_reached_by_its_address_and_its_setup(koha: SimulatedLibrary) -> None:
    koha.post("/_simulator/payments", disallow_overpayment=True)
    address = f"sip2://127.0.0.1:{koha.port}"
    operator = connect_library(address, CLIENT_ID, CLIENT_SECRET, SETUP, 5.0, SystemClock())
    assert isinstance(operator.standing(Link("lnk_1", LIN.card_number)), Standing)
    assert isinstance(operator.put(waiver_of(LIN.card_number)), Applied)
    operator.close()
    assert koha.asked("93")[0]["CP"] == "MOBILE"


@pytest.mark.parametrize(
    ("address", "password"),
    [
        ("sip2://library.example:6001", "secret"),
        ("https://library.example", "secret"),
        ("sip2://[::1]:1", "a|b"),
    ],
)
def test_a_setup_that_could_not_be_spoken_safely_fails_at_once(address: str, password: str) -> None:
    with pytest.raises(ValueError, match=r"TLS|address|CO"):
        connect_library(address, CLIENT_ID, password, SETUP, 5.0, SystemClock())
