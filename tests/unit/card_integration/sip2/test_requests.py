from __future__ import annotations

from datetime import UTC, datetime

import pytest

from card_integration.sip2.message import Charset, Message, encode
from card_integration.sip2.requests import (
    PatronAt,
    Summary,
    end_session,
    fee_paid,
    item_information,
    login,
    patron_information,
    patron_status,
    renew,
    resend,
    status,
)
from tests.contract.sip2.recorded import KOHA, KOHA_NO_OVERPAYMENT, exchanges_of

RECORDED_AT = datetime(2026, 11, 23, 3, 53, 59, tzinfo=UTC)
PATRON = PatronAt("CPL", "900000199001000000")


def frame(message: Message, sequence: int) -> bytes:
    numbered = Message(message.code, message.fixed, message.fields, sequence)
    return encode(numbered, Charset.UTF_8)[:-1]


def asked(recording: object, number: int) -> bytes:
    return exchanges_of(recording)[number].asked


def test_login_status_and_patron_are_asked_as_the_recorded_client_asked() -> None:
    assert frame(login("creditapi", "pw", "CPL"), 0) == asked(KOHA, 0)
    assert frame(status(), 1) == asked(KOHA, 1)
    at = datetime(2026, 11, 23, 3, 53, 23, tzinfo=UTC)
    assert frame(patron_information(PATRON, at, Summary.CHARGED), 6) == asked(KOHA_NO_OVERPAYMENT, 6)


@pytest.mark.parametrize(
    ("message", "number", "sequence"),
    [(patron_status(PATRON, RECORDED_AT), 2, 2), (end_session(PATRON, RECORDED_AT), 7, 7)],
)
def test_no_pin_is_ever_asked_for_or_sent(message: Message, number: int, sequence: int) -> None:
    with_pin = asked(KOHA, number)
    without = with_pin.replace(b"AD1234|", b"")
    assert frame(message, sequence)[:-4] == without[:-4]


def test_a_payment_names_its_line_and_its_entitlement() -> None:
    message = fee_paid(
        PATRON, RECORDED_AT, payment_type="06", amount_fen=10_000, fee="17", transaction="ent_1"
    )
    assert message.fixed == "20261123    1153590106CNY"
    assert message.fields[0] == ("BV", "100.00")
    assert message.fields[-2:] == (("CG", "17"), ("BK", "ent_1"))


@pytest.mark.parametrize(
    ("summary", "places"),
    [
        (None, "          "),
        (Summary.OVERDUE, " Y        "),
        (Summary.CHARGED, "  Y       "),
        (Summary.FINES, "   Y      "),
    ],
)
def test_at_most_one_list_is_asked_for(summary: Summary | None, places: str) -> None:
    assert patron_information(PATRON, RECORDED_AT, summary).fixed[-10:] == places


def test_items_renewals_and_resends_have_their_shape() -> None:
    assert frame(item_information("CPL", "B0001", RECORDED_AT), 3).startswith(
        b"1720261123    115359AOCPL|ABB0001|AC|"
    )
    renewal = frame(renew(PATRON, "B0001", RECORDED_AT), 3)
    assert renewal.startswith(b"29NN20261123    115359" + b" " * 18 + b"AOCPL|")
    assert b"|ABB0001|" in renewal
    assert encode(resend(), Charset.UTF_8) == b"97AZFEF5\r"
