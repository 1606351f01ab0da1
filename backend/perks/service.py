"""Use cases of perks: which there are, asking for one, giving one back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.cards.models import CardState, LinkedCard
from backend.cards.service import get_own_card
from backend.consent.gate import ConsentGate
from backend.identity.people import hold_citizen
from backend.perks.allotment import Left, read_left, take
from backend.perks.catalogue import Perk, PerkCatalogue
from backend.perks.eligibility import PerkRules
from backend.perks.life import ask_to_end, end_over, move, send_wish
from backend.perks.models import OPEN_STATES, Grant, GrantState, GrantStep
from backend.perks.offers import (
    NONE_LEFT,
    PerkOffer,
    cool_off_end,
    make_offer,
    read_past_use,
    say_cooling_off,
)
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import Conflict, NotFound, Refused
from backend.platform.ids import new_id
from backend.platform.request_keys import digest_of, make_once
from backend.status.service import PURPOSE as STATUS_PURPOSE
from backend.status.service import StatusReader

PURPOSE = "perk.apply"
_FREED_AT_ONCE = 100


@dataclass(frozen=True)
class GrantView:
    """A grant with every step of its life."""

    grant: Grant
    steps: Sequence[GrantStep]


class PerkService:
    """Grants perks that a status opens; the operator learns of them through the outbox.

    `told` are the operators that end no perk by themselves.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        gate: ConsentGate,
        status: StatusReader,
        catalogue: PerkCatalogue,
        rules: PerkRules,
        told: Collection[str],
    ) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._status = status
        self._catalogue = catalogue
        self._rules = rules
        self._told = told

    def list_catalogue(self) -> Sequence[Perk]:
        """List the published perks."""
        return self._catalogue.all()

    def request(self, citizen_id: str, perk_id: str, card_id: str, request_key: str | None) -> GrantView:
        """Grant a perk on a card: the grant and its message to the operator commit together.

        Raises `NotFound` for an unknown perk or somebody else's card, `Refused` where the status does not
        open it or a consent is missing, `Conflict` where it stands already, the card is another operator's,
        the cool-off is not over, or nothing is left.
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
            self._require_free(session, perk, card, now)
            grant = self._store(session, grant_id, perk, card, now)
            # Last, since everybody else who wants this perk waits from here to the commit.
            self._take(session, perk, now)
            return _view(session, grant)

    def list_of_citizen(self, citizen_id: str) -> list[GrantView]:
        """List the citizen's grants, newest first."""
        own = Grant.citizen_id == citizen_id
        with self._database.transaction() as session:
            self._end_over(session, own)
            grants = session.scalars(select(Grant).where(own).order_by(Grant.requested_at.desc())).all()
            return [_view(session, grant) for grant in grants]

    def get(self, citizen_id: str, grant_id: str) -> GrantView:
        """Return one of the citizen's grants; raises `NotFound`."""
        with self._database.transaction() as session:
            self._end_over(session, Grant.id == grant_id, Grant.citizen_id == citizen_id)
            return _view(session, _get_own(session, citizen_id, grant_id))

    def end(self, citizen_id: str, grant_id: str) -> GrantView:
        """Give a perk back; what was lent under it stays lent. Again changes nothing. Raises `NotFound`."""
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            grant = _get_own(session, citizen_id, grant_id)
            ask_to_end(session, Grant.id == grant.id, cause="by_citizen", at=self._clock.now())
            return _view(session, grant)

    def explain(self, citizen_id: str) -> list[PerkOffer]:
        """Return for each perk whether the citizen has it or can have it, and why.

        Raises `Refused` where the consent, the real-name proof or the age is missing.
        """
        now = self._clock.now()
        on = city_date(now)
        with self._database.transaction() as session:
            report = self._status.read(session, citizen_id)
            citizen = the_citizen(citizen_id)
            record_access(session, citizen_id, citizen, "perks.viewed", at=now, purpose=STATUS_PURPOSE)
            perks, past = self._catalogue.all(), read_past_use(session, citizen_id, on)
            left = read_left(session, perks, on)
        return [
            make_offer(perk, self._rules.explain(perk, report), left[perk.id], past, on) for perk in perks
        ]

    def read_left(self) -> Mapping[str, Left]:
        """Return how much is left of each perk, which anybody may know."""
        with self._database.reading() as session:
            return read_left(session, self._catalogue.all(), city_date(self._clock.now()))

    def on_consent_withdrawn(self, session: Session, citizen_id: str, purpose: str, at: datetime) -> None:
        """End every grant in an orderly way: the operator is told, what is lent stays lent (rule 1)."""
        if purpose in (PURPOSE, STATUS_PURPOSE):
            ask_to_end(session, Grant.citizen_id == citizen_id, cause="consent_withdrawn", at=at)

    def on_card_unlinked(self, session: Session, card: LinkedCard, at: datetime) -> None:
        """End the grants of a card that is being unlinked."""
        ask_to_end(session, Grant.card_id == card.id, cause="card_unlinked", at=at)

    def _require_entitled(self, session: Session, citizen_id: str, perk: Perk, card: LinkedCard) -> None:
        if perk.is_redeemed:
            raise Conflict(
                "perk-is-redeemed",
                zh="这项激励不用申请：到提供单位出示信用码，勾选这项激励即可。",
                en="Nothing to ask for: where it is offered, show a certificate that tells of this perk.",
            )
        self._gate.require(session, citizen_id, PURPOSE)
        report = self._status.read(session, citizen_id)
        judged = self._rules.explain(perk, report)
        if not judged.eligible:
            raise Refused("perk-not-open", zh=judged.zh, en=judged.en, level=report.level.id)
        if card.state != CardState.LINKED or card.operator != perk.operator:
            raise Conflict(
                "card-does-not-fit",
                zh="请先关联提供这项激励的运营单位的卡。",
                en="Please link a card of the operator that offers this perk first.",
                operator=perk.operator,
            )

    def _require_free(self, session: Session, perk: Perk, card: LinkedCard, now: datetime) -> None:
        """Pass a card without such a perk, and a citizen whose cool-off is over."""
        like = self._catalogue.list_like(perk)
        own = select(Grant).where(Grant.citizen_id == card.citizen_id, Grant.perk.in_(like))
        grants = session.scalars(own.order_by(Grant.requested_at)).all()
        on_card = [grant for grant in grants if grant.card_id == card.id and grant.state in OPEN_STATES]
        if any(grant.valid_until <= now and grant.perk == perk.id for grant in on_card):
            self._end_over(session, Grant.card_id == card.id, Grant.perk == perk.id)
        for standing in on_card:
            if standing.valid_until > now:
                raise _standing_already(standing, perk)
        over_at = [grant.over_at for grant in grants if grant.perk == perk.id and grant.over_at is not None]
        free_from = cool_off_end(perk, city_date(max(over_at))) if over_at else None
        if free_from is not None and free_from > city_date(now):
            zh, en = say_cooling_off(free_from)
            raise Conflict("perk-cooling-off", zh=zh, en=en, possible_from=free_from.isoformat())

    def _take(self, session: Session, perk: Perk, now: datetime) -> None:
        """Take a place, if need be one whose grant is over and was not looked at since."""
        on = city_date(now)
        if take(session, perk, on):
            return
        of_perk = Grant.perk == perk.id
        freed = end_over(session, of_perk, told=self._told, at=now, skip_locked=True, limit=_FREED_AT_ONCE)
        if not freed or not take(session, perk, on):
            raise Conflict("perk-none-left", zh=NONE_LEFT[0], en=NONE_LEFT[1])

    def _end_over(self, session: Session, *which: ColumnElement[bool]) -> None:
        end_over(session, *which, told=self._told, at=self._clock.now())

    def _store(self, session: Session, grant_id: str, perk: Perk, card: LinkedCard, now: datetime) -> Grant:
        grant = Grant(
            id=grant_id,
            entitlement_id=new_id("ent"),
            citizen_id=card.citizen_id,
            card_id=card.id,
            operator=card.operator,
            perk=perk.id,
            revision=0,
            requested_at=now,
            changed_at=now,
            valid_until=now + perk.lasts,
            worth_fen=perk.max_value_fen or 0,
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


def _standing_already(standing: Grant, perk: Perk) -> Conflict:
    if standing.perk == perk.id:
        return Conflict(
            "perk-already-granted",
            zh="这张卡已经有这项激励，无需重复申请。",
            en="This card has this perk already.",
            grant=standing.id,
        )
    return Conflict(
        "like-perk-granted",
        zh="这张卡已经有一项同类的激励，请先退回那一项，再申请这一项。",
        en="This card has a perk of the same kind; give that one back first, then ask for this one.",
        grant=standing.id,
    )


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
