"""What every server must answer: both manners of the simulator, the recordings, invenio-sip2 itself."""

from __future__ import annotations

import logging
import socket

import pytest

from backend.cards.ports import (
    Applied,
    Busy,
    Link,
    Linked,
    RefusedByOperator,
    Standing,
    Unsupported,
)
from card_integration.sip2.message import Charset, encode
from card_integration.sip2.requests import login as login_of
from card_integration.sip2.session import CREDENTIALS_RETRY_SECONDS, Terminal
from tests.contract.sip2.conftest import SERVERS, Connect
from tests.contract.sip2.peers import Peer, link_request, waiver_of


def reason_of(outcome: object) -> str:
    assert isinstance(outcome, RefusedByOperator)
    return outcome.reason


def test_a_card_is_linked_when_the_name_fits_with_its_number_as_account(peer: Peer, connect: Connect) -> None:
    linked = connect(peer).link(link_request(peer.card_number, peer.holder_name))
    masked = "*" * (len(peer.card_number) - 4) + peer.card_number[-4:]
    assert linked == Linked(masked, account=peer.card_number)
    assert peer.card_number not in repr(linked)


def test_a_card_under_another_name_is_not_linked(peer: Peer, connect: Connect) -> None:
    outcome = connect(peer).link(link_request(peer.card_number, "陈志强"))
    assert reason_of(outcome) == "holder-mismatch"


@pytest.mark.parametrize("peer", [*SERVERS, "koha-recording"], indirect=True)
def test_a_card_that_the_library_never_issued_is_not_linked(peer: Peer, connect: Connect) -> None:
    outcome = connect(peer).link(link_request(peer.unknown_card, peer.holder_name))
    assert reason_of(outcome) == "unknown-card"
    assert reason_of(connect(peer).standing(Link("lnk_1", peer.unknown_card))) == "unknown-link"


def test_the_standing_tells_loans_debts_and_blocks(peer: Peer, connect: Connect) -> None:
    standing = connect(peer).standing(Link("lnk_1", peer.card_number))
    assert isinstance(standing, Standing)
    assert (standing.open_items, standing.overdue_items, standing.owed_fen) == peer.counts
    assert tuple(block.kind for block in standing.blocks) == peer.blocks
    assert all(block.clears_when for block in standing.blocks)


def test_one_operator_serves_many_questions(peer: Peer, connect: Connect) -> None:
    operator = connect(peer)
    linked = operator.link(link_request(peer.card_number, peer.holder_name))
    standings = [operator.standing(Link("lnk_1", peer.card_number)) for _ in range(2)]
    assert isinstance(linked, Linked)
    assert all(isinstance(one, Standing) for one in standings)


def test_unlinking_is_done_at_once_and_can_be_repeated(peer: Peer, connect: Connect) -> None:
    operator = connect(peer)
    outcomes = [operator.unlink(Link("lnk_1", peer.card_number)) for _ in range(2)]
    assert all(isinstance(outcome, Applied) for outcome in outcomes)


def test_a_link_without_an_account_is_unknown(peer: Peer, connect: Connect) -> None:
    assert reason_of(connect(peer).standing(Link("lnk_1"))) == "unknown-link"


def test_without_a_set_up_for_it_no_perk_can_be_put_or_read(peer: Peer, connect: Connect) -> None:
    operator, wish = connect(peer), waiver_of(peer.card_number)
    assert operator.put(wish) == Unsupported()
    assert operator.read(wish) == Unsupported()


def test_a_login_that_is_refused_is_our_fault_and_not_the_citizens(
    peer: Peer, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = connect(peer, terminal=Terminal("stranger", "wrong-password", "X"))
    with caplog.at_level(logging.ERROR):
        assert stranger.standing(Link("lnk_1", peer.card_number)) == Busy(CREDENTIALS_RETRY_SECONDS)
    assert "refuses our login" in caplog.text
    assert "wrong-password" not in caplog.text
    assert peer.card_number not in caplog.text


@pytest.mark.parametrize("peer", SERVERS, indirect=True)
def test_a_wrong_checksum_is_answered_by_96_and_the_right_one_after_it_is_taken(peer: Peer) -> None:
    terminal = peer.terminal
    login = encode(login_of(terminal.user, terminal.password, terminal.location), Charset.UTF_8)
    with socket.create_connection(("127.0.0.1", peer.port), 5) as wire:
        wire.sendall(login[:-5] + b"0000\r")
        assert wire.recv(100) == b"96AZFEF6\r"
        wire.sendall(login)
        assert wire.recv(100).startswith(b"941")
