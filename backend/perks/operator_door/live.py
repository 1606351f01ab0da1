"""Real grants at their operator's door: only its own, and each first sight of a wish in the access log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, UnaryExpression, exists, or_, select
from sqlalchemy.orm import Session

from backend.audit.service import record_access
from backend.audit.telling import News, Telling
from backend.cards.accounts import link_of
from backend.cards.door_accounts import DoorAccount
from backend.cards.models import LinkedCard
from backend.cards.operator_access.keys import OperatorCaller
from backend.cards.operators import Operators
from backend.perks.catalogue import PerkCatalogue
from backend.perks.life import move
from backend.perks.models import IN_FORCE_STATES, Grant, GrantState, GrantStep
from backend.perks.operator_door.held import GrantPage, GrantQuery, HeldGrant, grant_not_found
from backend.perks.operator_door.listing import GrantColumns
from backend.perks.operator_door.word import Stand, state_when_confirmed, state_when_rejected
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher

_PURPOSE = "perk.apply"
_AT_ONCE = 500
_COLUMNS = GrantColumns(Grant.id, Grant.entitlement_id, LinkedCard.link_id, Grant.state, Grant.changed_at)


class LiveGrants:
    """The grants of citizens, as the operator that shall hold them may see them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        cipher: FieldCipher,
        operators: Operators,
        perks: PerkCatalogue,
        telling: Telling,
        *,
        at_once: int = _AT_ONCE,
    ) -> None:
        self._database = database
        self._clock = clock
        self._cipher = cipher
        self._operators = operators
        self._perks = perks
        self._telling = telling
        self._at_once = at_once

    def list_changed(self, caller: OperatorCaller, query: GrantQuery) -> GrantPage:
        """List the operator's grants in the order of their last change, or against it."""
        chosen = [Grant.operator == caller.operator_id, *_COLUMNS.chosen_by(query)]
        with self._database.transaction() as session:
            rows = _select(session, chosen, _COLUMNS.ordered_by(query), query.limit + 1)
            self._enter_looks(session, caller, rows[: query.limit])
            return GrantPage.cut([self._show(grant, card) for grant, card in rows], query.limit)

    def confirm(self, caller: OperatorCaller, grant_id: str, revision: int) -> HeldGrant:
        """Take the operator's word that the present wish is in effect; raises `NotFound`, `Conflict`."""
        now = self._clock.now()
        with self._database.transaction() as session:
            grant, card = _hold(session, caller, grant_id)
            state = state_when_confirmed(_stand_of(session, grant), revision, now)
            if state is not None:
                self._step(session, caller, grant, state, "confirmed_by_operator", now)
            return self._show(grant, card)

    def reject(self, caller: OperatorCaller, grant_id: str, revision: int, reason: str) -> HeldGrant:
        """Take the operator's refusal of a wish not yet in effect; raises `NotFound`, `Conflict`."""
        now = self._clock.now()
        with self._database.transaction() as session:
            grant, card = _hold(session, caller, grant_id)
            state = state_when_rejected(_stand_of(session, grant), revision, now)
            if state is not None:
                grant.refused_because = reason
                self._step(session, caller, grant, state, "refused_by_operator", now)
            return self._show(grant, card)

    def reconcile(self, caller: OperatorCaller) -> Iterator[HeldGrant]:
        """Yield everything that is to be in effect at the operator now, or to be ended; some at a time."""
        after = ""
        while True:
            chosen = [
                Grant.operator == caller.operator_id,
                Grant.id > after,
                Grant.state.in_(IN_FORCE_STATES),
                or_(Grant.valid_until > self._clock.now(), Grant.state == GrantState.ENDING),
            ]
            with self._database.transaction() as session:
                rows = _select(session, chosen, [Grant.id.asc()], self._at_once)
                self._enter_looks(session, caller, rows)
                held = [self._show(grant, card) for grant, card in rows]
            yield from held
            if len(held) < self._at_once:
                return
            after = held[-1].id

    def _enter_looks(
        self, session: Session, caller: OperatorCaller, rows: Sequence[Row[Grant, LinkedCard]]
    ) -> None:
        """Write into each citizen's access log that the operator sees a wish, the first time that it does.

        An operator that reads its list every hour learns nothing new by it, and would bury the log.
        """
        for grant, _ in rows:
            if grant.seen_revision < grant.revision:
                grant.seen_revision = grant.revision
                record_access(
                    session,
                    grant.citizen_id,
                    caller.actor,
                    "perk.fetched",
                    at=self._clock.now(),
                    purpose=_PURPOSE,
                    object_id=grant.id,
                    outcome=grant.state,
                )

    def _step(
        self,
        session: Session,
        caller: OperatorCaller,
        grant: Grant,
        state: GrantState,
        cause: str,
        now: datetime,
    ) -> None:
        move(session, grant, state, cause=cause, actor=caller.operator_id, at=now)
        record_access(
            session,
            grant.citizen_id,
            caller.actor,
            "perk.carried",
            at=now,
            purpose=_PURPOSE,
            object_id=grant.id,
            outcome=state,
        )
        self._telling.tell(session, News(grant.citizen_id, "perk.carried", now, state))

    def _show(self, grant: Grant, card: LinkedCard) -> HeldGrant:
        perk = self._perks.find(grant.perk)
        return HeldGrant(
            id=grant.id,
            link_id=card.link_id,
            entitlement_id=grant.entitlement_id,
            perk=perk.asked_of_operator if perk is not None else None,
            revision=grant.revision,
            state=GrantState(grant.state),
            valid_from=grant.requested_at,
            valid_until=grant.valid_until,
            max_value_fen=grant.worth_fen or None,
            reason=grant.refused_because,
            changed_at=grant.changed_at,
            account=self._account_of(card) if grant.state in IN_FORCE_STATES else None,
        )

    def _account_of(self, card: LinkedCard) -> DoorAccount | None:
        if self._operators.get(card.operator).adapter != "door":
            return None
        account = link_of(self._cipher, card).account
        return DoorAccount.of_text(account) if account is not None else None


def _select(
    session: Session,
    chosen: Sequence[ColumnElement[bool]],
    order: Sequence[UnaryExpression[Any]],
    limit: int,
) -> Sequence[Row[Grant, LinkedCard]]:
    query = select(Grant, LinkedCard).join(LinkedCard, LinkedCard.id == Grant.card_id)
    return session.execute(query.where(*chosen).order_by(*order).limit(limit)).all()


def _hold(session: Session, caller: OperatorCaller, grant_id: str) -> tuple[Grant, LinkedCard]:
    """Return a grant of the caller's that nobody else steps until the commit; raises `NotFound`."""
    grant = session.get(Grant, grant_id, with_for_update=True)
    if grant is None or grant.operator != caller.operator_id:
        raise grant_not_found()
    return grant, session.get_one(LinkedCard, grant.card_id)


def _stand_of(session: Session, grant: Grant) -> Stand:
    asked = exists().where(GrantStep.grant_id == grant.id, GrantStep.state == GrantState.ENDING)
    was_asked = bool(session.scalar(select(asked)))
    return Stand(GrantState(grant.state), grant.revision, grant.valid_until, was_asked)
