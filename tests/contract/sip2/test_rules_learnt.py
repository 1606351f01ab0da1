"""The rules that two real servers taught, each by name; where it matters, first shown on the simulator."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.cards.ports import Applied, Busy, Link, Linked, RefusedByOperator, Standing, Unknown
from card_integration.simulator.sip2.wire import Request, write
from card_integration.sip2.message import Charset, Message, decode
from card_integration.sip2.operator import Sip2Operator
from card_integration.sip2.patron import patron_in
from card_integration.sip2.session import CREDENTIALS_RETRY_SECONDS, Terminal
from tests.contract.operators.synthetic_city import CLIENT_ID, CLIENT_SECRET, LIN
from tests.contract.sip2.conftest import Connect
from tests.contract.sip2.peers import link_request, waiver_of
from tests.contract.sip2.processes import SimulatedLibrary
from tests.contract.sip2.recorded import INVENIO, KOHA, KOHA_BLOCKED, KOHA_NO_OVERPAYMENT, exchanges_of
from tests.contract.sip2.scripted_server import Replay, replay, scripted
from tests.contract.sip2.waiving import WAIVER, WRITTEN_OFF, balance_fen, written_off

LINK = Link("lnk_1", LIN.card_number)
KOHA_TERMINAL = Terminal("creditapi", "pw", "CPL")
KOHA_CARD = "900000199001000000"
KOHA_SETUP = {"terminal": KOHA_TERMINAL, "institution": "CPL"}
AT = "20261123    115359"


@pytest.fixture
def library(koha: SimulatedLibrary) -> SimulatedLibrary:
    koha.post("/_simulator/payments", disallow_overpayment=True)
    return koha


@pytest.fixture
def operator(library: SimulatedLibrary, connect: Connect) -> Sip2Operator:
    return connect(library, waiver=WAIVER)


def said_by(library: SimulatedLibrary, *texts: str) -> list[Message]:
    """Log in to a simulator without our adapter and return its answers to these questions."""
    login = f"9300CN{CLIENT_ID}|CO{CLIENT_SECRET}|CPX|"
    answers = []
    with socket.create_connection(("127.0.0.1", library.port), 5) as wire, wire.makefile("rb") as heard:
        for digit, text in enumerate((login, *texts)):
            wire.sendall(write(text, str(digit), "utf-8"))
            frame = b""
            while not frame.endswith(b"\r"):
                frame += heard.read(1)
            answers.append(decode(frame[:-1], Charset.UTF_8))
    return answers[1:]


def about_lin(code: str, fixed: str, *more: str) -> str:
    return f"{code}{fixed}AOXMLIB|AA{LIN.card_number}|AC|" + "".join(f"{one}|" for one in more)


def reason_of(outcome: object) -> str:
    assert isinstance(outcome, RefusedByOperator)
    return outcome.reason


def test_a_frame_ends_at_cr_only_as_af_can_contain_a_line_feed(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    [answer] = said_by(library, about_lin("63", f"001{AT}" + " " * 10))
    assert "\n" in (answer.value("AF") or "")
    assert isinstance(operator.standing(LINK), Standing)


def test_fields_repeat_and_come_in_any_order() -> None:
    status = decode(exchanges_of(KOHA)[2].answered, Charset.UTF_8)
    information = decode(exchanges_of(KOHA)[3].answered, Charset.UTF_8)
    assert [name for name, _ in status.fields][:2] == ["AE", "AA"]
    assert [name for name, _ in information.fields][:2] == ["AO", "AA"]
    assert {patron_in(one).name for one in (status, information)} == {"三 张"}
    assert len(patron_in(decode(exchanges_of(INVENIO)[3].answered, Charset.UTF_8)).charged_items) == 2


def test_bv_is_100_or_103_5_or_100_00(operator: Sip2Operator, library: SimulatedLibrary) -> None:
    recorded = [(KOHA_BLOCKED, 2, 10_000), (KOHA_NO_OVERPAYMENT, 2, 350), (INVENIO, 3, 10_000)]
    for recording, number, fen in recorded:
        answer = decode(exchanges_of(recording)[number].answered, Charset.UTF_8)
        assert patron_in(answer).owed_fen == fen
    library.post("/desk/charges", card_number=LIN.card_number, text="逾期", amount_fen=350)
    [answer] = said_by(library, about_lin("63", f"001{AT}" + " " * 10))
    assert answer.value("BV") == "103.5"
    standing = operator.standing(LINK)
    assert isinstance(standing, Standing)
    assert standing.owed_fen == 10_350


def test_av_can_be_blank_many_times(library: SimulatedLibrary) -> None:
    recorded = decode(exchanges_of(KOHA_BLOCKED)[2].answered, Charset.UTF_8)
    assert (len(recorded.values("AV")), len(patron_in(recorded).fine_items)) == (10, 1)
    [answer] = said_by(library, about_lin("63", f"001{AT}   Y      ", "BP1", "BQ9"))
    assert (len(answer.values("AV")), len(patron_in(answer).fine_items)) == (10, 1)


def test_a_wrong_pin_still_returns_the_name_which_is_dropped(
    library: SimulatedLibrary, connect: Connect
) -> None:
    [answer] = said_by(library, about_lin("63", f"001{AT}" + " " * 10, "AD0000"))
    assert (answer.value("AE"), answer.value("CQ"), answer.value("BL")) == ("晓梅 林", "N", "Y")
    assert patron_in(answer).name is None
    exchanges = exchanges_of(KOHA_BLOCKED)
    only_wrong_pin = Replay([*exchanges[:2], exchanges[-1]])
    with scripted(only_wrong_pin) as server:
        outcome = connect(server, **KOHA_SETUP).link(link_request(KOHA_CARD, "张三"))
    assert reason_of(outcome) == "holder-mismatch"


def test_no_pin_and_nothing_of_the_holder_is_sent(operator: Sip2Operator, library: SimulatedLibrary) -> None:
    request = link_request(LIN.card_number, LIN.name)
    assert isinstance(operator.link(request), Linked)
    operator.standing(LINK)
    sent = str(library.get("/_simulator/requests"))
    assert LIN.card_number in sent
    assert "'AD'" not in sent
    assert not any(
        secret in sent for secret in (LIN.name, request.holder_id_number, request.link_id, request.consent_id)
    )


def test_an_unknown_card_is_bln_with_all_four_privileges_denied(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    [answer] = said_by(library, f"63001{AT}          AOXMLIB|AANOPE|AC|")
    assert (answer.fixed[:4], answer.value("BL"), answer.value("AE")) == ("YYYY", "N", "")
    assert reason_of(operator.link(link_request("NOPE", LIN.name))) == "unknown-card"


def test_without_cg_the_oldest_debt_would_go_first_so_cg_is_always_sent(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    library.post("/desk/charges", card_number=LIN.card_number, text="逾期", amount_fen=350)
    library.post("/desk/charges", card_number=LIN.card_number, text="借书押金 新", amount_fen=10_000)
    said_by(library, about_lin("37", f"{AT}0106CNY", "BV100.00", "BKtx-1"))
    lines = library.get(f"/desk/readers/{LIN.card_number}")["lines"]
    assert [line["open_fen"] for line in lines] == [0, 350, 10_000]
    assert isinstance(operator.put(waiver_of(LIN.card_number)), Applied)
    assert balance_fen(library, LIN.card_number) == 10_350
    assert all(one.get("CG") for one in library.asked("37")[1:])


def test_koha_books_the_same_bk_twice_unless_overpayment_is_disallowed(koha: SimulatedLibrary) -> None:
    payment = about_lin("37", f"{AT}0106CNY", "BV100.00", "BKtx-1")
    assert [answer.fixed[0] for answer in said_by(koha, payment, payment)] == ["Y", "Y"]
    assert balance_fen(koha, LIN.card_number) == -10_000
    koha.post("/_simulator/opening")
    koha.post("/_simulator/payments", disallow_overpayment=True)
    assert [answer.fixed[0] for answer in said_by(koha, payment, payment)] == ["Y", "N"]
    assert balance_fen(koha, LIN.card_number) == 0


def test_a_38_that_says_yes_is_verified_by_a_63_and_not_believed(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    library.order("lie", request="37")
    assert operator.put(waiver_of(LIN.card_number)) == Unknown()
    codes = [one["code"] for one in library.get("/_simulator/requests")["requests"]]
    assert codes == ["93", "99", "63", "37", "63", "35"]
    assert written_off(library, LIN.card_number) == []


def test_a_38_that_says_no_is_applied_when_the_63_shows_the_deposit_gone(connect: Connect) -> None:
    accounts = ["BV100|AV17 借书押金 100.00|", ""]
    answers = {"93": "941", "99": f"98YYYYYN100005{AT}2.00AOX|", "37": f"38N{AT}AOX|", "35": f"36Y{AT}AOX|"}

    def server(request: Request) -> bytes:
        if request.code == "63":
            text = f"64{' ' * 14}001{AT}{'0000' * 6}AA1|AE张三|BLY|{accounts.pop(0)}"
        else:
            text = answers[request.code]
        return write(text, request.digit, "utf-8")

    with scripted(server) as running:
        outcome = connect(running, waiver=WAIVER).put(waiver_of("1"))
        assert running.codes() == ["93", "99", "63", "37", "63", "35"]
    assert isinstance(outcome, Applied)


def test_koha_claims_to_enable_and_does_not_so_25_is_never_sent(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    library.post("/desk/blocks", card_number=LIN.card_number, is_blocked=True)
    status, enabled, after = said_by(
        library,
        "9900802.00",
        about_lin("25", AT),
        about_lin("63", f"001{AT}" + " " * 10),
    )
    assert (status.value("BX") or "")[12] == "Y"
    assert enabled.fixed[:14] == " " * 14
    assert after.fixed[:4] == "YYYY"
    standing = operator.standing(LINK)
    assert isinstance(standing, Standing)
    assert "manual" in {block.kind for block in standing.blocks}
    assert len(library.asked("25")) == 1


def test_940_is_a_refusal_after_which_koha_hangs_up(library: SimulatedLibrary, connect: Connect) -> None:
    with socket.create_connection(("127.0.0.1", library.port), 5) as wire, wire.makefile("rb") as heard:
        wire.sendall(write(f"9300CN{CLIENT_ID}|COwrong|CPX|", "0", "utf-8"))
        assert heard.read() == b"940AY0AZFDFE\r"
    stranger = connect(library, terminal=Terminal(CLIENT_ID, "wrong", "X"))
    assert [stranger.standing(LINK), stranger.standing(LINK)] == [Busy(CREDENTIALS_RETRY_SECONDS)] * 2
    assert library.asked("63") == []


def test_numbers_padded_with_blanks_are_read(invenio: SimulatedLibrary, connect: Connect) -> None:
    [answer] = said_by(invenio, "9900802.00")
    assert answer.fixed[6:12] == " 10 10"
    assert isinstance(connect(invenio).standing(LINK), Standing)


def test_a_bad_checksum_is_answered_by_96_without_a_digit(library: SimulatedLibrary) -> None:
    with socket.create_connection(("127.0.0.1", library.port), 5) as wire:
        wire.sendall(b"9900802.00AY1AZ0000\r")
        assert wire.recv(100) == b"96AZFEF6\r"


def test_invenio_fails_on_a_message_in_two_pieces_so_ours_goes_in_one(
    invenio: SimulatedLibrary, connect: Connect
) -> None:
    with socket.create_connection(("127.0.0.1", invenio.port), 5) as wire:
        wire.sendall(b"9900802.00")
        assert wire.recv(100).startswith(b"940")
    assert isinstance(connect(invenio).standing(LINK), Standing)


def test_one_connection_is_one_login_and_one_question_at_a_time(connect: Connect) -> None:
    at_once, most, guard = [0], [0], threading.Lock()
    answers = replay(KOHA_BLOCKED)

    def server(request: Request) -> bytes | None:
        with guard:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        answer = answers(request)
        with guard:
            at_once[0] -= 1
        # The recording has no farewell, and this library wants to stay connected.
        return answer or write(f"36Y{AT}AOCPL|", request.digit, "utf-8")

    with scripted(server) as running:
        operator = connect(running, **KOHA_SETUP)
        with ThreadPoolExecutor(6) as threads:
            outcomes = list(threads.map(operator.standing, [Link("lnk_1", KOHA_CARD)] * 18))
        assert all(isinstance(outcome, Standing) for outcome in outcomes)
        assert running.codes().count("93") == 1
        assert most == [1]


def test_after_a_timeout_the_same_digit_is_not_repeated_but_a_new_login_made(
    library: SimulatedLibrary, connect: Connect
) -> None:
    hasty = connect(library, timeout_seconds=1.0)
    library.order("hang", request="63")
    assert hasty.standing(LINK) == Unknown()
    assert len(library.asked("63")) == 1
    assert isinstance(hasty.standing(LINK), Standing)
    assert len(library.asked("93")) == 2


def test_the_write_off_is_seen_once_in_the_ledger_whatever_was_tried(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    wish = waiver_of(LIN.card_number)
    for kind in ("close_after", "garble", "wrong_digit", "ask_again", "split"):
        library.order(kind, request="37")
        operator.put(wish)
    assert written_off(library, LIN.card_number) == [WRITTEN_OFF]
