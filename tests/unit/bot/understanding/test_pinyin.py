from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from bot.understanding.normalisation import Normaliser, read_normaliser
from bot.understanding.pinyin import SOUNDS_FILE, Sounds, read_sounds
from bot.understanding.sounds_making import describe_sounds

SOUNDS: Sounds = read_sounds()
NORMALISER: Normaliser = read_normaliser()
# The 6763 characters of GB 2312: what practically every text consists of.
COMMON = [
    bytes((row, column)).decode("gb2312")
    for row in range(0xB0, 0xF8)
    for column in range(0xA1, 0xFF if row != 0xD7 else 0xFA)
]


def test_every_common_character_sounds_as_pypinyin_says() -> None:
    assert len(COMMON) == 6763
    told = {one: SOUNDS.find(one) for one in COMMON}
    assert told == {one: lazy_pinyin(one, style=Style.NORMAL)[0] for one in COMMON}


def test_the_file_is_what_pypinyin_gives() -> None:
    """With another pypinyin: `python -m bot.understanding.sounds_making`, then `bot train`."""
    assert SOUNDS_FILE.read_text(encoding="utf-8") == describe_sounds()


@pytest.mark.parametrize("character", ["a", "7", "é", "か", "ж", "\U0010ffff", "\x00"])
def test_what_is_no_chinese_character_has_no_syllable(character: str) -> None:
    assert SOUNDS.find(character) is None
    assert SOUNDS.split(character) == (character,)


def test_confused_sounds_are_one() -> None:
    for one, other in (("四", "是"), ("你", "里"), ("金", "经"), ("zhengming", "zenmin")):
        assert SOUNDS.split(one) == SOUNDS.split(other)


def test_pinyin_is_split_and_short_or_foreign_words_are_not() -> None:
    assert SOUNDS.split("xinyong") == ("xin", "yon")
    assert SOUNDS.split("credit") == ("credit",)
    assert SOUNDS.split("ka") == ("ka",)


@given(st.text())
def test_a_unit_is_one_character_or_latin(text: str) -> None:
    """Sounds of single characters are enough only because of this: no unit is a Chinese word."""
    for unit in NORMALISER.to_units(NORMALISER.clean(text)).written:
        assert len(unit) == 1 or unit.strip("〔〕").isascii()
