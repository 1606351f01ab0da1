"""From what a citizen ticked to what the certificate will say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from backend.certificates.challenge import Challenge
from backend.certificates.claims import Claim
from backend.certificates.format.content import Claims
from backend.consent.gate import ConsentGate
from backend.identity.id_number import mask_name
from backend.identity.people import People
from backend.platform.errors import Invalid
from backend.status.evaluation import StatusReport
from backend.status.service import StatusReader

PURPOSE = "certificate.issue"
SCREEN_LIFETIME = timedelta(seconds=60)
LONGEST_PRINTED_DAYS = 30


class CertificateKind(StrEnum):
    """How a certificate is shown: on a screen for a minute and once, on paper for days, or to who asked."""

    DYNAMIC = "dynamic"
    PRINTED = "printed"
    ADDRESSED = "addressed"


@dataclass(frozen=True)
class Order:
    """What the citizen ticked; `audience` is a merchant's id or registered name, `perk` a perk's id.

    An addressed certificate answers a `challenge`, which names its merchant.
    """

    kind: CertificateKind
    claims: frozenset[Claim]
    audience: str | None = None
    perk: str | None = None
    valid_days: int = LONGEST_PRINTED_DAYS
    challenge: Challenge | None = None

    @property
    def meaning(self) -> tuple[object, ...]:
        """Return what makes two orders the same."""
        challenge = self.challenge.text if self.challenge else None
        return (self.kind, sorted(self.claims), self.audience, self.perk, self.valid_days, challenge)

    @property
    def lifetime(self) -> timedelta:
        """Return how long the certificate is good for."""
        is_printed = self.kind is CertificateKind.PRINTED
        return timedelta(days=self.valid_days) if is_printed else SCREEN_LIFETIME

    @property
    def named_audience(self) -> str | None:
        """Return the merchant that the certificate is for, as the citizen or the challenge names it."""
        return self.challenge.verifier_id if self.challenge else self.audience


class PerkEligibility(Protocol):
    """Says whether a status opens a perk; the perks implement it."""

    def judge(self, perk_id: str, report: StatusReport) -> tuple[int, bool]:
        """Return the perk's published code and yes or no; raises `NotFound`."""
        ...


class Disclosure:
    """Reads exactly what was ticked, and nothing else, under the consent to issue certificates (rule 7)."""

    def __init__(
        self, gate: ConsentGate, people: People, status: StatusReader, perks: PerkEligibility
    ) -> None:
        self._gate = gate
        self._people = people
        self._status = status
        self._perks = perks

    def read_claims(
        self, session: Session, citizen_id: str, ticked: frozenset[Claim], perk: str | None
    ) -> Claims:
        """Return what the ticked claims say today.

        Raises `Refused` where a consent, the proof or the age is missing, `NotFound` for an unknown perk.
        """
        self._gate.require(session, citizen_id, PURPOSE)
        report = self._status.read(session, citizen_id)
        person = self._people.get_proven(session, citizen_id) if ticked & _PERSONAL else None
        return Claims(
            level=report.level.code if Claim.LEVEL in ticked else None,
            no_adverse=report.has_no_adverse if Claim.NO_ADVERSE in ticked else None,
            perk=self._perks.judge(perk or "", report) if Claim.PERK in ticked else None,
            masked_name=mask_name(person.name) if person and Claim.NAME in ticked else None,
            match_code=person.id_number[-4:] if person and Claim.MATCH_CODE in ticked else None,
        )


_PERSONAL = {Claim.NAME, Claim.MATCH_CODE}


def require_sound(order: Order) -> None:
    """Pass an order that ticks something and does not contradict itself; raises `Invalid`."""
    if not order.claims:
        raise Invalid(
            "nothing-ticked", zh="请至少勾选一项要出示的内容。", en="Tick at least one thing to show."
        )
    if (Claim.PERK in order.claims) != (order.perk is not None):
        raise Invalid(
            "perk-and-claim-differ",
            zh="出示激励资格时，请同时勾选 perk 并指明是哪一项激励。",
            en="To show eligibility, tick `perk` and name the perk.",
        )
    if (order.kind is CertificateKind.ADDRESSED) != (order.challenge is not None):
        raise Invalid(
            "challenge-and-kind-differ",
            zh="回应商户询问的信用码要带上询问码，其他种类不带。",
            en="An addressed certificate answers a merchant's challenge; no other kind has one.",
        )
    if order.challenge is not None and order.audience is not None:
        raise Invalid(
            "audience-and-challenge",
            zh="询问码已经写明商户，请不要再另外指定。",
            en="The challenge names the merchant; please do not name another.",
        )
    if not 1 <= order.valid_days <= LONGEST_PRINTED_DAYS:
        raise Invalid(
            "validity-out-of-range",
            zh=f"有效期应为 1 到 {LONGEST_PRINTED_DAYS} 天。",
            en=f"The validity is 1 to {LONGEST_PRINTED_DAYS} days.",
        )
