from __future__ import annotations

from typing import Any

import pytest

from card_integration.contract.refusals import refusal_in


def problem(problem_type: str, **members: Any) -> dict[str, Any]:
    return {"type": problem_type, "title": "名额已满", "status": 422, **members}


@pytest.mark.parametrize(
    "problem_type", ["/problems/unknown-card", "https://a.example/p/unknown-card", "unknown-card"]
)
def test_the_last_segment_of_a_problems_type_is_the_reason(problem_type: str) -> None:
    refusal = refusal_in(problem(problem_type))
    assert refusal.reason == "unknown-card"
    assert "请核对" in refusal.zh


def test_an_unknown_reason_is_told_in_the_operators_words() -> None:
    refusal = refusal_in(problem("/problems/quota-used-up"))
    assert refusal.reason == "quota-used-up"
    assert "名额已满" in refusal.zh
    assert "名额已满" in refusal.en


@pytest.mark.parametrize("problem_type", ["about:blank", "", "/p/Quota Used", "/p/" + "a" * 61, "/p/<b>"])
def test_a_type_that_names_no_clean_reason_is_simply_refused(problem_type: str) -> None:
    assert refusal_in(problem(problem_type)).reason == "refused"


@pytest.mark.parametrize("title", [None, "", 7, "\0"])
def test_a_refusal_without_words_still_says_what_to_do(title: object) -> None:
    assert "可向运营单位咨询" in refusal_in(problem("/problems/quota", title=title)).zh


def test_the_operators_words_are_cut_to_a_line() -> None:
    assert len(refusal_in(problem("/problems/quota", title="长" * 5000)).zh) < 150


def test_the_operators_words_hold_nothing_that_cannot_be_shown_or_kept() -> None:
    assert "名额已满" in refusal_in(problem("/problems/quota", title="名额\0已\u202e满\n")).zh


@pytest.mark.parametrize(("current", "words"), [(9, "第 9 版"), (None, "更新的版本"), ("9", "更新的版本")])
def test_a_stale_revision_names_the_current_one_if_told(current: object, words: str) -> None:
    refusal = refusal_in(problem("/problems/stale-revision", current_revision=current))
    assert refusal.reason == "stale-revision"
    assert words in refusal.zh


def test_a_body_without_a_type_is_no_problem_document() -> None:
    with pytest.raises(ValueError, match="type"):
        refusal_in({"error": "no"})
