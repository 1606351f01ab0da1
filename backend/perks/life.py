"""The steps of a grant's life, each kept with its time, its cause and who took it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from backend.cards.models import LinkedCard
from backend.cards.service import stream_of
from backend.perks.models import OPEN_STATES, Grant, GrantState, GrantStep
from backend.platform.outbox.queue import enqueue

PUT_TOPIC = "entitlement.put"


def move(session: Session, grant: Grant, state: GrantState, *, cause: str, actor: str, at: datetime) -> None:
    """Take a step and keep it; steps are only ever added."""
    grant.state = state
    session.add(GrantStep(grant_id=grant.id, at=at, state=state, cause=cause, actor=actor))


def send_wish(session: Session, grant: Grant, card: LinkedCard, *, at: datetime) -> None:
    """Number the grant's present wish and put it on its way to the operator."""
    grant.revision += 1
    enqueue(
        session,
        key=f"{PUT_TOPIC}:{grant.id}:{grant.revision}",
        stream=stream_of(card),
        topic=PUT_TOPIC,
        payload={"grant_id": grant.id, "revision": grant.revision},
        at=at,
    )


def end_if_over(session: Session, grant: Grant, *, at: datetime) -> None:
    """End an open grant whose time is over; its operator has ended it by itself at that moment."""
    if grant.state in OPEN_STATES and grant.valid_until <= at:
        move(session, grant, GrantState.ENDED, cause="expired", actor="calendar", at=at)


def ask_to_end(session: Session, grant: Grant, *, cause: str, at: datetime) -> None:
    """Begin the end of an open grant; one that is ending or over is left alone."""
    if grant.state not in OPEN_STATES:
        return
    move(session, grant, GrantState.ENDING, cause=cause, actor="citizen", at=at)
    send_wish(session, grant, session.get_one(LinkedCard, grant.card_id), at=at)
