"""Taking a deposit off an account exactly once, over a protocol that has no such promise."""

from __future__ import annotations

from backend.cards.ports import (
    Applied,
    Busy,
    Entitlement,
    NotHeld,
    Outcome,
    ReadOutcome,
    RefusedByOperator,
    Unknown,
)
from backend.platform.clock import Clock
from card_integration.contract.refusals import refusal
from card_integration.sip2.answers import Payment
from card_integration.sip2.deposit import DepositWaiver, FeeLine, deposits_of
from card_integration.sip2.desk import NoSuchCard, NotTold, PatronDesk
from card_integration.sip2.message import Malformed
from card_integration.sip2.patron import Patron
from card_integration.sip2.refusals import DEPOSIT_ABOVE_BOUND, DEPOSIT_NOT_CLEAR, NOT_WRITTEN_OFF
from card_integration.sip2.requests import Summary
from card_integration.sip2.session import DEFAULT_RETRY_SECONDS

_LONGEST_WAIT_SECONDS = 3600


class WaiverDesk:
    """The deposit waiver by write-off: the account is read before every write and after it.

    What counts is what the account shows. A card that owes no deposit has what the perk promises, whoever
    took it off; nothing is written then. A write-off cannot be taken back, so there is no ending here.
    """

    def __init__(self, desk: PatronDesk, waiver: DepositWaiver, clock: Clock) -> None:
        self._desk = desk
        self._waiver = waiver
        self._clock = clock

    def read(self, card_number: str) -> ReadOutcome:
        """Tell whether the card owes no deposit."""
        with self._desk.serving(card_number) as is_ours:
            owed = self._deposits(card_number) if is_ours else Busy(DEFAULT_RETRY_SECONDS)
        if not isinstance(owed, tuple):
            return owed
        return NotHeld() if owed else self._applied()

    def put(self, card_number: str, entitlement: Entitlement) -> Outcome:
        """Take the deposit off, unless the account shows that there is none."""
        now = self._clock.now()
        if now >= entitlement.valid_until:
            return refusal("already-over")
        if now < entitlement.valid_from:
            wait_seconds = int((entitlement.valid_from - now).total_seconds()) + 1
            return Busy(min(wait_seconds, _LONGEST_WAIT_SECONDS))
        with self._desk.serving(card_number) as is_ours:
            owed = self._deposits(card_number) if is_ours else Busy(DEFAULT_RETRY_SECONDS)
            if not isinstance(owed, tuple):
                return owed
            if not owed:
                return self._applied()
            return _obstacle(owed, entitlement) or self._write_off(card_number, owed[0], entitlement)

    def _write_off(self, card_number: str, line: FeeLine, entitlement: Entitlement) -> Outcome:
        payment = self._desk.write_off(
            card_number, line, self._waiver.payment_type, entitlement.entitlement_id
        )
        if not isinstance(payment, Payment):
            return payment
        left = self._deposits(card_number)
        if not isinstance(left, tuple):
            return Unknown()
        if not left:
            return self._applied()
        return Unknown() if payment.is_accepted else NOT_WRITTEN_OFF

    def _deposits(self, card_number: str) -> tuple[FeeLine, ...] | RefusedByOperator | NotTold:
        patron = self._desk.patron(card_number, Summary.FINES)
        if isinstance(patron, NoSuchCard):
            return refusal("unknown-link")
        if not isinstance(patron, Patron):
            return patron
        try:
            return deposits_of(patron, self._waiver)
        except Malformed:
            return Unknown()

    def _applied(self) -> Applied:
        return Applied(operator_ref=None, in_effect_at=self._clock.now())


def _obstacle(owed: tuple[FeeLine, ...], entitlement: Entitlement) -> RefusedByOperator | None:
    if len(owed) > 1:
        return DEPOSIT_NOT_CLEAR
    bound_fen = entitlement.max_value_fen
    return DEPOSIT_ABOVE_BOUND if bound_fen is not None and owed[0].amount_fen > bound_fen else None
