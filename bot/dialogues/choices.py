"""Numbered choices: shown as lines, answered by number or by words. All of it pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MOST_CHOICES = 12
_NAMES = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_CHINESE = {name: number for number, name in enumerate(_NAMES, start=1)} | {"两": 2}
_NUMBER = re.compile(r"(?:我?选|第)?(1[0-2]|[1-9]|十[一二]?|[一二两三四五六七八九])(?:号|个|项|条|件|张)?")
_MARKS = re.compile(r"[\W_]+")
_YES = re.compile(
    r"是的?|好的?|可以|确定|我?(?:确认|同意)|对的?|没有?问题|(?:核对)?无误|(?:确认)?提交吧?|继续办?|接着办|ok|yes"
)
_DONE = re.compile(
    r"完成了?|好了|(?:都|已经)?(?:上?传|发)(?:[好完]了?|了)|没有?(?:别的|其他的?)?了|没有|就这些了?|跳过|done"
)
_NO = frozenset({"不", "否", "不是", "不要", "不用", "先不办", "算了", "no"})
_FEWEST_CHARACTERS = 2


def plain(text: str) -> str:
    """Return a text in one width and case, without spaces and marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).lower())


def numbered(choices: Sequence[str]) -> str:
    """Return the choices as lines, each with its number."""
    return "\n".join(f"{number}. {choice}" for number, choice in enumerate(choices, start=1))


def find_choice(text: str, choices: Sequence[str]) -> int | None:
    """Return the place of the choice that a text names by number or by words, or None.

    Words choose only where they fit exactly one of the choices.
    """
    said = plain(text)
    numbered_as = _NUMBER.fullmatch(said)
    if numbered_as is not None:
        number = _CHINESE.get(numbered_as[1]) or int(numbered_as[1])
        return number - 1 if number <= len(choices) else None
    if len(said) < _FEWEST_CHARACTERS:
        return None
    known = [plain(choice) for choice in choices]
    equal = [place for place, choice in enumerate(known) if choice == said]
    near = equal or [place for place, choice in enumerate(known) if said in choice]
    return near[0] if len(near) == 1 else None


def says_yes(text: str) -> bool:
    """Tell whether a text agrees, in so many words."""
    return _YES.fullmatch(plain(text)) is not None


def says_done(text: str) -> bool:
    """Tell whether a text says that nothing more is to be sent."""
    return _DONE.fullmatch(plain(text)) is not None


def says_no(text: str) -> bool:
    """Tell whether a text declines, in so many words."""
    return plain(text) in _NO
