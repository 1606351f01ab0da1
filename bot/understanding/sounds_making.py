"""Writes the file of sounds from pypinyin: `python -m bot.understanding.sounds_making`.

Apart from the rest, as nothing that serves needs pypinyin: its dictionaries of phrases take 56 MiB.
"""

from __future__ import annotations

from collections import defaultdict

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

from bot.understanding.pinyin import SOUNDS_FILE

_ABOUT = "# How each character sounds by itself, from pypinyin (MIT): bot.understanding.sounds_making"


def describe_sounds() -> str:
    """Return the text of the file: every character that pypinyin knows, under its first reading."""
    characters: defaultdict[str, list[str]] = defaultdict(list)
    for character in map(chr, sorted(PINYIN_DICT)):
        (syllable,) = lazy_pinyin(character, style=Style.NORMAL)
        characters[syllable].append(character)
    lines = (f"{syllable} {''.join(characters[syllable])}" for syllable in sorted(characters))
    return "\n".join((_ABOUT, *lines, ""))


if __name__ == "__main__":
    SOUNDS_FILE.write_text(describe_sounds(), encoding="utf-8")
