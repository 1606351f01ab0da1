from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.notifications.push.fields import UnfitValue, cut, fit_moment, fit_value, kind_of, length_of

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=5)
ANYTHING = st.text(max_size=60)
KEYS = st.sampled_from(
    ["thing1", "character_string2", "number3", "letter4", "symbol5", "phrase6", "name7", "phone_number8"]
)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("thing1", "请打开小程序查看，全程不收费"),
        ("thing1", "a" * 20),
        ("character_string2", "XY-2026/11#27"),
        ("character_string2", "a" * 32),
        ("number3", "12.5"),
        ("letter4", "abcXYZ"),
        ("symbol5", "!?#"),
        ("phrase6", "已有结果"),
        ("phrase6", "一二三四五"),
        ("name7", "王小明"),
        ("name7", "Anna"),
        ("phone_number8", "+86-0592-12345"),
        ("amount9", "¥12.50元"),
        ("car_number10", "闽D12345"),
        ("date11", "2026年11月27日"),
        ("date11", "2026年11月27日 15:01"),
        ("time12", "15:01"),
        ("time12", "2026年11月27日 15:01~16:30"),
    ],
)
def test_what_wechat_takes_passes_unchanged(key: str, text: str) -> None:
    assert fit_value(key, text) == text


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("thing1", ""),
        ("thing1", " \n\u200b"),
        ("character_string2", "案件1"),
        ("character_string2", "a" * 33),
        ("character_string2", "a b"),
        ("number3", "1.2.3"),
        ("number3", "-"),
        ("letter4", "abc1"),
        ("symbol5", "!!!!!!"),
        ("symbol5", "a"),
        ("phrase6", "一二三四五六"),
        ("phrase6", "已办结1"),
        ("phrase6", "已 办结"),
        ("name7", "一二三四五六七八九十一"),
        ("phone_number8", "1" * 18),
        ("amount9", "12345678901"),
        ("car_number10", "闽D123456789"),
        ("date11", "2026-11-27"),
        ("time12", "25:01"),
        ("time12", "2026年11月27日"),
        ("const1", "x"),
        ("thing", "x"),
        ("THING1", "x"),
        ("thing1234", "x"),
    ],
)
def test_what_wechat_answers_with_47003_is_refused_before(key: str, text: str) -> None:
    with pytest.raises(UnfitValue) as refused:
        fit_value(key, text)
    # The value itself may be of a person and stands in no message.
    assert str(refused.value) in {
        f"{key}: WeChat does not take this value",
        f"{key} is not a field of a subscribe message",
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("一" * 20, "一" * 20),
        ("一" * 21, "一" * 19 + "…"),
        ("𠮷" * 10, "𠮷" * 10),
        ("𠮷" * 11, "𠮷" * 9 + "…"),
        ("一" * 18 + " 二三四", "一" * 18 + "…"),
        ("第一行\r\n第二行", "第一行 第二行"),
        ("a\x00b\u2028c", "a b c"),
    ],
)
def test_a_thing_stays_on_one_line_and_is_cut_where_a_character_ends(text: str, shown: str) -> None:
    assert fit_value("thing1", text) == shown


def test_a_moment_is_told_on_the_citys_clock() -> None:
    at = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)
    assert fit_moment("time3", at) == fit_moment("date3", at) == "2026年11月28日 00:05"


def test_a_moment_is_no_phrase() -> None:
    with pytest.raises(UnfitValue):
        fit_moment("phrase1", datetime(2026, 11, 27, tzinfo=UTC))


@given(ANYTHING)
def test_a_thing_is_never_too_long_and_never_on_two_lines(text: str) -> None:
    try:
        shown = fit_value("thing1", text)
    except UnfitValue:
        assert not any(one.isalnum() for one in text)
        return
    assert 0 < length_of(shown) <= 20
    assert shown.splitlines() == [shown]
    assert shown == shown.strip()


@given(KEYS, ANYTHING)
def test_fitting_again_changes_nothing(key: str, text: str) -> None:
    try:
        once = fit_value(key, text)
    except UnfitValue:
        return
    assert fit_value(key, once) == once


@given(HAN)
def test_every_short_phrase_passes(text: str) -> None:
    assert fit_value("phrase2", text) == text


@given(ANYTHING, st.integers(1, 40))
def test_a_cut_keeps_the_beginning(text: str, longest: int) -> None:
    shown = cut(text, longest)
    assert length_of(shown) <= longest
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))


@given(st.integers(946_800_000, 7_258_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_every_moment_of_these_centuries_can_be_told(at: datetime) -> None:
    assert length_of(fit_moment("time1", at)) <= 20


def test_the_kind_is_the_key_without_its_number() -> None:
    assert (kind_of("character_string12"), kind_of("thing1")) == ("character_string", "thing")
