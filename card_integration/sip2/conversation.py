"""Question and answer on one connection: sequence digits, checksums, and the two requests to say it again."""

from __future__ import annotations

from dataclasses import replace

from card_integration.sip2.connection import Connection, ConnectionLost
from card_integration.sip2.message import Charset, Malformed, Message, decode, encode
from card_integration.sip2.requests import resend

ANSWERS = {"93": "94", "99": "98", "23": "24", "63": "64", "37": "38", "17": "18", "29": "30", "35": "36"}
_SAY_IT_AGAIN = "96"


class NotRead(Exception):
    """The server could not read the request, twice: nothing was done."""


class NoAnswer(Exception):
    """The request left and no usable answer came: it may have been done."""


class Conversation:
    """The talk over one connection; requests are numbered 0 to 9 and again, and no number is used twice
    for two requests in a row.

    After anything but a clean answer the conversation is over: a late answer to an old question must never
    be taken for the answer to a new one.
    """

    def __init__(self, connection: Connection, charset: Charset) -> None:
        self._connection = connection
        self._charset = charset
        self._sequence = -1
        self._is_clean = True

    def is_usable(self) -> bool:
        """Tell whether another question may be asked here."""
        return self._is_clean and self._connection.is_quiet()

    def ask(self, request: Message, deadline: float) -> Message:
        """Return the answer to a request.

        Raises `NotSendable` before anything is sent, `NotRead` where nothing was done, else `NoAnswer`.
        """
        sequence = (self._sequence + 1) % 10
        frame = encode(replace(request, sequence=sequence), self._charset)
        self._sequence, self._is_clean = sequence, False
        try:
            answer = self._exchange(frame, ANSWERS[request.code], deadline)
        except ConnectionLost as error:
            raise NoAnswer(str(error)) from error
        return answer

    def _exchange(self, frame: bytes, code: str, deadline: float) -> Message:
        for _ in range(2):
            self._connection.send(frame, deadline)
            answer = self._heard(self._connection.receive(deadline))
            if answer is None or answer.code != _SAY_IT_AGAIN:
                return self._expected(answer, code, deadline)
        raise NotRead

    def _expected(self, answer: Message | None, code: str, deadline: float) -> Message:
        if answer is not None and (answer.code, answer.sequence) == (code, self._sequence):
            self._is_clean = True
            return answer
        self._connection.send(encode(resend(), self._charset), deadline)
        again = self._heard(self._connection.receive(deadline))
        # Koha leaves the digit out when it sends an answer again; invenio-sip2 keeps it.
        if again is not None and again.code == code and again.sequence in (self._sequence, None):
            return again
        raise NoAnswer("no usable answer, twice")

    def _heard(self, frame: bytes) -> Message | None:
        try:
            return decode(frame, self._charset)
        except Malformed:
            return None

    def close(self) -> None:
        """End the conversation with its connection."""
        self._connection.close()
