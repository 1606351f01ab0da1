"""Use cases of redemptions: a perk used at a shop or window, through one scan of the citizen's code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from backend.audit.models import AccessEntry
from backend.audit.service import Actor, record_access
from backend.certificates.audiences import AudienceDirectory, get_audience
from backend.certificates.challenge import Challenge
from backend.certificates.claims import Claim
from backend.certificates.format.content import Kind
from backend.certificates.outcomes import Outcome
from backend.certificates.verification import Verification
from backend.identity.people import hold_citizen
from backend.merchants.callers import MerchantCaller
from backend.merchants.models import Merchant, MerchantKey
from backend.merchants.past_days import DayWish, PastList, PastPage
from backend.merchants.service import MerchantService
from backend.perks.allotment import take
from backend.perks.catalogue import Perk, PerkCatalogue
from backend.perks.models import PerkMerchant, Redemption
from backend.perks.offers import read_past_use
from backend.perks.redemption_outcomes import RedemptionOutcome, told_redemption
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database, insert_into
from backend.platform.errors import Invalid, Refused
from backend.platform.ids import new_id
from backend.platform.request_keys import digest_of, make_once

_WHOLE_PAST = DayWish()
_PAST = PastList(
    Redemption,
    Redemption.decided_at,
    Redemption.id,
    Redemption.outcome,
    lambda stored: told_redemption(RedemptionOutcome(stored)),
)


@dataclass(frozen=True)
class Redeeming:
    """The shop's answer: the perk, what came of it, what the scan said, and nothing of the person.

    `redemption_id` is there once the scan was good and the code told of the perk.
    """

    perk: Perk
    outcome: RedemptionOutcome
    scan: Outcome
    at: datetime
    receipt: str | None
    redemption_id: str | None = None


@dataclass(frozen=True)
class OwnRedemption:
    """What a scan of one's own code came to, with the true reason, and how often is left in this period.

    `uses_left` is None where nobody counts, or where the perk is published no more.
    """

    redemption: Redemption
    perk: Perk | None
    uses_left: int | None


class RedemptionService:
    """Redeems perks; the scan is the merchants' own, so that its rules hold here without being told again."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        merchants: MerchantService,
        directory: AudienceDirectory,
        catalogue: PerkCatalogue,
    ) -> None:
        self._database = database
        self._clock = clock
        self._merchants = merchants
        self._directory = directory
        self._catalogue = catalogue

    def admit(self, merchant: str, perk_id: str) -> None:
        """Register a shop, by its id or exact name, for a perk; again changes nothing.

        Raises `NotFound` for an unknown perk, `Invalid` for one that an operator grants or an unknown shop.
        """
        perk = self._get_redeemed(perk_id)
        with self._database.transaction() as session:
            shop = get_audience(self._directory, session, merchant)
            session.execute(
                insert_into(session, PerkMerchant)
                .values(merchant_id=shop.id, perk=perk.id, admitted_at=self._clock.now())
                .on_conflict_do_nothing()
            )

    def redeem(
        self,
        caller: MerchantCaller,
        token: str,
        perk_id: str,
        request_key: str | None,
        challenge: Challenge | None = None,
    ) -> Redeeming:
        """Redeem a perk for whoever shows this code; a repeat with the same key gets the same answer.

        Raises `NotFound` for an unknown perk, `Invalid` for one that is not redeemed or a key of another
        request, `Refused` where the shop is not registered for it, and what a scan raises.
        """
        perk = self._get_redeemed(perk_id)
        redemption_id, earlier = self._begin(caller, perk, token, request_key)
        if earlier is not None:
            return _answer(perk, earlier)
        verification = self._merchants.verify(caller, token, Claim.PERK, request_key, challenge)
        obstacle = _find_obstacle(perk, verification)
        if obstacle is not None or verification.receipt is None:
            return Redeeming(
                perk,
                obstacle or RedemptionOutcome.CODE_REFUSED,
                verification.outcome,
                verification.verified_at,
                verification.receipt,
            )
        return self._settle(caller, perk, verification, verification.receipt, redemption_id)

    def list_of_merchant(self, caller: MerchantCaller, wish: DayWish = _WHOLE_PAST) -> PastPage[Redemption]:
        """List this shop's own redemptions, newest first; show nobody's `citizen_id`."""
        with self._database.reading() as session:
            return _PAST.read(session, Redemption.merchant_id == caller.merchant_id, wish)

    def find_by_scans(self, citizen_id: str, receipts: Collection[str]) -> Mapping[str, OwnRedemption]:
        """Return what a citizen's own scans redeemed or did not, by receipt; most scans redeem nothing."""
        on = city_date(self._clock.now())
        query = select(Redemption).where(
            Redemption.citizen_id == citizen_id, Redemption.receipt.in_(receipts)
        )
        with self._database.reading() as session:
            redemptions = session.scalars(query).all()
            if not redemptions:
                return {}
            past = read_past_use(session, citizen_id, on)
        perks = {one.perk: self._catalogue.find(one.perk) for one in redemptions}
        left = {id_: past.uses_left(perk, on) if perk else None for id_, perk in perks.items()}
        return {one.receipt: OwnRedemption(one, perks[one.perk], left[one.perk]) for one in redemptions}

    def list_shops(self) -> Mapping[str, Sequence[str]]:
        """Return the names of the shops that can redeem each perk now, in the order of their admission."""
        has_a_phone = exists().where(
            MerchantKey.merchant_id == PerkMerchant.merchant_id, MerchantKey.revoked_at.is_(None)
        )
        query = (
            select(PerkMerchant.perk, Merchant.name)
            .join(Merchant, Merchant.id == PerkMerchant.merchant_id)
            .where(has_a_phone)
            .order_by(PerkMerchant.admitted_at, Merchant.name)
        )
        shops: defaultdict[str, list[str]] = defaultdict(list)
        with self._database.reading() as session:
            for perk_id, name in session.execute(query):
                shops[perk_id].append(name)
        return shops

    def _get_redeemed(self, perk_id: str) -> Perk:
        perk = self._catalogue.get(perk_id)
        if not perk.is_redeemed:
            raise Invalid(
                "perk-not-redeemed",
                zh="这项激励由运营单位直接给到卡上，不在门店核销。",
                en="An operator grants this perk on a card; it is not redeemed at a shop.",
            )
        return perk

    def _begin(
        self, caller: MerchantCaller, perk: Perk, token: str, request_key: str | None
    ) -> tuple[str, Redemption | None]:
        """Note the request before the scan uses up the code, and find what an earlier one came to."""
        redemption_id = new_id("rdm")
        with self._database.transaction() as session:
            if session.get(PerkMerchant, (caller.merchant_id, perk.id)) is None:
                raise Refused(
                    "perk-not-offered-here",
                    zh="贵单位没有登记提供这项激励。",
                    en="Your business is not registered to offer this perk.",
                    perk=perk.id,
                )
            made = make_once(
                session,
                caller=caller.merchant_id,
                key=request_key,
                digest=digest_of("redemption", perk.id, token),
                made=redemption_id,
                at=self._clock.now(),
            )
            if made is None:
                return redemption_id, None
            return made, session.get(Redemption, made)

    def _settle(
        self,
        caller: MerchantCaller,
        perk: Perk,
        verification: Verification,
        receipt: str,
        redemption_id: str,
    ) -> Redeeming:
        """Count the redemption of a good scan, once for its receipt."""
        now = self._clock.now()
        with self._database.transaction() as session:
            citizen_id = session.get_one(AccessEntry, receipt).citizen_id
            hold_citizen(session, citizen_id)
            redemption = session.scalars(select(Redemption).where(Redemption.receipt == receipt)).first()
            if redemption is None:
                redemption = Redemption(
                    id=redemption_id,
                    receipt=receipt,
                    merchant_id=caller.merchant_id,
                    citizen_id=citizen_id,
                    perk=perk.id,
                    outcome=self._decide(session, citizen_id, perk, verification, now),
                    decided_at=now,
                )
                session.add(redemption)
                _enter(session, caller, redemption)
            return _answer(perk, redemption)

    def _decide(
        self, session: Session, citizen_id: str, perk: Perk, verification: Verification, now: datetime
    ) -> RedemptionOutcome:
        _, is_eligible = (verification.claims and verification.claims.perk) or (perk.code, False)
        if not is_eligible:
            return RedemptionOutcome.NOT_ELIGIBLE
        on = city_date(now)
        if read_past_use(session, citizen_id, on).full_until(perk, on) is not None:
            return RedemptionOutcome.LIMIT_REACHED
        return RedemptionOutcome.REDEEMED if take(session, perk, on) else RedemptionOutcome.NONE_LEFT


def _find_obstacle(perk: Perk, verification: Verification) -> RedemptionOutcome | None:
    """Return why a scan can redeem nothing, or None."""
    if verification.outcome is not Outcome.VALID or verification.claims is None:
        return RedemptionOutcome.CODE_REFUSED
    if verification.kind is Kind.PRINTED:
        return RedemptionOutcome.SCREEN_CODE_NEEDED
    shown = verification.claims.perk if Claim.PERK in verification.disclosed else None
    if shown is None or shown[0] != perk.code:
        return RedemptionOutcome.NOT_SHOWN
    return None


def _enter(session: Session, caller: MerchantCaller, redemption: Redemption) -> None:
    is_redeemed = redemption.outcome == RedemptionOutcome.REDEEMED
    record_access(
        session,
        redemption.citizen_id,
        Actor("merchant", caller.merchant_id, caller.name),
        "perk.redeemed" if is_redeemed else "perk.not_redeemed",
        at=redemption.decided_at,
        object_id=redemption.perk,
        outcome=redemption.outcome,
    )


def _answer(perk: Perk, redemption: Redemption) -> Redeeming:
    outcome = told_redemption(RedemptionOutcome(redemption.outcome))
    return Redeeming(perk, outcome, Outcome.VALID, redemption.decided_at, redemption.receipt, redemption.id)
