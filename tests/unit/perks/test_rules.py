from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from backend.domain import Policy
from backend.perks.catalogue import parse_perks
from backend.perks.rules import Rule
from backend.perks.words import explain_rule
from tests.builders.perks import a_deposit_waiver
from tests.unit.perks.standings import ITEMS, MINOR, MODEL_WORKER, ORDINARY, SERIOUS, TEACHER, counted

RULES = TypeAdapter(Rule)
GOOD = {"minimum_level": "good"}
NONE_ORDINARY = {"no_adverse": "ordinary"}
HONOURED = {"commendation": [TEACHER, MODEL_WORKER]}
CONDITIONS = st.one_of(
    st.sampled_from(["attention", "fair", "good", "excellent"]).map(lambda level: {"minimum_level": level}),
    st.sampled_from(["minor", "ordinary", "serious"]).map(lambda kind: {"no_adverse": kind}),
    st.lists(st.sampled_from([TEACHER, MODEL_WORKER]), min_size=1).map(lambda items: {"commendation": items}),
)


def joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.sampled_from(["all_of", "any_of"]), st.lists(inner, min_size=2, max_size=3)).map(
        lambda joint: {joint[0]: joint[1]}
    )


ANY_RULE = CONDITIONS | joined(CONDITIONS | joined(CONDITIONS))


@pytest.mark.parametrize(
    ("rule", "items", "holds"),
    [
        (GOOD, (), True),
        (GOOD, (TEACHER,), True),
        (GOOD, (MINOR,), False),
        ({"minimum_level": "excellent"}, (), False),
        ({"minimum_level": "excellent"}, (TEACHER,), True),
        ({"minimum_level": "fair"}, (MINOR,), True),
        ({"minimum_level": "attention"}, (SERIOUS,), True),
        ({"no_adverse": "minor"}, (), True),
        ({"no_adverse": "minor"}, (MINOR,), False),
        (NONE_ORDINARY, (MINOR,), True),
        (NONE_ORDINARY, (ORDINARY,), False),
        (NONE_ORDINARY, (SERIOUS,), False),
        ({"no_adverse": "serious"}, (MINOR, ORDINARY), True),
        ({"no_adverse": "serious"}, (SERIOUS,), False),
        (HONOURED, (), False),
        (HONOURED, (TEACHER,), True),
        (HONOURED, ("med.honour.nurse",), False),
        ({"all_of": [GOOD, HONOURED]}, (), False),
        ({"all_of": [GOOD, HONOURED]}, (TEACHER, MINOR), False),
        ({"all_of": [GOOD, HONOURED]}, (TEACHER,), True),
        ({"any_of": [GOOD, HONOURED]}, (TEACHER, MINOR), True),
        ({"any_of": [GOOD, HONOURED]}, (MINOR,), False),
        ({"any_of": [{"minimum_level": "excellent"}, {"all_of": [NONE_ORDINARY, GOOD]}]}, (), True),
        ({"any_of": [{"minimum_level": "excellent"}, {"all_of": [NONE_ORDINARY, GOOD]}]}, (MINOR,), False),
    ],
)
def test_a_rule_holds_for_what_counts(
    policy: Policy, rule: dict[str, Any], items: tuple[str, ...], holds: bool
) -> None:
    assert RULES.validate_python(rule).holds(counted(policy, *items)) is holds


@given(rule=ANY_RULE, items=st.lists(st.sampled_from(ITEMS), max_size=4), better=st.sampled_from(ITEMS))
def test_a_better_standing_never_closes_a_perk(
    policy: Policy, rule: dict[str, Any], items: list[str], better: str
) -> None:
    parsed = RULES.validate_python(rule)
    if not parsed.holds(counted(policy, *items)):
        return
    is_commendation = better in (TEACHER, MODEL_WORKER)
    improved = [*items, better] if is_commendation else [item for item in items if item != better]
    assert parsed.holds(counted(policy, *improved))


@given(rule=ANY_RULE, items=st.lists(st.sampled_from(ITEMS), max_size=4))
def test_the_lines_of_an_explanation_hold_together_exactly_if_the_rule_does(
    policy: Policy, rule: dict[str, Any], items: list[str]
) -> None:
    parsed, found = RULES.validate_python(rule), counted(policy, *items)
    lines = explain_rule(parsed, found, policy.catalogue)
    assert all(line.holds for line in lines) is parsed.holds(found)
    assert all(re.search(r"[\u4e00-\u9fff]", line.zh) and line.zh.endswith("。") for line in lines)
    assert not [line.en for line in lines if re.search(r"[\u4e00-\u9fff]", line.en)]


@pytest.mark.parametrize(
    ("rule", "items", "zh"),
    [
        (GOOD, (MINOR,), "信用状况为“良好”及以上：你目前为“中等”。"),
        (NONE_ORDINARY, (MINOR,), "没有计入的一般或严重失信信息：符合。"),
        (
            NONE_ORDINARY,
            (ORDINARY, SERIOUS),
            "没有计入的一般或严重失信信息：目前有计入的一般、严重失信信息。",
        ),
        (HONOURED, (), "有计入的表彰奖励信息（优秀教师表彰、劳动模范）：目前没有。"),
        (HONOURED, (TEACHER,), "有计入的表彰奖励信息（优秀教师表彰、劳动模范）：优秀教师表彰。"),
        (
            {"any_of": [{"minimum_level": "excellent"}, {"all_of": [GOOD, NONE_ORDINARY]}]},
            (MINOR,),
            "信用状况为“优秀”及以上，或者信用状况为“良好”及以上，并且没有计入的一般或严重失信信息：目前不符合。",
        ),
    ],
)
def test_each_condition_is_told_with_what_was_found(
    policy: Policy, rule: dict[str, Any], items: tuple[str, ...], zh: str
) -> None:
    (line,) = explain_rule(RULES.validate_python(rule), counted(policy, *items), policy.catalogue)
    assert line.zh == zh


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ({}, "perks.0.rule"),
        ({"score_above": 600}, "perks.0.rule.score_above"),
        ({"minimum_level": "good", "no_adverse": "minor"}, "perks.0.rule"),
        ({"minimum_level": ["good"]}, "perks.0.rule.minimum_level"),
        ({"no_adverse": "any"}, "perks.0.rule.no_adverse"),
        ({"maximum_level": "fair"}, "perks.0.rule.maximum_level"),
        ({"commendation": []}, "perks.0.rule.commendation"),
        ({"commendation": "any"}, "perks.0.rule.commendation"),
        ({"all_of": [GOOD]}, "perks.0.rule.all_of"),
        ({"all_of": [GOOD, {"none_of": [GOOD, GOOD]}]}, "perks.0.rule.all_of.1.none_of"),
        ({"any_of": [GOOD, {"all_of": [GOOD, {"python": "1"}]}]}, "perks.0.rule.any_of.1.all_of.1.python"),
        (
            {"all_of": [GOOD, {"any_of": [GOOD, {"all_of": [GOOD, NONE_ORDINARY]}]}]},
            "perks.0.rule",
        ),
        ("good", "perks.0.rule"),
    ],
)
def test_a_condition_that_is_none_of_the_list_is_refused_with_its_place(
    policy: Policy, rule: Any, place: str
) -> None:
    data = {"version": "1", "perks": [a_deposit_waiver(rule=rule)]}
    with pytest.raises(ValueError, match=f"(?m)^{re.escape(place)}$"):
        parse_perks(data, policy.operators, policy.catalogue)
