"""The sandbox: an operator's program meets grants that belong to nobody, and what it does touches nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from backend.cards.operator_access.keys import OperatorCaller
from backend.cards.operator_access.outgoing import announce
from backend.perks.catalogue import Perk, PerkCatalogue
from backend.perks.models import IN_FORCE_STATES, OPEN_STATES, GrantState
from backend.perks.operator_door.held import GrantPage, GrantQuery, HeldGrant, grant_not_found
from backend.perks.operator_door.listing import GrantColumns
from backend.perks.operator_door.models import SandboxGrant
from backend.perks.operator_door.word import Stand, state_when_confirmed, state_when_rejected
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict, Invalid, Refused
from backend.platform.ids import new_id
from backend.platform.request_keys import digest_of, make_once

_MOST_GRANTS = 1000
_KEPT = timedelta(days=30)
_COLUMNS = GrantColumns(
    SandboxGrant.id,
    SandboxGrant.entitlement_id,
    SandboxGrant.link_id,
    SandboxGrant.state,
    SandboxGrant.changed_at,
)


class SandboxGrants:
    """Grants of the sandbox live in a table of their own: no query of it can reach a citizen's."""

    def __init__(self, database: Database, clock: Clock, perks: PerkCatalogue) -> None:
        self._database = database
        self._clock = clock
        self._perks = perks

    def make(self, caller: OperatorCaller, perk: str, request_key: str | None) -> HeldGrant:
        """Make a grant of one of the operator's perks, in the contract's word.

        Raises `Refused` for a live key, `Invalid` for a perk that it does not carry, `Conflict` where a
        thousand are there. What is older than 30 days is removed.
        """
        _require_sandbox(caller)
        chosen, now = self._get_perk(caller, perk), self._clock.now()
        grant_id = new_id("sbx")
        with self._database.transaction() as session:
            earlier = make_once(
                session,
                caller=f"sandbox/{caller.operator_id}",
                key=request_key,
                digest=digest_of("sandbox", perk),
                made=grant_id,
                at=now,
            )
            if earlier is not None:
                return _show(_hold(session, caller, earlier))
            _make_room(session, caller, now)
            grant = SandboxGrant(
                id=grant_id,
                entitlement_id=new_id("ent"),
                link_id=new_id("lnk"),
                operator=caller.operator_id,
                perk=chosen.asked_of_operator,
                state=GrantState.PENDING,
                revision=0,
                valid_from=now,
                valid_until=now + chosen.lasts,
                max_value_fen=chosen.max_value_fen,
                changed_at=now,
            )
            session.add(grant)
            _wish(session, grant, now)
            return _show(grant)

    def end(self, caller: OperatorCaller, grant_id: str) -> HeldGrant:
        """Wish the end of a grant, as when its citizen gives it back; again changes nothing."""
        _require_sandbox(caller)
        now = self._clock.now()
        with self._database.transaction() as session:
            grant = _hold(session, caller, grant_id)
            if grant.state in OPEN_STATES:
                grant.state = GrantState.ENDING
                _wish(session, grant, now)
            return _show(grant)

    def list_changed(self, caller: OperatorCaller, query: GrantQuery) -> GrantPage:
        """List the operator's grants in the order of their last change, or against it."""
        own = SandboxGrant.operator == caller.operator_id
        chosen = select(SandboxGrant).where(own, *_COLUMNS.chosen_by(query))
        chosen = chosen.order_by(*_COLUMNS.ordered_by(query)).limit(query.limit + 1)
        with self._database.reading() as session:
            return GrantPage.cut([_show(one) for one in session.scalars(chosen)], query.limit)

    def confirm(self, caller: OperatorCaller, grant_id: str, revision: int) -> HeldGrant:
        """Take the operator's word that the present wish is in effect; raises `NotFound`, `Conflict`."""
        now = self._clock.now()
        with self._database.transaction() as session:
            grant = _hold(session, caller, grant_id)
            _step(grant, state_when_confirmed(_stand_of(grant), revision, now), now)
            return _show(grant)

    def reject(self, caller: OperatorCaller, grant_id: str, revision: int, reason: str) -> HeldGrant:
        """Take the operator's refusal of a wish not yet in effect; raises `NotFound`, `Conflict`."""
        now = self._clock.now()
        with self._database.transaction() as session:
            grant = _hold(session, caller, grant_id)
            state = state_when_rejected(_stand_of(grant), revision, now)
            if state is not None:
                grant.refused_because = reason
            _step(grant, state, now)
            return _show(grant)

    def reconcile(self, caller: OperatorCaller) -> Iterator[HeldGrant]:
        """Yield everything that is to be in effect at the operator now, or to be ended."""
        in_force = (
            select(SandboxGrant)
            .where(
                SandboxGrant.operator == caller.operator_id,
                SandboxGrant.state.in_(IN_FORCE_STATES),
                or_(SandboxGrant.valid_until > self._clock.now(), SandboxGrant.state == GrantState.ENDING),
            )
            .order_by(SandboxGrant.id)
        )
        with self._database.reading() as session:
            held: Sequence[HeldGrant] = [_show(one) for one in session.scalars(in_force)]
        yield from held

    def _get_perk(self, caller: OperatorCaller, word: str) -> Perk:
        own = [one for one in self._perks.all() if one.operator == caller.operator_id]
        for perk in own:
            if perk.asked_of_operator == word:
                return perk
        raise Invalid(
            "perk-not-of-operator",
            zh="贵单位没有这项激励，可选的见 allowed。",
            en="This operator carries no such perk; see `allowed`.",
            allowed=sorted({one.asked_of_operator for one in own}),
        )


def _require_sandbox(caller: OperatorCaller) -> None:
    if not caller.is_sandbox:
        raise Refused(
            "sandbox-key-required",
            zh="这里只接受沙箱密钥，正式密钥不能生成激励。",
            en="Only a sandbox key is taken here; a live key makes no grants.",
        )


def _make_room(session: Session, caller: OperatorCaller, now: datetime) -> None:
    own = SandboxGrant.operator == caller.operator_id
    session.execute(delete(SandboxGrant).where(own, SandboxGrant.valid_from < now - _KEPT))
    there = session.scalar(select(func.count()).select_from(SandboxGrant).where(own)) or 0
    if there >= _MOST_GRANTS:
        raise Conflict(
            "sandbox-full",
            zh=f"沙箱里最多有 {_MOST_GRANTS} 项激励，30 天前的会自动清理。",
            en=f"The sandbox holds {_MOST_GRANTS} grants at most; those of 30 days ago are removed.",
        )


def _wish(session: Session, grant: SandboxGrant, now: datetime) -> None:
    grant.revision, grant.changed_at = grant.revision + 1, now
    announce(
        session,
        grant.operator,
        grant.link_id,
        grant.entitlement_id,
        grant.revision,
        at=now,
        is_sandbox=True,
    )


def _hold(session: Session, caller: OperatorCaller, grant_id: str) -> SandboxGrant:
    grant = session.get(SandboxGrant, grant_id, with_for_update=True)
    if grant is None or grant.operator != caller.operator_id:
        raise grant_not_found()
    return grant


def _stand_of(grant: SandboxGrant) -> Stand:
    # In the sandbox nothing ends but what was asked to end.
    return Stand(GrantState(grant.state), grant.revision, grant.valid_until, was_asked_to_end=True)


def _step(grant: SandboxGrant, state: GrantState | None, now: datetime) -> None:
    if state is not None:
        grant.state, grant.changed_at = state, now


def _show(grant: SandboxGrant) -> HeldGrant:
    return HeldGrant(
        id=grant.id,
        link_id=grant.link_id,
        entitlement_id=grant.entitlement_id,
        perk=grant.perk,
        revision=grant.revision,
        state=GrantState(grant.state),
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        max_value_fen=grant.max_value_fen,
        reason=grant.refused_because,
        changed_at=grant.changed_at,
    )
