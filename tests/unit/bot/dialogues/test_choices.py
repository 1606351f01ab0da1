from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogues.choices import MOST_CHOICES, find_choice, numbered, says_done, says_no, says_yes

CHOICES = ["厦门市图书馆", "厦门公交", "厦门公共自行车", "厦门自来水"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 0),
        ("２", 1),
        ("三", 2),
        ("第二个", 1),
        ("选4", 3),
        ("2号", 1),
        (" 1。", 0),
        ("图书馆", 0),
        ("厦门公交", 1),
        ("自行车", 2),
        ("5", None),
        ("0", None),
        ("11", None),
        ("厦门", None),
        ("公", None),
        ("", None),
        ("水电费多久交", None),
    ],
)
def test_a_choice_is_named_by_number_or_by_words_that_fit_one_alone(text: str, place: int | None) -> None:
    assert find_choice(text, CHOICES) == place


@given(st.lists(st.text(min_size=1, max_size=20), max_size=MOST_CHOICES), st.text(max_size=30))
def test_whatever_is_said_a_choice_is_one_of_those_shown_or_none(choices: list[str], text: str) -> None:
    place = find_choice(text, choices)
    assert place is None or 0 <= place < len(choices)


@given(st.integers(1, MOST_CHOICES))
def test_every_number_that_is_shown_can_be_answered(number: int) -> None:
    choices = [f"选项{chr(0x4E00 + place)}" for place in range(MOST_CHOICES)]
    assert f"{number}. {choices[number - 1]}" in numbered(choices)
    assert find_choice(str(number), choices) == number - 1


@pytest.mark.parametrize("text", ["是", "好的", "确认", "OK", "继续", "同意。", "没问题", "确认提交"])
def test_yes_is_said_in_so_many_words(text: str) -> None:
    assert says_yes(text)
    assert not says_no(text)


@pytest.mark.parametrize("text", ["不", "不用", "先不办", "好不好", "确认什么", ""])
def test_anything_else_is_not_yes(text: str) -> None:
    assert not says_yes(text)


@pytest.mark.parametrize(
    "text", ["完成", "传完了", "发完了", "好了", "没有了", "都传好了。", "上传完了", "没别的了"]
)
def test_that_all_was_sent_is_said_in_many_ways(text: str) -> None:
    assert says_done(text)


@pytest.mark.parametrize("text", ["传", "发", "传不上去", "没完", "好的", "完成不了", "怎么传", ""])
def test_trouble_and_questions_do_not_say_that_all_was_sent(text: str) -> None:
    assert not says_done(text)
