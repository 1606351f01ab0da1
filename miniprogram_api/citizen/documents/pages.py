"""Pages drawn into a PDF file: A4, with the fonts that they use embedded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import groupby

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from miniprogram_api.citizen.documents.embedded_font import embedded
from miniprogram_api.citizen.documents.layout import MM, Placed, Row
from miniprogram_api.citizen.documents.typeface import UNITS, Typeface, bold, regular
from miniprogram_api.language import Language

LEFT, TOP, WIDTH, HEIGHT = 20 * MM, 26 * MM, 170 * MM, 251 * MM
"""The part of a page that holds text; head and foot stand outside it."""

HEAD, FOOT = -30.0, HEIGHT + 14
"""Where the lines of the head and of the foot stand, from the top of the text."""

_RULE_WIDTH, _RULE_GREY, _RULE_ABOVE = 0.5, 0.7, 4.0


@dataclass(frozen=True)
class PlacedCode:
    """A QR code's modules, its quiet zone among them, as a square with this upper left corner and side."""

    modules: Sequence[Sequence[bool]]
    x: float
    y: float
    side: float


@dataclass(frozen=True)
class Page:
    """What stands on a page, head and foot included."""

    placed: Sequence[Placed]
    code: PlacedCode | None = None


def write_pdf(pages: Sequence[Page], *, title: str, author: str, made_at: datetime) -> bytes:
    """Return the file, the same for the same pages at the same time; `author` is an office, not a person."""
    file = BytesIO()
    first = embedded(regular()).fontName
    canvas = Canvas(file, A4, invariant=1, initialFontName=first, lang=Language.CHINESE.value)
    canvas.setDateFormatter(lambda *_: _pdf_date(made_at))
    canvas.setTitle(title)
    canvas.setSubject(title)
    canvas.setAuthor(author)
    canvas.setCreator(author)
    for typeface in (regular(), bold()):
        embedded(typeface).prepare(canvas._doc, _text_in(pages, typeface))
    for page in pages:
        _draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _pdf_date(moment: datetime) -> str:
    """Return an aware moment as ISO 32000-1, section 7.9.4 writes it: D:20261123120000+08'00'."""
    zone = f"{moment:%z}"
    return f"D:{moment:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:]}'"


def _text_in(pages: Sequence[Page], typeface: Typeface) -> set[str]:
    return {
        char
        for page in pages
        for placed in page.placed
        for row in placed.block.rows
        for piece in row.pieces
        if piece.style.typeface is typeface
        for char in piece.text
    }


def _draw(canvas: Canvas, page: Page) -> None:
    top = A4[1] - TOP
    for placed in page.placed:
        y = top - placed.y
        if placed.block.is_ruled:
            _draw_rule(canvas, y + _RULE_ABOVE)
        for row in placed.block.rows:
            _draw_row(canvas, row, LEFT + placed.x, y)
            y -= row.height
    if page.code is not None:
        _draw_code(canvas, page.code, top)


def _draw_row(canvas: Canvas, row: Row, x: float, y: float) -> None:
    """Draw the pieces of a row on one base line, as far down as the largest of them asks."""
    base_line = y - max((piece.style.size for piece in row.pieces), default=0.0) * Typeface.ascent / UNITS
    for piece in row.pieces:
        canvas.setFont(piece.style.typeface.name, piece.style.size)
        canvas.setFillGray(piece.style.grey)
        canvas.drawString(x + piece.x, base_line, piece.text)


def _draw_rule(canvas: Canvas, y: float) -> None:
    canvas.setLineWidth(_RULE_WIDTH)
    canvas.setStrokeGray(_RULE_GREY)
    canvas.line(LEFT, y, LEFT + WIDTH, y)


def _draw_code(canvas: Canvas, code: PlacedCode, top: float) -> None:
    """Draw the dark modules as one shape: squares drawn one by one show hairlines between them."""
    module = code.side / len(code.modules)
    shape = canvas.beginPath()
    for row_number, row in enumerate(code.modules):
        y = top - code.y - (row_number + 1) * module
        x = LEFT + code.x
        for is_dark, run in groupby(row):
            width = len(list(run)) * module
            if is_dark:
                shape.rect(x, y, width, module)
            x += width
    canvas.setFillGray(0)
    canvas.drawPath(shape, stroke=0, fill=1)
