"""Our side of a comparison, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.cards.accounts import link_of
from backend.cards.models import LinkedCard
from backend.cards.service import stream_of
from backend.perks.models import IN_FORCE_STATES, Grant, GrantState, GrantStep
from backend.perks.reconciliation.comparison import Ours
from backend.perks.reconciliation.keys import Keys, entitlement_id_in
from backend.perks.reconciliation.models import ReconciliationRound
from backend.platform.field_encryption import FieldCipher
from backend.platform.outbox.models import READY, OutboxMessage

# Clocks differ, and an operator may show a change a little late.
_SETTLING = timedelta(minutes=2)


@dataclass(frozen=True)
class OurGrant:
    """A grant as the comparison sees it, with the rows that a mending needs."""

    ours: Ours
    grant: Grant
    card: LinkedCard


@dataclass(frozen=True)
class OurPage:
    """Some of our grants; `place` is where the next page begins, None after the last."""

    grants: Sequence[OurGrant]
    place: str | None


class OurSide:
    """Reads grants with what the comparison must know of them; each query costs what its page costs."""

    def __init__(self, cipher: FieldCipher, keys: Keys) -> None:
        self._cipher = cipher
        self._keys = keys

    def page_in_force(self, session: Session, of: ReconciliationRound, now: datetime, limit: int) -> OurPage:
        """Return the next grants in force at an operator, in the order of their ids."""
        query = (
            select(Grant, LinkedCard)
            .join(LinkedCard, LinkedCard.id == Grant.card_id)
            .where(LinkedCard.operator == of.operator, Grant.state.in_(IN_FORCE_STATES))
            .where(Grant.id > (of.place or ""))
            .order_by(Grant.id)
            .limit(limit)
        )
        rows = [(grant, card) for grant, card in session.execute(query)]
        keyed = [(self._keys.of_grant(grant, card), grant, card) for grant, card in rows]
        place = rows[-1][0].id if len(rows) == limit else None
        return OurPage(_seen(session, keyed, of, now), place)

    def page_of_accounts(
        self, session: Session, of: ReconciliationRound, now: datetime, limit: int
    ) -> OurPage:
        """Return for each of the next accounts at an operator the one grant that says how it shall be."""
        query = (
            select(LinkedCard)
            .where(LinkedCard.operator == of.operator, LinkedCard.account_encrypted.is_not(None))
            .where(LinkedCard.id > (of.place or ""))
            .order_by(LinkedCard.id)
            .limit(limit)
        )
        cards = {card.id: card for card in session.scalars(query)}
        decisive: dict[str, Grant] = {}
        for grant in session.scalars(select(Grant).where(Grant.card_id.in_(cards))):
            known = decisive.get(grant.card_id)
            if known is None or _weight(grant) > _weight(known):
                decisive[grant.card_id] = grant
        keyed = [
            (self._keys.of_account(of.operator, link_of(self._cipher, card).account or ""), grant, card)
            for card, grant in ((cards[card_id], grant) for card_id, grant in decisive.items())
        ]
        place = list(cards)[-1] if len(cards) == limit else None
        return OurPage(_seen(session, keyed, of, now), place)

    def find(
        self, session: Session, of: ReconciliationRound, now: datetime, keys: Iterable[str]
    ) -> Sequence[OurGrant]:
        """Return the grants behind the keys that we gave out at this operator."""
        wanted = set(keys)
        ids = [one for one in map(entitlement_id_in, wanted) if one is not None]
        query = (
            select(Grant, LinkedCard)
            .join(LinkedCard, LinkedCard.id == Grant.card_id)
            .where(Grant.entitlement_id.in_(ids), LinkedCard.operator == of.operator)
        )
        keyed = [(self._keys.of_grant(grant, card), grant, card) for grant, card in session.execute(query)]
        return _seen(session, [one for one in keyed if one[0] in wanted], of, now)


def _weight(grant: Grant) -> tuple[bool, bool, datetime]:
    """Return what decides between grants of one account: in force, then ever carried, then the latest."""
    return grant.state in IN_FORCE_STATES, grant.state != GrantState.REFUSED, grant.requested_at


def _seen(
    session: Session,
    keyed: Sequence[tuple[str, Grant, LinkedCard]],
    of: ReconciliationRound,
    now: datetime,
) -> Sequence[OurGrant]:
    """Return grants with whether they rest: nothing waits, no step since the round began, time not over."""
    streams = {stream_of(card) for _, _, card in keyed}
    waiting = set(
        session.scalars(
            select(OutboxMessage.stream)
            .where(OutboxMessage.stream.in_(streams), OutboxMessage.state == READY)
            .distinct()
        )
    )
    last_steps = (
        select(GrantStep.grant_id, func.max(GrantStep.at))
        .where(GrantStep.grant_id.in_([grant.id for _, grant, _ in keyed]))
        .group_by(GrantStep.grant_id)
    )
    stepped_at = {grant_id: at for grant_id, at in session.execute(last_steps)}
    quiet_since = of.began_at - _SETTLING
    return [
        OurGrant(
            Ours(
                key,
                grant.id,
                GrantState(grant.state),
                grant.revision,
                at_rest=stream_of(card) not in waiting
                and stepped_at.get(grant.id, grant.requested_at) <= quiet_since
                and not (grant.state in IN_FORCE_STATES and grant.valid_until <= now),
            ),
            grant,
            card,
        )
        for key, grant, card in keyed
    ]
