"""Use cases of perks: which there are, asking for one, giving one back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.cards.models import CardState, LinkedCard
from backend.cards.service import get_own_card
from backend.consent.gate import ConsentGate
from backend.identity.people import hold_citizen
from backend.perks.catalogue import Perk, PerkCatalogue
from backend.perks.eligibility import Eligibility, PerkRules
from backend.perks.life import ask_to_end, end_if_over, move, send_wish
from backend.perks.models import OPEN_STATES, Grant, GrantState, GrantStep
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict, NotFound, Refused
from backend.platform.ids import new_id
from backend.platform.request_keys import digest_of, make_once
from backend.status.service import PURPOSE as STATUS_PURPOSE
from backend.status.service import StatusReader

PURPOSE = "perk.apply"


@dataclass(frozen=True)
class GrantView:
    """A grant with every step of its life."""

    grant: Grant
    steps: Sequence[GrantStep]


class PerkService:
    """Grants perks that a status opens; the operator learns of them through the outbox."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        gate: ConsentGate,
        status: StatusReader,
        catalogue: PerkCatalogue,
        rules: PerkRules,
    ) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._status = status
        self._catalogue = catalogue
        self._rules = rules

    def list_catalogue(self) -> Sequence[Perk]:
        """List the published perks."""
        return self._catalogue.all()

    def request(self, citizen_id: str, perk_id: str, card_id: str, request_key: str | None) -> GrantView:
        """Grant a perk on a card: the grant and its message to the operator commit together.

        Raises `NotFound` for an unknown perk or somebody else's card, `Refused` where the status does not
        open it or a consent is missing, `Conflict` where it stands already or the card is another operator's.
        """
        perk = self._catalogue.get(perk_id)
        now = self._clock.now()
        grant_id = new_id("grt")
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            earlier = make_once(
                session,
                caller=citizen_id,
                key=request_key,
                digest=digest_of("perk", perk_id, card_id),
                made=grant_id,
                at=now,
            )
            if earlier is not None:
                return _view(session, session.get_one(Grant, earlier))
            card = get_own_card(session, citizen_id, card_id)
            self._require_entitled(session, citizen_id, perk, card)
            grant = self._store(session, grant_id, perk, card, now)
            return _view(session, grant)

    def list_of_citizen(self, citizen_id: str) -> list[GrantView]:
        """List the citizen's grants, newest first."""
        query = select(Grant).where(Grant.citizen_id == citizen_id).order_by(Grant.requested_at.desc())
        with self._database.transaction() as session:
            return [self._view_today(session, grant) for grant in session.scalars(query).all()]

    def get(self, citizen_id: str, grant_id: str) -> GrantView:
        """Return one of the citizen's grants; raises `NotFound`."""
        with self._database.transaction() as session:
            return self._view_today(session, _get_own(session, citizen_id, grant_id))

    def end(self, citizen_id: str, grant_id: str) -> GrantView:
        """Give a perk back; what was lent under it stays lent. Again changes nothing. Raises `NotFound`."""
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            grant = _get_own(session, citizen_id, grant_id)
            ask_to_end(session, grant, cause="by_citizen", at=self._clock.now())
            return _view(session, grant)

    def explain(self, citizen_id: str) -> list[tuple[Perk, Eligibility]]:
        """Return for each perk whether the citizen's status opens it, and why.

        Raises `Refused` where the consent, the real-name proof or the age is missing.
        """
        with self._database.transaction() as session:
            report = self._status.read(session, citizen_id)
            record_access(
                session,
                citizen_id,
                the_citizen(citizen_id),
                "perks.viewed",
                at=self._clock.now(),
                purpose=STATUS_PURPOSE,
            )
        return [(perk, self._rules.explain(perk, report)) for perk in self._catalogue.all()]

    def on_consent_withdrawn(self, session: Session, citizen_id: str, purpose: str, at: datetime) -> None:
        """End every grant in an orderly way: the operator is told, what is lent stays lent (rule 1)."""
        if purpose not in (PURPOSE, STATUS_PURPOSE):
            return
        _end_all(session, select(Grant).where(Grant.citizen_id == citizen_id), "consent_withdrawn", at)

    def on_card_unlinked(self, session: Session, card: LinkedCard, at: datetime) -> None:
        """End the grants of a card that is being unlinked."""
        _end_all(session, select(Grant).where(Grant.card_id == card.id), "card_unlinked", at)

    def _require_entitled(self, session: Session, citizen_id: str, perk: Perk, card: LinkedCard) -> None:
        self._gate.require(session, citizen_id, PURPOSE)
        report = self._status.read(session, citizen_id)
        judged = self._rules.explain(perk, report)
        if not judged.eligible:
            raise Refused("perk-not-open", zh=judged.zh, en=judged.en, level=report.level.id)
        if card.state != CardState.LINKED or card.operator != perk.operator:
            raise Conflict(
                "card-does-not-fit",
                zh="请先绑定提供这项激励的运营单位的卡。",
                en="Please link a card of the operator that offers this perk first.",
                operator=perk.operator,
            )
        standing = session.scalars(
            select(Grant).where(Grant.card_id == card.id, Grant.perk == perk.id, Grant.state.in_(OPEN_STATES))
        ).first()
        if standing is not None:
            end_if_over(session, standing, at=self._clock.now())
        if standing is not None and standing.state in OPEN_STATES:
            raise Conflict(
                "perk-already-granted",
                zh="这张卡已经有这项激励，无需重复申请。",
                en="This card has this perk already.",
                grant=standing.id,
            )

    def _view_today(self, session: Session, grant: Grant) -> GrantView:
        end_if_over(session, grant, at=self._clock.now())
        return _view(session, grant)

    def _store(self, session: Session, grant_id: str, perk: Perk, card: LinkedCard, now: datetime) -> Grant:
        grant = Grant(
            id=grant_id,
            entitlement_id=new_id("ent"),
            citizen_id=card.citizen_id,
            card_id=card.id,
            perk=perk.id,
            revision=0,
            requested_at=now,
            valid_until=now + timedelta(days=perk.validity_days),
        )
        session.add(grant)
        session.flush()
        move(session, grant, GrantState.PENDING, cause="requested", actor="citizen", at=now)
        send_wish(session, grant, card, at=now)
        record_access(
            session,
            card.citizen_id,
            the_citizen(card.citizen_id),
            "perk.requested",
            at=now,
            purpose=PURPOSE,
            object_id=grant.id,
        )
        return grant


def _end_all(session: Session, grants: Select[Grant], cause: str, at: datetime) -> None:
    for grant in session.scalars(grants.where(Grant.state.in_(OPEN_STATES))):
        ask_to_end(session, grant, cause=cause, at=at)


def _get_own(session: Session, citizen_id: str, grant_id: str) -> Grant:
    grant = session.get(Grant, grant_id)
    if grant is None or grant.citizen_id != citizen_id:
        raise NotFound("grant-not-found", zh="没有这项激励。", en="There is no such grant.")
    return grant


def _view(session: Session, grant: Grant) -> GrantView:
    session.flush()
    steps = session.scalars(
        select(GrantStep).where(GrantStep.grant_id == grant.id).order_by(GrantStep.sequence)
    ).all()
    return GrantView(grant, steps)
