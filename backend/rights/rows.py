"""The rows of a closed account: which go at once, which wait for somebody, and what still points to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from backend.audit.erasing import ErasedBecause, Erasing
from backend.cards.models import LinkedCard
from backend.cards.operator_access.outgoing import destination_of_events
from backend.cards.service import stream_of
from backend.certificates.models import BlockedVerifier, Certificate
from backend.consent.models import ConsentGrant
from backend.identity.models import Citizen
from backend.notifications.models import InboxMark
from backend.notifications.push.models import PushPermission
from backend.notifications.push.telling import stream_of as stream_of_messages
from backend.perks.models import IN_FORCE_STATES, Grant, GrantStep, Redemption
from backend.perks.reconciliation.models import ReconciliationDifference
from backend.platform.outbox.models import MessageState, OutboxMessage
from backend.platform.request_keys import RequestKey
from backend.redress.models import Case, CaseStep, Material
from backend.redress.sealed_steps import STEPS_LOG
from backend.rights.models import AccountDeletion

_OF_CITIZEN: tuple[Any, ...] = (
    *(Case, Certificate, BlockedVerifier, Redemption, Grant, LinkedCard, ConsentGrant, InboxMark),
    PushPermission,
)
"""Every table whose rows belong to a citizen and go before the citizen's own; a test holds it complete."""


def delete_cases(session: Session, deletion: AccountDeletion, erasing: Erasing) -> None:
    """Delete cases, their steps and the notes of their materials, whose content is deleted already."""
    citizen_id = deletion.citizen_id
    own = select(Case.id).where(Case.citizen_id == citizen_id)
    session.execute(delete(Material).where(Material.case_id.in_(own)))
    steps = CaseStep.case_id.in_(own)
    erasing.erase(session, STEPS_LOG, steps, ErasedBecause.ACCOUNT_DELETED, deletion.id)
    session.execute(delete(Case).where(Case.citizen_id == citizen_id))


def delete_certificates(session: Session, citizen_id: str, now: datetime) -> None:
    """Delete certificates, but for the printed ones that still must stand in the list of revoked ones."""
    own = Certificate.citizen_id == citizen_id
    is_over = or_(Certificate.status_list.is_(None), Certificate.expires_at <= now)
    session.execute(delete(Certificate).where(own, is_over))
    nothing: dict[str, Any] = {
        "ticked": [],
        "perk": None,
        "audience": None,
        "nonce": None,
        "says_index": None,
    }
    session.execute(update(Certificate).where(own).values(nothing))
    session.execute(
        update(Certificate)
        .where(own, Certificate.revoked_at.is_(None))
        .values(revoked_at=now, revoked_because="account_deleted")
    )


def delete_the_rest(session: Session, citizen_id: str) -> None:
    """Delete what nobody else waits for; a consent stays while a link that rests on it does."""
    only_theirs: tuple[Any, ...] = (BlockedVerifier, Redemption, InboxMark, PushPermission)
    for model in only_theirs:
        session.execute(delete(model).where(model.citizen_id == citizen_id))
    session.execute(delete(RequestKey).where(RequestKey.caller == citizen_id))
    session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.stream.in_(_own_streams(citizen_id)), OutboxMessage.state != MessageState.READY
        )
    )
    is_rested_on = exists().where(LinkedCard.consent_id == ConsentGrant.id)
    session.execute(delete(ConsentGrant).where(ConsentGrant.citizen_id == citizen_id, ~is_rested_on))


def delete_ended_at_operators(session: Session, citizen_id: str, *, is_given_up: bool) -> None:
    """Delete each link that its operator has heard of and ended, with its grants and messages.

    With `is_given_up` also those of operators that have never answered.
    """
    own = select(LinkedCard).where(LinkedCard.citizen_id == citizen_id).order_by(LinkedCard.id)
    for card in session.scalars(own.with_for_update()).all():
        if is_given_up or _is_ended(session, card):
            _delete_link(session, card)
    delete_the_rest(session, citizen_id)


def find_references(session: Session, citizen_id: str) -> Sequence[str]:
    """Return the tables that still hold something of the citizen's, and so keep their empty row."""
    left = [
        str(model.__tablename__)
        for model in _OF_CITIZEN
        if session.scalar(select(exists().where(model.citizen_id == citizen_id)))
    ]
    waits = select(exists().where(OutboxMessage.stream.in_(_own_streams(citizen_id))))
    return [*left, OutboxMessage.__tablename__] if session.scalar(waits) else left


def tables_of_citizens() -> Sequence[str]:
    """Return the names of the tables that are emptied of a citizen, the citizen's own among them."""
    return [str(model.__tablename__) for model in (*_OF_CITIZEN, Citizen)]


def _own_streams(citizen_id: str) -> tuple[str, str]:
    """Return the streams that are named after the citizen."""
    return f"status/{citizen_id}", stream_of_messages(citizen_id)


def _is_ended(session: Session, card: LinkedCard) -> bool:
    """Tell whether no message to the operator is left, and no perk in force."""
    messages = exists().where(
        OutboxMessage.stream.in_(_streams(card)),
        OutboxMessage.state.in_((MessageState.READY, MessageState.DEAD)),
    )
    grants = exists().where(Grant.card_id == card.id, Grant.state.in_(IN_FORCE_STATES))
    return not session.scalar(select(messages | grants))


def _delete_link(session: Session, card: LinkedCard) -> None:
    grants = select(Grant.id).where(Grant.card_id == card.id)
    session.execute(delete(GrantStep).where(GrantStep.grant_id.in_(grants)))
    session.execute(delete(ReconciliationDifference).where(ReconciliationDifference.grant_id.in_(grants)))
    session.execute(delete(OutboxMessage).where(OutboxMessage.stream.in_(_streams(card))))
    session.execute(delete(Grant).where(Grant.card_id == card.id))
    session.delete(card)
    session.flush()


def _streams(card: LinkedCard) -> tuple[str, str]:
    events = destination_of_events(card.operator, is_sandbox=False)
    return stream_of(card), f"{events}/{card.link_id}"
