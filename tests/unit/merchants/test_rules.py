from __future__ import annotations

import re
from typing import Any

import pytest

from backend.merchants.rules import MerchantRules, parse_merchant_rules
from config.loading import read_policy

ARTICLE = re.compile(r"《[^》]+》第[一二三四五六七八九十百]+条")


@pytest.fixture
def data() -> dict[str, Any]:
    return read_policy("merchant_rules")


@pytest.fixture
def published(data: dict[str, Any]) -> MerchantRules:
    return parse_merchant_rules(data)


def test_the_published_rules_say_what_a_shop_must_never_do(published: MerchantRules) -> None:
    assert {
        *("only_registered", "their_choice", "never_refuse", "only_perks", "no_copies"),
        *("invalid_says_nothing", "offline_reported", "they_see_you", "keep_the_phone"),
    } == {rule.id for rule in published.items}
    assert len({rule.id for rule in published.items}) == len(published.items)


def test_a_legal_basis_names_its_article_in_both_languages(published: MerchantRules) -> None:
    based = [rule for rule in published.items if rule.basis_zh is not None]
    assert len(based) >= 4
    assert [rule.id for rule in based if not ARTICLE.fullmatch(rule.basis_zh or "")] == []
    assert [rule.id for rule in published.items if (rule.basis_zh is None) != (rule.basis_en is None)] == []


def test_no_rule_is_longer_than_a_shopkeeper_reads(published: MerchantRules) -> None:
    assert [rule.id for rule in published.items if len(rule.zh) > 90] == []


@pytest.mark.parametrize(
    ("member", "value"),
    [("version", ""), ("version", "x" * 17), ("items", []), ("title_en", " "), ("extra", 1)],
)
def test_faulty_rules_are_refused(data: dict[str, Any], member: str, value: Any) -> None:
    with pytest.raises(ValueError, match=member):
        parse_merchant_rules({**data, member: value})
