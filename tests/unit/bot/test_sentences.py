from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sentences import list_cited, list_sentences, without_marks

WORDS = st.text("自己就能办信用修复", min_size=1, max_size=12)
MARKS = st.lists(st.integers(1, 9), max_size=3, unique=True)
WRITTEN = st.lists(st.tuples(WORDS, st.sampled_from("。！？"), MARKS), max_size=8)


@given(WRITTEN, st.sampled_from(["", "\n", "\n- ", "\n3. ", "\n\n"]))
def test_every_sentence_is_found_with_its_own_marks(
    written: list[tuple[str, str, list[int]]], between: str
) -> None:
    marked = between.join(
        f"{words}{end}" + (f"[^{','.join(map(str, marks))}]" if marks else "")
        for words, end, marks in written
    )
    found = [(sentence.text, sentence.marks) for sentence in list_sentences(marked)]
    assert found == [(f"{words}{end}", tuple(map(str, marks))) for words, end, marks in written]
    assert list_cited(marked) == {mark for *_, marks in written for mark in marks}
    assert "[^" not in without_marks(marked)


def test_headings_are_no_sentences() -> None:
    assert [sentence.text for sentence in list_sentences("## 步骤\n\n1. 打开。[^1]")] == ["打开。"]


def test_a_mark_before_the_full_stop_belongs_to_its_sentence() -> None:
    assert [sentence.marks for sentence in list_sentences("先打开[^1]。再提交。[^2]")] == [("1",), ("2",)]


@pytest.mark.parametrize("text", ["3天", "三个工作日", "《办法》", "您有权申请", "不收费"])
def test_numbers_and_law_are_claims(text: str) -> None:
    (sentence,) = list_sentences(text)
    assert sentence.claims


@pytest.mark.parametrize("text", ["您好", "慢慢说", "一步一步来"])
def test_courtesies_are_no_claims(text: str) -> None:
    (sentence,) = list_sentences(text)
    assert not sentence.claims
