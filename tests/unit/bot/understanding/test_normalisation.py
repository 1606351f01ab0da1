from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.normalisation import PERSON, Normaliser, read_normaliser, split_sentences

NORMALISER: Normaliser = read_normaliser()


def written(text: str) -> str:
    return "".join(NORMALISER.to_units(NORMALISER.clean(text)).written)


def sounds(text: str) -> tuple[str, ...]:
    return NORMALISER.to_units(NORMALISER.clean(text)).sounds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("信用修復要多久", "信用修复要多久"),
        ("从網路下載檔案", "从网络下载文件"),
        ("ＱＲ　码", "qr 码"),
        ("请问一下，信用码在哪儿？", "信用码在哪里"),
        ("嗯嗯，异议咋提😀！！", "异议怎么提"),
        ("credit repair 要多久", "信用修复要多久"),
        ("How long", "多久"),
        ("罚了500元", "罚了2000元"),
        ("本人能否办理", "我能不能办理"),
    ],
)
def test_what_means_the_same_is_written_the_same(one: str, other: str) -> None:
    assert written(one) == written(other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("休付", "修复"), ("信用吗", "信用码"), ("xinyong", "信用"), ("深请", "申请"), ("四民卡", "市民卡")],
)
def test_what_is_typed_by_its_sound_sounds_the_same(typed: str, meant: str) -> None:
    assert sounds(typed) == sounds(meant)


def test_a_greeting_alone_is_kept_and_before_a_question_left_out() -> None:
    assert written("你好") == "你好"
    assert written("你好，异议怎么提") == "异议怎么提"


@pytest.mark.parametrize("text", ["查一下我老公的信用", "查一下王某的信用", "查一下陈小东的信用"])
def test_every_word_for_another_person_plays_the_same_role(text: str) -> None:
    assert PERSON in NORMALISER.to_units(NORMALISER.clean(text)).roles


def test_sentences_end_at_their_marks() -> None:
    assert split_sentences(NORMALISER.clean("卡丢了！怎么办？\n急")) == ["卡丢了", "怎么办", "急"]


def test_of_a_very_long_text_the_beginning_and_the_end_are_read() -> None:
    read = NORMALISER.clean("头" * 1000 + "尾" * 1000)
    assert read.startswith("头")
    assert read.endswith("尾")
    assert len(read) < 1300


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    units = NORMALISER.to_units(NORMALISER.clean(text))
    assert all(units.written)
