"""PDF files as readers that nobody here wrote see them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from tests.builders.scanner import scanned

DPI = 200


@dataclass(frozen=True)
class UsedFont:
    """A font that a page names: its name, and the program embedded for it.

    `is_shared` tells that it is an object of its own, as readers expect, and not written out on each page.
    """

    name: str
    program: bytes | None
    is_shared: bool


@dataclass(frozen=True)
class CharBox:
    """Where the ink of a character is, in points from the lower left corner of the page."""

    char: str
    left: float
    bottom: float
    right: float
    top: float


def boxes_of(pdf: bytes) -> list[list[CharBox]]:
    """Return every visible character of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_boxes(page.get_textpage()) for page in document]
    finally:
        document.close()


def _boxes(page: pypdfium2.PdfTextPage) -> list[CharBox]:
    chars = ((at, page.get_text_range(at, 1)) for at in range(page.count_chars()))
    return [CharBox(char, *page.get_charbox(at)) for at, char in chars if char.strip()]


def covered(boxes: list[CharBox], *, by_points: float = 0.5) -> list[tuple[str, str]]:
    """Return the pairs of characters of which one lies on the other."""
    found = []
    ordered = sorted(boxes, key=lambda box: box.left)
    for at, box in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.left > box.right - by_points:
                break
            if min(box.top, other.top) - max(box.bottom, other.bottom) > by_points:
                found.append((box.char, other.char))
    return found


def text_of(pdf: bytes) -> str:
    """Return the text of all pages, without the breaks of lines."""
    return "".join(texts_of(pdf)).replace("\n", "")


def texts_of(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def metadata_of(pdf: bytes) -> dict[str, Any]:
    """Return what the file says of itself, its language among it."""
    reader = PdfReader(io.BytesIO(pdf))
    return {**(reader.metadata or {}), "/Lang": reader.trailer["/Root"].get("/Lang")}


def fonts_of(pdf: bytes) -> list[UsedFont]:
    """Return every font of every page."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    named = [page["/Resources"]["/Font"] for page in pages]
    return [_font(fonts.raw_get(name)) for fonts in named for name in fonts]


def pictures_of(pdf: bytes) -> list[Image.Image]:
    """Return the pages as a printer would put them on paper."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()


def code_of(pdf: bytes) -> zxingcpp.Barcode:
    """Return the one QR code on the first page."""
    return scanned(pictures_of(pdf)[0])


def _font(reference: Any) -> UsedFont:
    font = reference.get_object()
    holder = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    descriptor = holder.get("/FontDescriptor", {})
    programs = [descriptor[key].get_data() for key in ("/FontFile2", "/FontFile3") if key in descriptor]
    return UsedFont(
        font["/BaseFont"], programs[0] if programs else None, isinstance(reference, IndirectObject)
    )
