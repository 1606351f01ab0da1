from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.errors import NotFound
from backend.records.catalogue import Publication, Seriousness
from backend.status.levels import LevelId, Tally
from backend.status.policy import PolicyFaulty, parse_status_policies
from tests.unit.records.samples import sample_catalogue
from tests.unit.status.samples import policy_data, published_policy

POLICY = published_policy()
COUNTS = st.integers(0, 5)
TALLIES = st.builds(
    Tally, adverse=st.dictionaries(st.sampled_from(Seriousness), COUNTS), commendations=COUNTS
)


def test_the_published_levels_have_the_codes_that_certificates_carry() -> None:
    assert {level.id: level.code for level in POLICY.levels.values()} == {
        "excellent": 4,
        "good": 3,
        "fair": 2,
        "attention": 1,
    }
    assert [level.name_zh for level in POLICY.levels.values()] == ["优秀", "良好", "中等", "待提升"]


@pytest.mark.parametrize(
    ("minor", "ordinary", "serious", "commendations", "level"),
    [
        (0, 0, 0, 0, "good"),
        (0, 0, 0, 1, "excellent"),
        (0, 0, 0, 9, "excellent"),
        (1, 0, 0, 0, "fair"),
        (9, 0, 0, 0, "fair"),
        (1, 0, 0, 9, "fair"),
        (0, 1, 0, 0, "attention"),
        (0, 0, 1, 9, "attention"),
        (9, 9, 9, 9, "attention"),
    ],
)
def test_the_level_follows_from_what_counts(
    minor: int, ordinary: int, serious: int, commendations: int, level: str
) -> None:
    adverse = dict(zip(Seriousness, (minor, ordinary, serious), strict=True))
    assert POLICY.level_for(Tally(adverse, commendations)).id == level


@given(TALLIES, st.sampled_from(Seriousness))
def test_less_against_or_more_for_a_person_never_lowers_the_level(tally: Tally, kind: Seriousness) -> None:
    level = POLICY.level_for(tally)
    fewer = {**tally.adverse, kind: max(0, tally.adverse.get(kind, 0) - 1)}
    assert POLICY.level_for(Tally(fewer, tally.commendations)).rank >= level.rank
    assert POLICY.level_for(Tally(tally.adverse, tally.commendations + 1)).rank >= level.rank


@pytest.mark.parametrize(
    ("item_id", "months"),
    [
        ("mkt.permit.food", None),
        ("mkt.honour.quality", 24),
        ("mkt.penalty.minor", 3),
        ("mkt.penalty.ordinary", 12),
        ("mkt.penalty.serious", 36),
        ("mkt.penalty.short", 24),
    ],
)
def test_a_kind_counts_for_the_policys_months_or_the_items_own_if_fewer(
    item_id: str, months: int | None
) -> None:
    assert POLICY.find_counting_months(sample_catalogue().items[item_id]) == months


def test_a_record_never_counts_longer_than_it_may_be_published() -> None:
    item = replace(sample_catalogue().items["mkt.penalty.ordinary"], publication=Publication(6, 9))
    assert POLICY.find_counting_months(item) == 9


def test_a_level_is_got_by_its_id_or_refused() -> None:
    assert POLICY.get_level("good").name_zh == "良好"
    with pytest.raises(NotFound):
        POLICY.get_level("perfect")


def two_editions() -> Any:
    data = policy_data()
    later = {**deepcopy(data["editions"][0]), "version": "2027-1", "effective_from": date(2027, 1, 1)}
    return {"editions": [*data["editions"], later]}


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2026-04-01", "2026-1"),
        ("2026-12-31", "2026-1"),
        ("2027-01-01", "2027-1"),
        ("2040-01-01", "2027-1"),
    ],
)
def test_a_day_is_judged_by_the_edition_in_force_on_it(day: str, version: str) -> None:
    assert parse_status_policies(two_editions()).in_force_on(date.fromisoformat(day)).version == version


def test_before_the_first_edition_there_is_no_policy() -> None:
    with pytest.raises(NotFound):
        parse_status_policies(policy_data()).in_force_on(date(2026, 3, 31))


def edition_with(**fields: Any) -> Callable[[Any], None]:
    return lambda data: data["editions"][0].update(fields)


def edited(*path: str | int, value: Any) -> Callable[[Any], None]:
    def edit(data: Any) -> None:
        target = data["editions"][0]
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = value

    return edit


FAULTS = [
    (lambda data: data.update(editions=[]), "至少应有一个版本"),
    (lambda data: data["editions"].append(data["editions"][0]), "版本 2026-1：重复"),
    (lambda data: data["editions"].append(data["editions"][0]), "生效日期 2026-04-01：重复"),
    (edition_with(weights={"minor": 3}), "不认识的字段 weights"),
    (edition_with(effective_from="soon"), "effective_from 应为"),
    (lambda data: data["editions"][0]["levels"].pop(), "缺少等级 attention"),
    (edited("levels", 0, "id", value="perfect"), "id 只能取"),
    (edited("levels", 1, "id", value="excellent"), "等级 excellent：重复"),
    (edited("levels", 1, "code", value=4), "等级 code 4：重复"),
    (edited("levels", 0, "code", value=24), "code 不能大于23"),
    (edited("levels", 0, "meaning_en", value=""), "缺少 meaning_en"),
    (edited("counts_at_most_months", "minor", value=4), "minor 计入期限超过法定最长公示期"),
    (edited("counts_at_most_months", "serious", value=60), "serious 计入期限超过法定最长公示期"),
    (edited("counts_at_most_months", "trivial", value=1), "不认识的字段 trivial"),
    (edition_with(counts_at_most_months=None), "计入期限：缺少 minor"),
    (edition_with(rules=[]), "最后一条规则不能有条件"),
    (lambda data: data["editions"][0]["rules"].pop(), "最后一条规则不能有条件"),
    (lambda data: data["editions"][0]["rules"].reverse(), "从高等级到低等级"),
    (edited("rules", 1, "level", value="fair"), "从高等级到低等级"),
    (edited("rules", 1, "min_commendations", value=1), "没有记录的人至少应为 good"),
    (edited("rules", 0, "max_adverse", value={"minor": 0, "trivial": 0}), "不认识的字段 trivial"),
    (edited("rules", 0, "formula", value="a+b"), "不认识的字段 formula"),
]


@pytest.mark.parametrize(("edit", "fault"), FAULTS)
def test_a_faulty_policy_is_refused_with_the_reason(edit: Callable[[Any], None], fault: str) -> None:
    data = policy_data()
    edit(data)
    with pytest.raises(PolicyFaulty) as refusal:
        parse_status_policies(data)
    assert any(fault in said for said in refusal.value.faults)


def test_an_edition_may_not_give_a_level_another_code() -> None:
    data = two_editions()
    data["editions"][1]["levels"][0]["code"] = 5
    with pytest.raises(PolicyFaulty, match="同一等级在各版本中的 code 必须相同"):
        parse_status_policies(data)


def test_every_level_id_has_its_rule() -> None:
    assert [rule.level.id for rule in POLICY.rules] == list(LevelId)
