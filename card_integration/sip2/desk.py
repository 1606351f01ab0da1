"""Asking about one patron at a time, and taking a sum off their account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from backend.cards.ports import Busy, Unknown, Unsupported
from backend.platform.clock import Clock
from card_integration.sip2.answers import Item, Payment, Renewal, item_in, payment_in, renewal_in
from card_integration.sip2.deposit import FeeLine
from card_integration.sip2.message import Malformed, Message, NotSendable
from card_integration.sip2.patron import Patron, patron_in
from card_integration.sip2.requests import (
    PatronAt,
    Summary,
    end_session,
    fee_paid,
    item_information,
    patron_information,
    patron_status,
    renew,
)
from card_integration.sip2.session import Sip2Session


@dataclass(frozen=True)
class NoSuchCard:
    """The library answered, and has no such card number."""


NotTold = Busy | Unknown | Unsupported


class PatronDesk:
    """One library's counter, as far as SIP2 opens it."""

    def __init__(self, session: Sip2Session, institution: str, clock: Clock) -> None:
        self._session = session
        self._institution = institution
        self._clock = clock

    @contextmanager
    def serving(self, card_number: str) -> Iterator[bool]:
        """Serve this card alone, then tell the server that we are done with it; False: the desk is busy."""
        with self._session.alone() as is_ours:
            yield is_ours
            if is_ours:
                self._take_leave(card_number)

    def patron(self, card_number: str, summary: Summary | None = None) -> Patron | NoSuchCard | NotTold:
        """Return the patron of a card; without a list the shorter question will do where 63 is not known."""
        patron, now = PatronAt(self._institution, card_number), self._clock.now()
        try:
            answer = self._session.ask(patron_information(patron, now, summary))
            if isinstance(answer, Unsupported) and summary is None:
                answer = self._session.ask(patron_status(patron, now))
        except NotSendable:
            return NoSuchCard()
        return _patron_of(card_number, answer) if isinstance(answer, Message) else answer

    def write_off(
        self, card_number: str, line: FeeLine, payment_type: str, transaction: str
    ) -> Payment | NotTold:
        """Take a line off an account once, by its number: without it the oldest debt would go first.

        Neither the answer nor the transaction's name proves anything (Koha ignores it): look again.
        """
        request = fee_paid(
            PatronAt(self._institution, card_number),
            self._clock.now(),
            payment_type=payment_type,
            amount_fen=line.amount_fen,
            fee=line.number,
            transaction=transaction,
        )
        try:
            answer = self._session.ask(request)
        except NotSendable:
            return Unsupported()
        return payment_in(answer) if isinstance(answer, Message) else answer

    def item(self, item_id: str) -> Item | NotTold:
        """Return what the library tells about one item."""
        try:
            answer = self._session.ask(item_information(self._institution, item_id, self._clock.now()))
        except NotSendable:
            return Unsupported()
        return item_in(answer) if isinstance(answer, Message) else answer

    def renew(self, card_number: str, item_id: str) -> Renewal | NotTold:
        """Ask for a loan to be renewed; whose it is must be known before."""
        patron = PatronAt(self._institution, card_number)
        try:
            answer = self._session.ask(renew(patron, item_id, self._clock.now()))
        except NotSendable:
            return Unsupported()
        return renewal_in(answer) if isinstance(answer, Message) else answer

    def _take_leave(self, card_number: str) -> None:
        try:
            self._session.tell(end_session(PatronAt(self._institution, card_number), self._clock.now()))
        except NotSendable:
            return


def _patron_of(card_number: str, answer: Message) -> Patron | NoSuchCard | Unknown:
    try:
        patron = patron_in(answer)
    except Malformed:
        return Unknown()
    # Koha also finds a patron by other names than the card's number; a card is linked by its number only.
    if not patron.is_known or patron.card_number.casefold() != card_number.casefold():
        return NoSuchCard()
    return patron
