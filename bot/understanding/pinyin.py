"""How a unit of text sounds, with the sounds merged that a southern ear and a hasty thumb confuse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

SOUNDS_FILE = Path(__file__).parent / "sounds.txt"
_INITIALS = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
_FINALS = (
    "iang|iong|uang|ueng|ang|eng|ong|ing|ian|iao|uai|uan|van|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ue|ui|un"
    "|ve|vn|a|o|e|i|u|v"
)
_SYLLABLE = re.compile(rf"(?:{_INITIALS})?(?:{_FINALS})")
_ALL_SYLLABLES = re.compile(rf"(?:(?:{_INITIALS})(?:{_FINALS}))+")
_SHORTEST_TYPED = 4
_CONFUSED = ((re.compile("^([zcs])h"), r"\1"), (re.compile("^n"), "l"), (re.compile("ng$"), "n"))
_KEPT = 4096


class Sounds:
    """Knows how each character sounds by itself. Threads may share it."""

    def __init__(self, characters: Mapping[str, str]) -> None:
        """Take the characters of each syllable; no character stands under two."""
        self._syllables = tuple(characters)
        codes = [np.frombuffer(them.encode("utf-32-le"), np.uint32) for them in characters.values()]
        order = np.argsort(np.concatenate(codes))
        # As two arrays they take a quarter of a megabyte; as a dict of strings it would be ten.
        self._codes = np.concatenate(codes)[order]
        self._places = np.repeat(np.arange(len(codes), dtype=np.uint16), [len(them) for them in codes])[order]
        self.split = lru_cache(_KEPT)(self._split)

    def find(self, character: str) -> str | None:
        """Return the syllable of one character, its most frequent where it has several, or None."""
        place = int(np.searchsorted(self._codes, np.uint32(ord(character))))
        if place == len(self._codes) or self._codes[place] != ord(character):
            return None
        return self._syllables[int(self._places[place])]

    def _split(self, unit: str) -> tuple[str, ...]:
        """Return how `unit` sounds: one syllable a character, several for pinyin typed in Latin letters."""
        if unit.isascii():
            is_typed_pinyin = len(unit) >= _SHORTEST_TYPED and _ALL_SYLLABLES.fullmatch(unit)
            return tuple(map(_merge, _SYLLABLE.findall(unit))) if is_typed_pinyin else (unit,)
        # A unit that is neither Latin nor a number is one character.
        return (_merge((self.find(unit) if len(unit) == 1 else None) or unit),)


def read_sounds(path: Path = SOUNDS_FILE) -> Sounds:
    """Return the sounds of a file: a syllable and its characters on each line; `#` begins a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    parts = (line.split(" ") for line in lines if not line.startswith("#"))
    return Sounds({syllable: characters for syllable, characters in parts})


def _merge(syllable: str) -> str:
    for pattern, replacement in _CONFUSED:
        syllable = pattern.sub(replacement, syllable)
    return syllable
