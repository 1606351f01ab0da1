"""Use case of renewing a loan: the operator decides; nothing of the loan is kept here."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.cards.accounts import link_of
from backend.cards.loans import RenewalWish, Renewed, is_loan_id
from backend.cards.models import LinkedCard
from backend.cards.operators import CardFunction, Operators
from backend.cards.ports import (
    Busy,
    CardOperator,
    Link,
    RefusedByOperator,
    Unknown,
    Unsupported,
)
from backend.cards.service import PURPOSE, get_own_card
from backend.cards.service_view import ServiceView
from backend.cards.showing import require_shown
from backend.consent.gate import ConsentGate
from backend.identity.people import hold_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import DomainError, NotFound, Refused, Unavailable
from backend.platform.field_encryption import FieldCipher
from backend.platform.request_keys import digest_of, make_once

_RETRY_SECONDS = 5


class LoanService:
    """Renews the loans of a linked card, whose holder waits: the operator is asked between transactions."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        gate: ConsentGate,
        cipher: FieldCipher,
        catalogue: Operators,
        operators: Mapping[str, CardOperator],
    ) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._cipher = cipher
        self._catalogue = catalogue
        self._operators = operators

    def renew(
        self, citizen_id: str, card_id: str, wish: RenewalWish, request_key: str | None = None
    ) -> Renewed:
        """Have a loan renewed; the same wish again changes nothing and is answered alike.

        Raises `NotFound` for a card or loan that is not the citizen's, `Refused` without the consent or where
        the operator says no, `Unavailable` where it is not known to be done, with what is so instead.
        """
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            self._gate.require(session, citizen_id, PURPOSE)
            card = get_own_card(session, citizen_id, card_id)
            operator = self._catalogue.get(card.operator)
            require_shown(card, operator, CardFunction.LENDING)
            if not is_loan_id(wish.loan_id):
                raise _loan_not_found()
            self._note_key(session, citizen_id, card, wish, request_key)
            link = link_of(self._cipher, card)
        adapter = self._operators[operator.id]
        outcome = adapter.renew(link, wish)
        told = _read_again(adapter, link, wish) if isinstance(outcome, Unknown) else _told_by(outcome)
        # What was done is entered, whatever ended meanwhile: it was asked for while consent and link stood.
        self._enter(citizen_id, card_id, told)
        if isinstance(told, DomainError):
            raise told
        return told

    def _note_key(
        self, session: Session, citizen_id: str, card: LinkedCard, wish: RenewalWish, key: str | None
    ) -> None:
        digest = digest_of("loan.renewal", card.id, wish.loan_id, wish.due_on)
        now = self._clock.now()
        make_once(session, caller=citizen_id, key=key, digest=digest, made=card.id, at=now)

    def _enter(self, citizen_id: str, card_id: str, told: Renewed | DomainError) -> None:
        """Write into the access log that a loan was renewed or not, never which (rules 3 and 6)."""
        now = self._clock.now()
        with self._database.transaction() as session:
            record_access(
                session,
                citizen_id,
                the_citizen(citizen_id),
                "card.loan_renewed",
                at=now,
                purpose=PURPOSE,
                object_id=card_id,
                outcome="renewed" if isinstance(told, Renewed) else "not_renewed",
            )


def _told_by(outcome: Renewed | RefusedByOperator | Busy | Unsupported) -> Renewed | DomainError:
    if isinstance(outcome, Renewed):
        return outcome
    if isinstance(outcome, Busy):
        return Unavailable(
            "operator-unavailable",
            zh="图书馆暂时没有答复，还没有续借，请稍后再试。",
            en="The library does not answer just now; nothing was renewed, please try again shortly.",
            retry_after_seconds=outcome.retry_after_seconds,
        )
    if isinstance(outcome, Unsupported):
        return Refused(
            "renewal-not-offered",
            zh="这家图书馆还不能在这里续借，请在到期日前到图书馆或它自己的网站办理。",
            en="This library cannot renew here yet; please ask it, or use its own site, before the due date.",
        )
    if outcome.reason == "unknown-loan":
        return _loan_not_found()
    return Refused(f"renewal-refused/{outcome.reason}", zh=outcome.zh, en=outcome.en)


def _read_again(adapter: CardOperator, link: Link, wish: RenewalWish) -> Renewed | DomainError:
    """Return what the loans show after an answer was lost: the operator may have renewed, or not."""
    view = adapter.services(link, CardFunction.LENDING)
    items = view.items if isinstance(view, ServiceView) else ()
    found = next((item for item in items if item.id == wish.loan_id), None)
    if isinstance(view, ServiceView) and found is None:
        return _loan_not_found()
    if found is None or found.due_on is None:
        return Unavailable(
            "renewal-unknown",
            zh="图书馆没有答复，还不知道是否续上。请过一会儿看借阅列表里的到期日。",
            en="The library did not answer, so nobody knows whether it renewed; look at the due date later.",
            retry_after_seconds=_RETRY_SECONDS,
        )
    if found.due_on > wish.due_on:
        return Renewed(found.due_on, found.renewals_left)
    return Unavailable(
        "renewal-not-done",
        zh=f"图书馆没有答复，借阅列表里仍是 {found.due_on} 到期，没有续上。请稍后再试。",
        en=f"The library did not answer; the loan is still due on {found.due_on}. Please try again shortly.",
        retry_after_seconds=_RETRY_SECONDS,
    )


def _loan_not_found() -> NotFound:
    return NotFound(
        "loan-not-found",
        zh="没有这笔借阅，可能已经归还，请刷新借阅列表。",
        en="There is no such loan; it may have been returned. Please look at the list of loans again.",
    )
