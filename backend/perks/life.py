"""The steps of a grant's life, each kept with its time, its cause and who took it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from backend.cards.models import LinkedCard
from backend.cards.operator_access.outgoing import announce
from backend.cards.service import stream_of
from backend.perks.allotment import give_back
from backend.perks.models import IN_FORCE_STATES, OPEN_STATES, Grant, GrantState, GrantStep
from backend.platform.clock import city_date
from backend.platform.outbox.queue import enqueue

PUT_TOPIC = "entitlement.put"


def move(session: Session, grant: Grant, state: GrantState, *, cause: str, actor: str, at: datetime) -> None:
    """Take a step and keep it; steps are only ever added.

    The caller holds the grant's row. A grant that leaves force frees its place; one that its operator
    refused has cost nothing. Whoever holds several grants steps in the order of their perks.
    """
    is_freed = grant.state in IN_FORCE_STATES and state not in IN_FORCE_STATES
    grant.state, grant.changed_at = state, at
    if state in (GrantState.ENDING, GrantState.ENDED) and grant.over_at is None:
        grant.over_at = min(at, grant.valid_until)
    session.add(GrantStep(grant_id=grant.id, at=at, state=state, cause=cause, actor=actor))
    if is_freed:
        unused_fen = grant.worth_fen if state is GrantState.REFUSED else 0
        give_back(session, grant.perk, taken_on=city_date(grant.requested_at), unused_fen=unused_fen)


def send_wish(session: Session, grant: Grant, card: LinkedCard, *, at: datetime) -> None:
    """Number the grant's present wish and put it on its way to the operator."""
    _send(session, grant, card, {}, at)


def send_end_again(session: Session, grant: Grant, card: LinkedCard, *, actor: str, at: datetime) -> None:
    """Tell the operator once more that a grant is over, which stays as it is: it was over all the time."""
    move(session, grant, GrantState(grant.state), cause="held_although_over", actor=actor, at=at)
    _send(session, grant, card, {"is_over": True}, at)


def _send(session: Session, grant: Grant, card: LinkedCard, more: Mapping[str, bool], at: datetime) -> None:
    grant.revision += 1
    enqueue(
        session,
        key=f"{PUT_TOPIC}:{grant.id}:{grant.revision}",
        stream=stream_of(card),
        topic=PUT_TOPIC,
        payload={"grant_id": grant.id, "revision": grant.revision, **more},
        at=at,
    )
    announce(session, card.operator, card.link_id, grant.entitlement_id, grant.revision, at=at)


def hold_grants(
    session: Session, *which: ColumnElement[bool], skip_locked: bool = False, limit: int | None = None
) -> Sequence[Grant]:
    """Return grants that nobody else steps until the commit, in the order of their perks.

    With `skip_locked` those that somebody else holds are left out.
    """
    query = select(Grant).where(*which).order_by(Grant.id).limit(limit)
    held = session.scalars(
        query.with_for_update(skip_locked=skip_locked), execution_options={"populate_existing": True}
    )
    return sorted(held, key=lambda grant: grant.perk)


def end_over(
    session: Session,
    *which: ColumnElement[bool],
    told: Collection[str],
    at: datetime,
    skip_locked: bool = False,
    limit: int | None = None,
) -> int:
    """End the grants in force whose time is over; return how many took a step.

    Operators have ended them by themselves, but for those that must be `told`: there the end begins, and
    the place is free when the operator has confirmed it.
    """
    is_told = Grant.card_id.in_(select(LinkedCard.id).where(LinkedCard.operator.in_(told)))
    due = or_(Grant.state.in_(OPEN_STATES), ~is_told) if told else true()
    over = (Grant.state.in_(IN_FORCE_STATES), Grant.valid_until <= at, due, *which)
    grants = hold_grants(session, *over, skip_locked=skip_locked, limit=limit)
    for grant in grants:
        card = session.get_one(LinkedCard, grant.card_id)
        if card.operator in told:
            move(session, grant, GrantState.ENDING, cause="expired", actor="calendar", at=at)
            send_wish(session, grant, card, at=at)
        else:
            move(session, grant, GrantState.ENDED, cause="expired", actor="calendar", at=at)
    return len(grants)


def ask_to_end(session: Session, *which: ColumnElement[bool], cause: str, at: datetime) -> None:
    """Begin the end of open grants; those that are ending or over are left alone."""
    for grant in hold_grants(session, Grant.state.in_(OPEN_STATES), *which):
        move(session, grant, GrantState.ENDING, cause=cause, actor="citizen", at=at)
        send_wish(session, grant, session.get_one(LinkedCard, grant.card_id), at=at)
