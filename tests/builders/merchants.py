"""Shops, their owners and their staff."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from backend.certificates.claims import Claim
from backend.domain import Domain
from backend.merchants.callers import MerchantCaller
from backend.merchants.invitations import Accepted
from backend.records.organisation_code import check_character

QUESTIONS = (Claim.LEVEL, Claim.PERK)


@dataclass(frozen=True)
class TestShop:
    """A shop that has joined by an invitation: its owner as a caller, and what the owner's phone got."""

    __test__ = False

    owner: MerchantCaller
    accepted: Accepted

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers of the owner's phone."""
        return {"X-Api-Key": self.accepted.api_key}


def a_credit_code(number: int) -> str:
    """Return the credit code of an invented shop; no county has the code 350299."""
    first = f"92350299MA{number:07d}"
    return first + check_character(first)


def a_shop_that_joined(domain: Domain, name: str = "沙坡尾小铺", number: int = 1) -> TestShop:
    """Return a shop whose owner has accepted the city's invitation."""
    made = domain.merchant_access.registry.invite(name, a_credit_code(number), QUESTIONS)
    accepted = an_acceptance(domain, made.code, "店主手机")
    return TestShop(domain.merchants.authenticate(accepted.api_key), accepted)


def an_owners_key(domain: Domain, name: str, questions: Iterable[Claim] = Claim) -> str:
    """Return the API key of the owner of a shop that has joined under this name, which no other has."""
    number = zlib.crc32(name.encode()) % 9_000_000 + 1_000_000
    made = domain.merchant_access.registry.invite(name, a_credit_code(number), questions)
    return an_acceptance(domain, made.code, "店主手机").api_key


def an_owner(domain: Domain, name: str, questions: Iterable[Claim] = Claim) -> MerchantCaller:
    """Return the owner of a shop that has joined under this name, as a caller."""
    return domain.merchants.authenticate(an_owners_key(domain, name, questions))


def a_staff_phone(domain: Domain, owner: MerchantCaller, label: str = "收银台") -> Accepted:
    """Return what a phone of staff got that the owner let in."""
    return an_acceptance(domain, domain.merchant_access.pairing.make(owner, label, None).code, label)


def an_acceptance(
    domain: Domain, code: str, label: str = "收银台", request_key: str | None = None
) -> Accepted:
    """Return what a phone gets that accepts the rules in force."""
    version = domain.policy.merchant_rules.version
    return domain.merchant_access.invitations.accept(code, version, label, request_key)
