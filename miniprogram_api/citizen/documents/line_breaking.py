"""Where a line of Chinese, English or both may end (中文排版需求 CLREQ, section 6.1.2, in short)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from miniprogram_api.citizen.documents.typeface import Typeface

_NEVER_FIRST = "，。、；：？！）》〉】」』〕”’…—·％%,.;:?!)]}～"
_NEVER_LAST = "（《〈【「『〔“‘([{"
# A run of Latin letters and digits stays whole; every other character stands for itself.
_PIECE = re.compile(r"[!-~\u00a1-\u02af]+|.", re.DOTALL)


def break_lines(text: str, typeface: Typeface, size: float, width: float) -> list[str]:
    """Return the lines of a text, none wider than `width` points."""
    lines, line = [], ""
    for unit in _cut_to_fit(_units(text), typeface, size, width):
        if line and typeface.measure((line + unit).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += unit if line else unit.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _units(text: str) -> Iterator[str]:
    """Yield what must not be broken, each with the spaces that follow it."""
    unit = ""
    for piece in _PIECE.findall(text):
        if unit and piece[0] != " " and piece[0] not in _NEVER_FIRST and unit[-1] not in _NEVER_LAST:
            yield unit
            unit = ""
        unit += piece
    if unit:
        yield unit


def _cut_to_fit(units: Iterable[str], typeface: Typeface, size: float, width: float) -> Iterator[str]:
    """Yield the units, cut where one alone is wider than a line."""
    for unit in units:
        rest = unit
        while typeface.measure(rest.rstrip(), size) > width:
            fitting = next(
                length for length in range(len(rest), 0, -1) if typeface.measure(rest[:length], size) <= width
            )
            yield rest[:fitting]
            rest = rest[fitting:]
        yield rest
