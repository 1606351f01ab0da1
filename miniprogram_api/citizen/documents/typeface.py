"""Noto Sans CJK in the shapes of mainland China, one weight at a time.

HarfBuzz reads the font, which maps its file instead of loading it, and makes of it the few glyphs that a
document embeds: at one weight, and as CFF, since PDF knows no variable font.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

import uharfbuzz

_PACKAGE, _FILE = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"
_MAINLAND = 2
"""The place of Noto Sans CJK SC in the collection; its neighbours draw 直 and 骨 as other countries do."""

UNITS = 1000
"""Units of width in one em."""


class Glyph(NamedTuple):
    """The number of a glyph in the font, and its width in units."""

    number: int
    width: int


class Typeface:
    """One weight of the font."""

    ascent, descent, cap_height = 880, -120, 733
    box = (-991, -1050, 2930, 1810)

    def __init__(self, name: str, weight: int) -> None:
        self.name = name
        self.stem = weight // 5
        self._weight = weight
        self._font = uharfbuzz.Font(_face())
        self._font.set_variations({"wght": weight})
        self._known: dict[str, Glyph | None] = {}

    def find(self, char: str) -> Glyph | None:
        """Return the glyph of a character, or None where the font has none."""
        if char not in self._known:
            number = self._font.get_nominal_glyph(ord(char))
            width = self._font.get_glyph_h_advance(number) if number else 0
            self._known[char] = Glyph(number, width) if number else None
        return self._known[char]

    def get(self, char: str) -> Glyph:
        """Return the glyph of a character that the font has."""
        glyph = self.find(char)
        if glyph is None:
            raise KeyError(f"no glyph for U+{ord(char):04X}")
        return glyph

    def measure(self, text: str, size: float) -> float:
        """Return the width of a text, in the unit of `size`."""
        return sum(self.get(char).width for char in text) * size / UNITS

    def subset(self, glyphs: Collection[int]) -> bytes:
        """Return a CFF font program of these glyphs, numbered from 1 in the order of their numbers here."""
        face = _face()
        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.update(glyphs)
        wanted.pin_axis_location(face, "wght", self._weight)
        wanted.flags = _SUBSET_FLAGS
        table: bytes = uharfbuzz.subset(face, wanted).reference_table("CFF ").data
        return table


_SUBSET_FLAGS = (
    uharfbuzz.SubsetFlags.DOWNGRADE_CFF2
    | uharfbuzz.SubsetFlags.DESUBROUTINIZE
    | uharfbuzz.SubsetFlags.NO_HINTING
    | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
)


@cache
def regular() -> Typeface:
    """Return the weight of running text."""
    return Typeface("NotoSansCJKsc-Regular", 400)


@cache
def bold() -> Typeface:
    """Return the weight of headings."""
    return Typeface("NotoSansCJKsc-Bold", 700)


@cache
def _face() -> uharfbuzz.Face:
    with as_file(files(_PACKAGE) / _FILE) as path:
        return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path), _MAINLAND)
