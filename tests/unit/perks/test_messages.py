from __future__ import annotations

import re

import pytest

from backend.audit.models import AccessEntry
from backend.domain import Policy
from miniprogram_api.citizen.perk_messages import TOLD_ACTIONS, perk_words
from miniprogram_api.language import Language

PERK = "park.ticket_discount"


def words(policy: Policy, action: str, outcome: str, language: Language = Language.CHINESE) -> str:
    entry = AccessEntry(action=action, actor_name="忠仑公园", object_id=PERK, outcome=outcome)
    return perk_words(entry, policy.perks, language)


@pytest.mark.parametrize(
    ("missing", "zh"),
    [
        ("minimum_level", "等级条件"),
        ("no_adverse", "有计入的失信信息"),
        ("commendation", "表彰奖励"),
        ("any_of", "目前不符合条件"),
        ("not_offered", "不再提供"),
        ("status_unread", "授权"),
    ],
)
def test_a_perk_that_will_not_be_renewed_says_why_what_stays_and_how_to_contest(
    policy: Policy, missing: str, zh: str
) -> None:
    told = words(policy, "perk.not_renewed", missing)
    for said in ("收费公园门票八折", "30 天内到期", zh, "到期之前照常使用", "可以提出异议"):
        assert said in told


def test_a_perk_that_will_end_says_that_it_can_be_asked_for_again(policy: Policy) -> None:
    assert "之后可以再申请" in words(policy, "perk.will_end", "renewable")


@pytest.mark.parametrize(
    ("outcome", "zh"),
    [
        ("limit_reached", "次数已用完，商户不知道"),
        ("none_left", "与你无关"),
        ("not_eligible", "不符合条件"),
    ],
)
def test_a_perk_that_was_not_redeemed_tells_the_citizen_more_than_the_shop(
    policy: Policy, outcome: str, zh: str
) -> None:
    told = words(policy, "perk.not_redeemed", outcome)
    assert told.startswith("忠仑公园没有核销")
    assert zh in told


@pytest.mark.parametrize("action", [one for one in TOLD_ACTIONS if one != "perk.carried"])
def test_each_message_has_english_words_that_name_the_perk(policy: Policy, action: str) -> None:
    told = words(policy, action, "limit_reached", Language.ENGLISH)
    assert "20% off park tickets" in told
    assert not re.search(r"[\u4e00-\u9fff]", told.replace("忠仑公园", ""))


@pytest.mark.parametrize("outcome", ["active", "refused", "ended"])
def test_what_an_operator_did_with_a_grant_is_told_in_english_and_leads_to_the_perks(
    policy: Policy, outcome: str
) -> None:
    told = words(policy, "perk.carried", outcome, Language.ENGLISH)
    assert "See My perks" in told
    assert not re.search(r"[\u4e00-\u9fff]", told.replace("忠仑公园", ""))


def test_a_perk_that_is_no_longer_published_is_named_by_its_id(policy: Policy) -> None:
    entry = AccessEntry(action="perk.will_end", actor_name="", object_id="zoo.tour", outcome="renewable")
    assert "zoo.tour" in perk_words(entry, policy.perks, Language.CHINESE)


def test_a_perk_that_its_operator_ended_says_that_it_is_not_for_the_status(policy: Policy) -> None:
    told = words(policy, "perk.ended_by_operator", "ended")
    assert told.startswith("忠仑公园不再提供")
    assert "与你的信用状况无关" in told
