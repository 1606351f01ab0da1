"""How a unit of text sounds, with the sounds merged that a southern ear and a hasty thumb confuse."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_INITIALS = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
_FINALS = (
    "iang|iong|uang|ueng|ang|eng|ong|ing|ian|iao|uai|uan|van|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ue|ui|un"
    "|ve|vn|a|o|e|i|u|v"
)
_SYLLABLE = re.compile(rf"(?:{_INITIALS})?(?:{_FINALS})")
_ALL_SYLLABLES = re.compile(rf"(?:(?:{_INITIALS})(?:{_FINALS}))+")
_SHORTEST_TYPED = 4
_CONFUSED = ((re.compile("^([zcs])h"), r"\1"), (re.compile("^n"), "l"), (re.compile("ng$"), "n"))


@lru_cache(maxsize=30000)
def split_syllables(unit: str) -> tuple[str, ...]:
    """Return how `unit` sounds: one syllable a character, several for pinyin typed in Latin letters."""
    if unit.isascii():
        is_typed_pinyin = len(unit) >= _SHORTEST_TYPED and _ALL_SYLLABLES.fullmatch(unit)
        return tuple(map(_merge, _SYLLABLE.findall(unit))) if is_typed_pinyin else (unit,)
    return tuple(map(_merge, lazy_pinyin(unit, style=Style.NORMAL)))


def _merge(syllable: str) -> str:
    for pattern, replacement in _CONFUSED:
        syllable = pattern.sub(replacement, syllable)
    return syllable
