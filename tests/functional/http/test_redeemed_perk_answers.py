from __future__ import annotations

import pytest

from backend.certificates.challenge import new_challenge
from backend.certificates.outcomes import Outcome
from backend.merchants.past_days import PastPage
from backend.perks.models import Redemption
from backend.perks.redemption_outcomes import RedemptionOutcome
from backend.perks.redemptions import Redeeming
from tests.builders.clock import NOON
from tests.functional.http.fakes import AS_MERCHANT, SHOP, FakeService

PATH = "/api/v1/merchant/redemptions"
PERK = "park.ticket_discount"


@pytest.fixture
def redemptions(told) -> FakeService:
    return told.redemptions


def redeeming(policy, outcome: RedemptionOutcome, scan: Outcome = Outcome.VALID) -> Redeeming:
    return Redeeming(policy.perks.get(PERK), outcome, scan, NOON, "acc_1", "rdm_1")


def test_a_redemption_passes_token_perk_key_and_challenge_on(client, policy, redemptions) -> None:
    redemptions.answers["redeem"] = redeeming(policy, RedemptionOutcome.REDEEMED)
    challenge = new_challenge("mer_0123456789ABCDEFGHIJKL")
    body = {"token": "123", "perk": PERK, "challenge": challenge.text}
    client.post(PATH, json=body, headers=AS_MERCHANT | {"Idempotency-Key": "k1"})
    assert redemptions.asked == [("redeem", SHOP, "123", PERK, "k1", challenge)]


@pytest.mark.parametrize("outcome", sorted(set(RedemptionOutcome) - {RedemptionOutcome.LIMIT_REACHED}))
def test_every_outcome_has_words_and_only_one_of_them_is_redeemed(
    client, policy, redemptions, outcome
) -> None:
    scan = Outcome.EXPIRED if outcome is RedemptionOutcome.CODE_REFUSED else Outcome.VALID
    redemptions.answers["redeem"] = redeeming(policy, outcome, scan)
    answer = client.post(PATH, json={"token": "123", "perk": PERK}, headers=AS_MERCHANT).json
    assert answer["redeemed"] is (outcome is RedemptionOutcome.REDEEMED)
    assert (answer["outcome"], answer["scan"]) == (outcome, scan)
    assert answer["message"].endswith("。")
    assert answer["perk"] == {"id": PERK, "name": "收费公园门票八折"}
    assert (answer["at"], answer["id"], answer["receipt"]) == ("2026-11-23T12:00:00+08:00", "rdm_1", "acc_1")


def test_a_code_that_is_not_valid_is_answered_in_the_words_of_a_scan(client, policy, redemptions) -> None:
    redemptions.answers["redeem"] = redeeming(policy, RedemptionOutcome.CODE_REFUSED, Outcome.ALREADY_USED)
    headers = AS_MERCHANT | {"Accept-Language": "en"}
    answer = client.post(PATH, json={"token": "123", "perk": PERK}, headers=headers).json
    assert "works once and this one was used" in answer["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"token": "1"}, "perk"),
        ({"perk": PERK}, "token"),
        ({"token": "", "perk": PERK}, "token"),
        ({"token": "1", "perk": PERK, "citizen": "cit_1"}, "citizen"),
    ],
)
def test_a_body_that_lacks_something_or_names_a_person_is_refused(client, redemptions, body, field) -> None:
    answer = client.post(PATH, json=body, headers=AS_MERCHANT)
    assert (answer.status_code, [*answer.json["errors"]]) == (422, [field])
    assert redemptions.asked == []


def test_past_redemptions_name_no_person_and_tell_no_limit(client, redemptions) -> None:
    facts = {"receipt": "acc_1", "merchant_id": "mer_1", "citizen_id": "cit_1", "decided_at": NOON}
    past = [
        Redemption(id="rdm_1", perk=PERK, outcome="redeemed", **facts),
        Redemption(id="rdm_2", perk="zoo.tour", outcome="limit_reached", **facts),
    ]
    redemptions.answers["list_of_merchant"] = PastPage(past)
    answer = client.get(PATH, headers=AS_MERCHANT)
    first, second = answer.json["redemptions"]
    assert (first["redeemed"], first["outcome"]) == (True, "redeemed")
    assert (second["redeemed"], second["outcome"]) == (False, "not_eligible")
    assert second["perk"] == {"id": "zoo.tour", "name": None}
    assert "cit_1" not in answer.text
