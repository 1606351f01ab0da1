"""What the city publishes in `config/perks.yaml`."""

from __future__ import annotations

import re

import pytest

from backend.cards.operators import BASIC_RIGHTS, CardFunction
from backend.domain import Policy
from backend.perks.catalogue import ContractPerk, Perk
from backend.status.policy import LevelId


def test_the_deposit_free_perk_waives_the_librarys_real_deposits(policy: Policy) -> None:
    perk = policy.perks.get("library.deposit_free")
    yuan = [tier // 100 for tier in perk.deposit_tiers_fen]
    assert yuan == [50, 100, 200, 300, 500, 800, 1000]
    assert (perk.code, perk.contract_perk) == (1, ContractPerk.DEPOSIT_WAIVER)
    assert perk.rule.find_level_for_all() is LevelId.GOOD
    assert "已经借出的书按原约定归还" in perk.terms_zh


def test_there_are_twelve_perks_and_more_each_with_the_code_it_was_published_with(policy: Policy) -> None:
    assert {perk.code: perk.id for perk in policy.perks.all()} == {
        1: "library.deposit_free",
        2: "library.small_deposit_free",
        3: "library.longer_loan",
        4: "library.more_loans",
        5: "bike.deposit_free",
        6: "bus.extra_discount",
        7: "bus.pay_after_ride",
        8: "tourism.pass_discount",
        9: "water.late_fee_grace",
        10: "electricity.late_fee_grace",
        11: "gas.late_fee_grace",
        12: "service.fast_lane",
        13: "parking.pay_later",
        14: "park.ticket_discount",
        15: "museum.guided_tour",
    }


def test_no_published_perk_is_on_a_basic_right(policy: Policy) -> None:
    services = {perk.service for perk in policy.perks.all()}
    assert CardFunction.LENDING in services
    assert not services & BASIC_RIGHTS


def _texts(perk: Perk, language: str) -> list[str]:
    return [getattr(perk, f"{text}_{language}") for text in ("name", "gives", "terms", "without")]


def test_every_text_is_chinese_and_english(policy: Policy) -> None:
    for perk in policy.perks.all():
        assert [text for text in _texts(perk, "zh") if not re.search(r"[\u4e00-\u9fff]", text)] == []
        assert [text for text in _texts(perk, "en") if re.search(r"[\u4e00-\u9fff]", text)] == []


@pytest.mark.parametrize("amount", [r"([0-9]+) 元", r"([0-9]+) yuan"])
def test_the_most_that_a_perk_is_worth_is_what_its_words_say(policy: Policy, amount: str) -> None:
    language = "zh" if "元" in amount else "en"
    worth = {perk.id: perk.max_value_fen for perk in policy.perks.all() if perk.max_value_fen}
    assert len(worth) > 8
    for perk_id, fen in worth.items():
        gives = getattr(policy.perks.get(perk_id), f"gives_{language}")
        assert max(int(yuan) for yuan in re.findall(amount, gives)) * 100 == fen, perk_id
