"""Blocks of text, and how they fall on pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from miniprogram_api.citizen.documents.line_breaking import break_lines
from miniprogram_api.citizen.documents.printable import printable
from miniprogram_api.citizen.documents.typeface import Typeface, bold, regular

MM = 72 / 25.4
"""One millimetre in points."""


@dataclass(frozen=True)
class Style:
    """How text looks; `grey` is 0 for black and 1 for white."""

    size: float
    leading: float
    grey: float = 0.0
    is_bold: bool = False

    @property
    def typeface(self) -> Typeface:
        """Return the weight of the font, read at its first use."""
        return bold() if self.is_bold else regular()


BODY = Style(11, 16)
ENGLISH = Style(10, 14, grey=0.35)
STRONG = Style(12, 18, is_bold=True)
HEADING = Style(14, 22, is_bold=True)
TITLE = Style(22, 32, is_bold=True)
RESULT = Style(18, 28, is_bold=True)
MARGINAL = Style(9, 12, grey=0.35)

_NARROW_QUOTES = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True)
class Piece:
    """Text on a row, `x` points from the left edge of its column."""

    x: float
    text: str
    style: Style


@dataclass(frozen=True)
class Row:
    """Pieces on one base line, and the height that they take."""

    pieces: tuple[Piece, ...]
    height: float


@dataclass(frozen=True)
class Block:
    """Rows that stay together on a page, `space_before` points below what stands above.

    `leads_in` keeps it on the page of the block that follows; `is_ruled` draws a line above it.
    """

    rows: tuple[Row, ...]
    space_before: float = 0.0
    leads_in: bool = False
    is_ruled: bool = False

    @property
    def height(self) -> float:
        """Return the height of all rows."""
        return sum(row.height for row in self.rows)


@dataclass(frozen=True)
class Placed:
    """A block and where its upper left corner is, from that of the page's text, in points down and right."""

    block: Block
    y: float
    x: float = 0.0


def paragraph(text: str, style: Style, width: float, *, indent: float = 0.0) -> tuple[Row, ...]:
    """Return the rows of a text in a column."""
    lines = break_lines(printable(text), style.typeface, style.size, width - indent)
    return tuple(Row((Piece(indent, line, style),), style.leading) for line in lines)


def in_both(words: tuple[str, str], width: float, *, indent: float = 0.0) -> tuple[Row, ...]:
    """Return the rows of a text in Chinese, with the English under it."""
    zh, en = words
    return (*paragraph(zh, BODY, width, indent=indent), *english(en, width, indent=indent))


def english(text: str, width: float, *, indent: float = 0.0) -> tuple[Row, ...]:
    """Return the rows of an English text; the font draws curly quotes as wide as a Chinese character."""
    return paragraph(text.translate(_NARROW_QUOTES), ENGLISH, width, indent=indent)


def labelled(label: tuple[str, str], rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows with a label in both languages on the first, at the left edge of the column."""
    first, *others = rows
    zh, en = (f"{word} " for word in label)
    english = Piece(BODY.typeface.measure(zh, BODY.size), en, ENGLISH)
    return (replace(first, pieces=(Piece(0, zh, BODY), english, *first.pieces)), *others)


def paginate(blocks: Iterable[Block], height: float) -> list[list[Placed]]:
    """Return the pages; a block that is higher than a page is the only kind that is divided."""
    pages: list[list[Placed]] = [[]]
    y = 0.0
    for chain in _chains(part for block in blocks for part in _divide(block, height)):
        if y and y + _height_of(chain) > height:
            pages.append([])
            y = 0.0
        for block in chain:
            y += block.space_before if y else 0.0
            pages[-1].append(Placed(block, y))
            y += block.height
    return pages


def _chains(blocks: Iterable[Block]) -> Iterable[list[Block]]:
    """Yield blocks together with those that lead in to them."""
    chain: list[Block] = []
    for block in blocks:
        chain.append(block)
        if not block.leads_in:
            yield chain
            chain = []
    if chain:
        yield chain


def _height_of(chain: Sequence[Block]) -> float:
    return sum(block.space_before + block.height for block in chain)


def _divide(block: Block, height: float) -> Iterable[Block]:
    """Yield a block as it is, or parts of it where it is higher than a page."""
    if block.height <= height:
        yield block
        return
    part: list[Row] = []
    for row in block.rows:
        if sum(one.height for one in part) + row.height > height:
            yield replace(block, rows=tuple(part), leads_in=False)
            part = []
            block = replace(block, space_before=0.0, is_ruled=False)
        part.append(row)
    yield replace(block, rows=tuple(part))
