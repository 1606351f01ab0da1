from __future__ import annotations

from collections.abc import Callable

import pytest

from card_integration.sip2.connection import ConnectionLost
from card_integration.sip2.conversation import Conversation, NoAnswer, NotRead
from card_integration.sip2.message import Charset, Message, NotSendable, checksum
from card_integration.sip2.requests import login, status

QUESTION = status()
ASK_AGAIN, RESEND = b"96AZFEF6", b"97AZFEF5\r"


def sealed(body: bytes) -> bytes:
    return body + checksum(body)


def told(digit: int | None, printed: bytes = b"") -> bytes:
    number = b"" if digit is None else b"AY%d" % digit
    return sealed(b"98YYYYYN10000520261123    1153592.00" + printed + number + b"AZ")


GOOD = told(0)
GARBLED = GOOD[:5] + b"N" + GOOD[6:]


class ScriptedConnection:
    """Hands out prepared frames; when they run out, or at None, the connection is lost."""

    def __init__(self, *frames: bytes | None) -> None:
        self.sent: list[bytes] = []
        self.is_closed = False
        self._frames = list(frames)

    def send(self, frame: bytes, deadline: float) -> None:
        self.sent.append(frame)

    def receive(self, deadline: float) -> bytes:
        frame = self._frames.pop(0) if self._frames else None
        if frame is None:
            raise ConnectionLost("closed by the server")
        return frame

    def is_quiet(self) -> bool:
        return not self.is_closed

    def close(self) -> None:
        self.is_closed = True


def talk(*frames: bytes | None) -> tuple[Conversation, ScriptedConnection, Callable[[], Message]]:
    connection = ScriptedConnection(*frames)
    conversation = Conversation(connection, Charset.UTF_8)
    return conversation, connection, lambda: conversation.ask(QUESTION, 0.0)


def test_requests_are_numbered_0_to_9_and_again() -> None:
    _, connection, ask = talk(*(told(digit % 10) for digit in range(12)))
    assert [ask().sequence for _ in range(12)] == [*range(10), 0, 1]
    assert [frame[-9:-7] for frame in connection.sent[:2]] == [b"Y0", b"Y1"]


def test_after_a_clean_answer_the_next_question_may_follow() -> None:
    conversation, _, ask = talk(GOOD)
    assert conversation.is_usable()
    ask()
    assert conversation.is_usable()


def test_a_server_that_could_not_read_is_sent_the_same_once_more() -> None:
    _, connection, ask = talk(ASK_AGAIN, GOOD)
    assert ask().code == "98"
    assert connection.sent[0] == connection.sent[1]


def test_a_server_that_cannot_read_twice_did_nothing() -> None:
    _, connection, ask = talk(ASK_AGAIN, ASK_AGAIN, GOOD)
    with pytest.raises(NotRead):
        ask()
    assert len(connection.sent) == 2


@pytest.mark.parametrize("spoilt", [GARBLED, told(5), told(None), sealed(b"941AY0AZ"), b"noise"])
@pytest.mark.parametrize("again", [GOOD, told(None)], ids=["with its digit", "without digit, as Koha does"])
def test_an_unusable_answer_is_asked_for_once_more(spoilt: bytes, again: bytes) -> None:
    conversation, connection, ask = talk(spoilt, again)
    assert ask().code == "98"
    assert connection.sent[1:] == [RESEND]
    assert not conversation.is_usable()


@pytest.mark.parametrize(
    "again",
    [GARBLED, told(5), ASK_AGAIN, sealed(b"941AY0AZ"), None],
    ids=["garbled", "5", "96", "94", "lost"],
)
def test_a_second_unusable_answer_leaves_the_outcome_open(again: bytes | None) -> None:
    conversation, connection, ask = talk(GARBLED, again, GOOD)
    with pytest.raises(NoAnswer):
        ask()
    assert len(connection.sent) == 2
    assert not conversation.is_usable()


def test_without_an_answer_nothing_is_sent_again() -> None:
    conversation, connection, ask = talk(None)
    with pytest.raises(NoAnswer):
        ask()
    assert len(connection.sent) == 1
    assert not conversation.is_usable()


def test_a_server_that_asks_again_and_then_falls_silent_leaves_the_outcome_open() -> None:
    _, _, ask = talk(ASK_AGAIN, None)
    with pytest.raises(NoAnswer):
        ask()


def test_what_cannot_be_sent_is_refused_before_the_wire_and_spoils_nothing() -> None:
    conversation, connection, _ = talk(GOOD)
    with pytest.raises(NotSendable):
        conversation.ask(login("user", "pass|word", "XM"), 0.0)
    assert connection.sent == []
    assert conversation.is_usable()


def test_a_line_feed_in_a_screen_message_is_part_of_it() -> None:
    _, _, ask = talk(told(0, b"AFone\ntwo|"))
    assert ask().value("AF") == "one\ntwo"
