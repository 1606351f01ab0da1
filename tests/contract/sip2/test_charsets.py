from __future__ import annotations

from pathlib import Path

import pytest

from backend.cards.ports import Link as CardLink
from backend.cards.ports import Linked, RefusedByOperator, Standing, Unknown
from card_integration.sip2.message import Charset
from tests.contract.operators.synthetic_city import LIN, WU
from tests.contract.sip2.conftest import Connect
from tests.contract.sip2.peers import link_request
from tests.contract.sip2.processes import simulated_library


def test_a_library_may_write_gb18030(city: Path, connect: Connect) -> None:
    with simulated_library(city, "koha", "--encoding", "gb18030") as library:
        operator = connect(library, charset=Charset.GB18030)
        for person in (LIN, WU):
            assert isinstance(operator.link(link_request(person.card_number, person.name)), Linked)
        mistaken = connect(library)
        assert mistaken.link(link_request(LIN.card_number, LIN.name)) == Unknown()


def test_a_library_that_writes_iso_8859_1_cannot_confirm_a_chinese_name(city: Path, connect: Connect) -> None:
    with simulated_library(city, "koha", "--encoding", "iso-8859-1") as library:
        operator = connect(library, charset=Charset.ISO_8859_1)
        outcome = operator.link(link_request(LIN.card_number, LIN.name))
        assert isinstance(outcome, RefusedByOperator)
        assert outcome.reason == "holder-mismatch"
        assert isinstance(operator.standing(CardLink("lnk_1", LIN.card_number)), Standing)


@pytest.mark.parametrize("card_number", ["33|AAother", "33\r63", "33\n", "", "卡" * 5])
def test_no_card_number_can_smuggle_a_message_in(koha: object, connect: Connect, card_number: str) -> None:
    operator = connect(koha)
    for outcome in (
        operator.link(link_request(card_number, LIN.name)),
        operator.standing(CardLink("lnk_1", card_number)),
    ):
        assert isinstance(outcome, RefusedByOperator)
        assert outcome.reason in ("unknown-card", "unknown-link")
