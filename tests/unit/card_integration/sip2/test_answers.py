from __future__ import annotations

from datetime import date

import pytest

from card_integration.sip2.answers import (
    Item,
    Payment,
    Renewal,
    is_logged_in,
    is_session_ended,
    item_in,
    payment_in,
    renewal_in,
    server_status_in,
)
from card_integration.sip2.message import Charset, Malformed, Message, decode
from card_integration.sip2.patron import Patron, PatronFlag, patron_in
from tests.contract.sip2.recorded import (
    INVENIO,
    KOHA,
    KOHA_BLOCKED,
    KOHA_NO_OVERPAYMENT,
    exchanges_of,
)

DENIED = {
    PatronFlag.CHARGE_DENIED,
    PatronFlag.RENEWAL_DENIED,
    PatronFlag.RECALL_DENIED,
    PatronFlag.HOLD_DENIED,
}


def answer(recording: object, number: int) -> Message:
    return decode(exchanges_of(recording)[number].answered, Charset.UTF_8)


def patron_at(recording: object, number: int) -> Patron:
    return patron_in(answer(recording, number))


def information(**fields: str) -> Message:
    named = {"AA": "1", "AE": "张三", **fields}
    return Message("64", " " * 59, tuple(named.items()))


def test_koha_tells_flags_counts_debt_and_one_list() -> None:
    patron = patron_at(KOHA_BLOCKED, 2)
    assert (patron.card_number, patron.name, patron.is_known) == ("900000199001000000", "三 张", True)
    assert patron.flags == DENIED | {PatronFlag.TOO_MUCH_FINED, PatronFlag.TOO_MANY_FEES}
    assert (patron.charged_count, patron.overdue_count, patron.owed_fen) == (1, 1, 10_000)
    assert (patron.overdue_items, patron.charged_items) == ((), ())


def test_invenio_tells_the_same_without_saying_that_the_card_is_valid() -> None:
    patron = patron_at(INVENIO, 3)
    assert (patron.name, patron.is_known) == ("张三", True)
    assert patron.flags == {PatronFlag.CHARGE_DENIED, PatronFlag.TOO_MANY_FEES}
    assert (patron.charged_count, patron.overdue_count, patron.owed_fen) == (2, 1, 10_000)
    assert patron.charged_items == ("B0001", "B0002")


def test_a_short_status_has_no_counts() -> None:
    patron = patron_at(INVENIO, 2)
    assert (patron.charged_count, patron.overdue_count, patron.owed_fen) == (None, None, 10_000)


def test_an_unknown_card_is_not_known() -> None:
    assert not patron_at(KOHA_BLOCKED, 8).is_known
    assert not patron_in(information(AE="")).is_known


def test_a_debt_of_three_yuan_fifty_is_350_fen_and_a_credit_is_no_debt() -> None:
    assert patron_at(KOHA_NO_OVERPAYMENT, 2).owed_fen == 350
    assert patron_in(information(BV="-100.00")).owed_fen == 0
    assert patron_in(information()).owed_fen == 0


@pytest.mark.parametrize(
    "answer",
    [information(BH="USD"), information(BV="viel"), Message("64", " " * 59, (("AE", "张三"),))],
    ids=["currency", "amount", "no card"],
)
def test_a_patron_that_makes_no_sense_is_malformed(answer: Message) -> None:
    with pytest.raises(Malformed):
        patron_in(answer)


def test_counts_are_padded_with_zeros_or_blanks_or_left_blank() -> None:
    fixed = " " * 14 + "000" + " " * 18 + "0000   2    " + " " * 12
    patron = patron_in(Message("64", fixed, (("AA", "1"), ("AE", "x"))))
    assert (patron.overdue_count, patron.charged_count) == (2, None)
    with pytest.raises(Malformed):
        patron_in(Message("64", fixed.replace("   2", " -2 "), (("AA", "1"), ("AE", "x"))))


def test_nothing_of_a_patron_shows_in_a_log() -> None:
    shown = repr(patron_at(KOHA_BLOCKED, 2))
    assert not any(secret in shown for secret in ("900000199001000000", "张", "押金"))


def test_a_login_is_accepted_or_refused() -> None:
    assert is_logged_in(answer(KOHA, 0))
    assert not is_logged_in(Message("94", "0"))


def test_a_no_in_bx_is_believed_and_blanks_are_read_as_padding() -> None:
    koha, invenio = (server_status_in(answer(recording, 1)) for recording in (KOHA, INVENIO))
    assert (koha.is_online, koha.denied) == (True, {"19"})
    assert invenio.denied == {"11", "09", "01", "17", "19", "15", "29", "65"}
    assert (koha.timeout_tenths, koha.retries) == (100, 5)
    assert (invenio.timeout_tenths, invenio.retries) == (10, 10)


def test_a_server_without_bx_denies_nothing() -> None:
    fixed = "N" * 6 + " " * 28
    told = server_status_in(Message("98", fixed))
    assert (told.is_online, told.denied, told.timeout_tenths) == (False, frozenset(), None)
    with pytest.raises(Malformed):
        server_status_in(Message("98", "Y" * 34))


def test_payments_renewals_items_and_ends_are_read() -> None:
    assert payment_in(answer(KOHA_BLOCKED, 4)) == Payment(True, "tx-0001")
    assert payment_in(answer(KOHA_NO_OVERPAYMENT, 3)) == Payment(False, "tx-0001")
    assert payment_in(answer(INVENIO, 4)) == Payment(True, None)
    assert is_session_ended(answer(KOHA, 7))
    item = Message("18", "04" + " " * 22, (("AB", "B1"), ("AJ", "厦门志"), ("AH", "20261201    235900")))
    assert item_in(item) == Item("04", "厦门志", date(2026, 12, 1))
    remarked = (("AF", "Item has reached"), ("AF", "maximum renewals"))
    refused = Renewal(False, None, "Item has reached maximum renewals")
    assert renewal_in(Message("30", "0NUN" + " " * 18, remarked)) == refused


@pytest.mark.parametrize(
    ("due", "due_on"),
    [
        ("20261224    235900", date(2026, 12, 24)),
        ("2026-12-24 23:59", date(2026, 12, 24)),
        ("20261224", date(2026, 12, 24)),
        ("20261324    235900", None),
        ("2026-1224", None),
        ("12/24/2026", None),
        ("24.12.2026", None),
        ("202612241", None),
        ("", None),
    ],
)
def test_a_due_date_is_read_where_it_cannot_be_mistaken(due: str, due_on: date | None) -> None:
    renewal = Message("30", "1YUN" + " " * 18, (("AH", due),))
    assert renewal_in(renewal) == Renewal(True, due_on, "")
