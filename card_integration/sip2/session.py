"""The talk with one SIP2 server: one connection, one login, one question at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from backend.cards.ports import Busy, Unknown, Unsupported
from card_integration.sip2.answers import is_logged_in, server_status_in
from card_integration.sip2.connection import Connection, NotConnected
from card_integration.sip2.conversation import Conversation, NoAnswer, NotRead
from card_integration.sip2.endpoint import Endpoint
from card_integration.sip2.message import Charset, Malformed, Message, encode
from card_integration.sip2.requests import login, status

log = logging.getLogger(__name__)

DEFAULT_RETRY_SECONDS = 30
CREDENTIALS_RETRY_SECONDS = 300


@dataclass(frozen=True)
class Terminal:
    """As whom we log in: the server's account for us, and the location that it files us under."""

    user: str
    password: str = field(repr=False)
    location: str


class Sip2Session:
    """Asks one question after the other over a connection that it opens, renews and drops; safe to share
    among threads, which wait for each other as long as a question may take.

    Raises `NotSendable` at once for a terminal that cannot be written in this character set.
    """

    def __init__(
        self, endpoint: Endpoint, terminal: Terminal, charset: Charset, timeout_seconds: float
    ) -> None:
        self._endpoint = endpoint
        self._login = login(terminal.user, terminal.password, terminal.location)
        encode(self._login, charset)
        self._charset = charset
        self._timeout_seconds = timeout_seconds
        self._lock = threading.RLock()
        self._conversation: Conversation | None = None
        self._denied: frozenset[str] = frozenset()

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Keep every other thread from asking; yields False when one asked for longer than it may."""
        is_ours = self._lock.acquire(timeout=self._timeout_seconds)
        try:
            yield is_ours
        finally:
            if is_ours:
                self._lock.release()

    def ask(self, request: Message) -> Message | Busy | Unknown | Unsupported:
        """Return the answer to a request, or what its absence means; raises `NotSendable`."""
        with self.alone() as is_ours:
            conversation = self._current() if is_ours else Busy(DEFAULT_RETRY_SECONDS)
            if isinstance(conversation, Busy):
                return conversation
            if request.code in self._denied:
                return Unsupported()
            try:
                return conversation.ask(request, self._deadline())
            except NotRead:
                return Busy(DEFAULT_RETRY_SECONDS)
            except NoAnswer:
                self._drop(conversation)
                return Unknown()

    def tell(self, request: Message) -> None:
        """Send what needs no answer, where a conversation stands: none is opened for it."""
        with self.alone() as is_ours:
            conversation = self._conversation if is_ours else None
            if conversation is None or request.code in self._denied or not conversation.is_usable():
                return
            try:
                conversation.ask(request, self._deadline())
            except (NotRead, NoAnswer):
                self._drop(conversation)

    def close(self) -> None:
        """End the connection; a later question opens another one."""
        with self._lock:
            if self._conversation is not None:
                self._drop(self._conversation)

    def _current(self) -> Conversation | Busy:
        if self._conversation is not None and self._conversation.is_usable():
            return self._conversation
        if self._conversation is not None:
            self._drop(self._conversation)
        try:
            connection = Connection(self._endpoint, self._timeout_seconds)
        except NotConnected:
            return Busy(DEFAULT_RETRY_SECONDS)
        conversation = Conversation(connection, self._charset)
        refused = self._introduce(conversation)
        if refused is not None:
            conversation.close()
            return refused
        self._conversation = conversation
        return conversation

    def _introduce(self, conversation: Conversation) -> Busy | None:
        """Log in and ask what the server can do; whatever fails here, nothing was done."""
        deadline = self._deadline()
        try:
            if not is_logged_in(conversation.ask(self._login, deadline)):
                return self._credentials_refused()
            told = server_status_in(conversation.ask(status(), deadline))
        except (NotRead, NoAnswer, Malformed):
            return Busy(DEFAULT_RETRY_SECONDS)
        self._denied = told.denied
        return None if told.is_online else Busy(DEFAULT_RETRY_SECONDS)

    def _credentials_refused(self) -> Busy:
        """Count a fault of ours as nothing done: no citizen may lose a perk by it."""
        log.error("the SIP2 server at %s:%s refuses our login", self._endpoint.host, self._endpoint.port)
        return Busy(CREDENTIALS_RETRY_SECONDS)

    def _drop(self, conversation: Conversation) -> None:
        conversation.close()
        self._conversation = None

    def _deadline(self) -> float:
        return monotonic() + self._timeout_seconds
