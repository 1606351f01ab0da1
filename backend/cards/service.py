"""Use cases of cards: link one after its operator confirmed it, list them, see its services, unlink one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.service import Actor, record_access, the_citizen
from backend.cards.accounts import keep_account, link_of
from backend.cards.models import OPEN_STATES, CardState, LinkedCard
from backend.cards.operators import Operators
from backend.cards.ports import CardOperator, Linked, LinkOutcome, LinkRequest, RefusedByOperator
from backend.cards.showing import ShownService, enter_look, require_shown, shown_or_raise
from backend.consent.gate import ConsentGate
from backend.identity.people import People, hold_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Invalid, NotFound, Refused, Unavailable
from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.platform.ids import new_id
from backend.platform.outbox.queue import enqueue
from backend.platform.request_keys import digest_of, make_once

PURPOSE = "card.link"
UNLINK_TOPIC = "card.unlink"
_LONGEST_NUMBER = 40
_LONGEST_REASON = 60


class UnlinkEffect(Protocol):
    """What rests on a link and ends with it, in the same transaction."""

    def on_card_unlinked(self, session: Session, card: LinkedCard, at: datetime) -> None:
        """End in an orderly way whatever rested on this card."""
        ...


class CardService:
    """Links citizens' cards.

    The citizen waits for the operator's answer, so this use case asks it itself, between two transactions:
    the first leaves a `pending` link, so that an answer that got lost is found by asking again.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        gate: ConsentGate,
        people: People,
        blind_index: BlindIndex,
        cipher: FieldCipher,
        catalogue: Operators,
        operators: Mapping[str, CardOperator],
        effects: Sequence[UnlinkEffect],
    ) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._people = people
        self._blind_index = blind_index
        self._cipher = cipher
        self._catalogue = catalogue
        self._operators = operators
        self._effects = effects

    def link(
        self, citizen_id: str, operator_id: str, card_number: str, request_key: str | None = None
    ) -> LinkedCard:
        """Link a card; the same card again returns the link that stands.

        Raises `NotFound` for an unknown operator, `Invalid`, `Refused` where the consent is missing or the
        operator does not confirm holder and number, `Unavailable` where it does not answer.
        """
        number = "".join(card_number.split())
        if not 1 <= len(number) <= _LONGEST_NUMBER:
            raise Invalid("card-number", zh="请填写卡号。", en="Please give the number of the card.")
        operator = self._catalogue.get(operator_id).id
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            card, request = self._prepare(session, citizen_id, operator, number)
            make_once(
                session,
                caller=citizen_id,
                key=request_key,
                digest=digest_of("card", operator, card.card_index),
                made=card.id,
                at=self._clock.now(),
            )
        if card.state == CardState.LINKED:
            return card
        outcome = self._operators[operator].link(request)
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            card = self._settle(session, card.id, outcome)
        return _linked_or_raise(card, outcome)

    def list_of_citizen(self, citizen_id: str) -> Sequence[LinkedCard]:
        """List the citizen's linked and pending cards."""
        with self._database.reading() as session:
            return session.scalars(
                select(LinkedCard)
                .where(LinkedCard.citizen_id == citizen_id, LinkedCard.state.in_(OPEN_STATES))
                .order_by(LinkedCard.requested_at, LinkedCard.id)
            ).all()

    def show_service(self, citizen_id: str, card_id: str, function_id: str) -> ShownService:
        """Ask the card's operator about one function, for its holder; nothing of the answer is kept.

        Raises `NotFound` for a card or function that is not there, `Refused` without the consent or where the
        operator says no, `Unavailable` while the link is pending or the operator does not answer.
        """
        with self._database.reading() as session:
            card = self._get_consented_card(session, citizen_id, card_id)
            operator = self._catalogue.get(card.operator)
            function = require_shown(card, operator, function_id)
            link = link_of(self._cipher, card)
        outcome = self._operators[operator.id].services(link, function)
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            # Consent or link may have ended while the operator was asked: then nothing is shown.
            card = self._get_consented_card(session, citizen_id, card_id)
            enter_look(session, card, function, outcome, purpose=PURPOSE, at=self._clock.now())
        return ShownService(operator, function, shown_or_raise(outcome))

    def unlink(self, citizen_id: str, card_id: str) -> None:
        """End a link at once on our side and, through the outbox, at the operator; raises `NotFound`."""
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            card = get_own_card(session, citizen_id, card_id)
            self._unlink(session, card, self._clock.now())

    def on_consent_withdrawn(self, session: Session, citizen_id: str, purpose: str, at: datetime) -> None:
        """End every link when the consent to link is taken back (rule 1)."""
        if purpose != PURPOSE:
            return
        for card in session.scalars(
            select(LinkedCard).where(LinkedCard.citizen_id == citizen_id, LinkedCard.state.in_(OPEN_STATES))
        ):
            self._unlink(session, card, at)

    def _get_consented_card(self, session: Session, citizen_id: str, card_id: str) -> LinkedCard:
        self._gate.require(session, citizen_id, PURPOSE)
        return get_own_card(session, citizen_id, card_id)

    def _prepare(
        self, session: Session, citizen_id: str, operator: str, number: str
    ) -> tuple[LinkedCard, LinkRequest]:
        consent = self._gate.require(session, citizen_id, PURPOSE)
        person = self._people.get_proven(session, citizen_id)
        card_index = self._blind_index.of(f"card/{operator}", number)
        card = session.scalars(
            select(LinkedCard).where(
                LinkedCard.citizen_id == citizen_id,
                LinkedCard.operator == operator,
                LinkedCard.card_index == card_index,
                LinkedCard.state.in_(OPEN_STATES),
            )
        ).first()
        if card is None:
            card = LinkedCard(
                id=new_id("crd"),
                citizen_id=citizen_id,
                operator=operator,
                link_id=new_id("lnk"),
                consent_id=consent.id,
                card_index=card_index,
                state=CardState.PENDING,
                requested_at=self._clock.now(),
            )
            session.add(card)
        request = LinkRequest(card.link_id, number, person.name, person.id_number, card.consent_id)
        return card, request

    def _settle(self, session: Session, card_id: str, outcome: LinkOutcome) -> LinkedCard:
        card = session.get_one(LinkedCard, card_id, with_for_update=True)
        now = self._clock.now()
        if card.state == CardState.PENDING:
            self._take_answer(card, outcome, now)
        elif card.state == CardState.UNLINKED:
            # While the operator was asked: it may have linked the card after it was told to forget it.
            self._tell_unlinked(session, card, now)
        operator = self._catalogue.get(card.operator)
        record_access(
            session,
            card.citizen_id,
            Actor("operator", operator.id, operator.name_zh),
            "card.link_asked",
            at=now,
            purpose=PURPOSE,
            object_id=card.id,
            outcome=card.state,
        )
        return card

    def _take_answer(self, card: LinkedCard, outcome: LinkOutcome, now: datetime) -> None:
        if isinstance(outcome, Linked):
            card.state, card.settled_at = CardState.LINKED, now
            card.card_masked = outcome.card_masked[:_LONGEST_NUMBER]
            keep_account(self._cipher, card, outcome.account)
        elif isinstance(outcome, RefusedByOperator):
            card.state, card.settled_at = CardState.REFUSED, now
            card.refused_because = outcome.reason[:_LONGEST_REASON]
            card.card_index = b""

    def _unlink(self, session: Session, card: LinkedCard, at: datetime) -> None:
        for effect in self._effects:
            effect.on_card_unlinked(session, card, at)
        card.state = CardState.UNLINKED
        card.settled_at = at
        card.card_masked, card.card_index = None, b""
        self._tell_unlinked(session, card, at)
        record_access(
            session, card.citizen_id, the_citizen(card.citizen_id), "card.unlinked", at=at, object_id=card.id
        )

    def _tell_unlinked(self, session: Session, card: LinkedCard, at: datetime) -> None:
        enqueue(
            session,
            key=new_id(UNLINK_TOPIC),
            stream=stream_of(card),
            topic=UNLINK_TOPIC,
            payload={"card_id": card.id},
            at=at,
        )


def stream_of(card: LinkedCard) -> str:
    """Return the outbox stream of a link: one link's messages reach its operator in order."""
    return f"{card.operator}/{card.link_id}"


def get_own_card(session: Session, citizen_id: str, card_id: str) -> LinkedCard:
    """Return one of the citizen's open cards; raises `NotFound` for any other."""
    card = session.get(LinkedCard, card_id)
    if card is None or card.citizen_id != citizen_id or card.state not in OPEN_STATES:
        raise card_not_found()
    return card


def card_not_found() -> NotFound:
    """Return the answer to a card that is not linked, or not the citizen's."""
    return NotFound("card-not-found", zh="没有这张已关联的卡。", en="There is no such linked card.")


def _linked_or_raise(card: LinkedCard, outcome: LinkOutcome) -> LinkedCard:
    if card.state == CardState.LINKED:
        return card
    if card.state == CardState.UNLINKED:
        raise card_not_found()
    if isinstance(outcome, RefusedByOperator):
        raise Refused(f"card-refused/{outcome.reason}", zh=outcome.zh, en=outcome.en)
    raise Unavailable(
        "operator-unavailable",
        zh="运营单位暂时没有答复，你的申请已保留，请稍后再试一次。",
        en="The operator does not answer just now; your request is kept, please try again shortly.",
        retry_after_seconds=5,
    )
