"""Redemptions that meet: whoever repeats what, and however many want the last one."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import func, select

from backend.audit.models import AccessEntry
from backend.domain import Domain
from backend.merchants.callers import MerchantCaller
from backend.perks.redemptions import Redeeming
from backend.platform.errors import DomainError
from tests.builders.citizens import TestCitizen, a_citizen
from tests.integration.perks.conftest import MUSEUM, PARK
from tests.integration.perks.shops import a_code, a_shop, entries, outcomes, redeem, taken
from tests.integration.perks.together import together

pytestmark = pytest.mark.store


@pytest.fixture
def shop(domain: Domain) -> MerchantCaller:
    return a_shop(domain)


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


def test_a_retrying_shop_with_many_hands_redeems_once(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    token, key = a_code(domain, citizen), secrets.token_hex(8)
    answers = together([lambda: redeem(domain, shop, token, key=key)] * 4)
    refused = {answer.code for answer in answers if isinstance(answer, DomainError)}
    assert refused <= {"request-in-progress", "changed-meanwhile"}
    told = {answer.redemption_id for answer in answers if isinstance(answer, Redeeming)}
    assert told == {redeem(domain, shop, token, key=key).redemption_id}
    assert outcomes(domain) == ["redeemed"]
    assert taken(domain, PARK) == (1, 0)
    assert [action for action, _ in entries(domain, citizen)].count("perk.redeemed") == 1


def test_many_codes_of_one_citizen_at_once_keep_within_the_limit(
    domain: Domain, shop: MerchantCaller, citizen: TestCitizen
) -> None:
    tokens = [a_code(domain, citizen) for _ in range(6)]
    answers = together([lambda t=token: redeem(domain, shop, t) for token in tokens])
    assert sorted(answer.outcome for answer in answers) == ["not_eligible"] * 4 + ["redeemed"] * 2
    with domain.ground.database.reading() as session:
        redeemed = select(func.count()).where(AccessEntry.action == "perk.redeemed")
        assert session.scalar(redeemed) == 2


def test_the_last_of_a_quota_that_many_citizens_want_at_once_is_redeemed_once(
    domain: Domain, shop: MerchantCaller
) -> None:
    tokens = [a_code(domain, a_citizen(domain), MUSEUM) for _ in range(6)]
    answers = together([lambda t=token: redeem(domain, shop, t, MUSEUM) for token in tokens])
    assert sorted(answer.outcome for answer in answers) == ["none_left"] * 3 + ["redeemed"] * 3
    assert taken(domain, MUSEUM) == (3, 0)
