"""PDF files that do nothing but show pages: no scripts, no launching, no files inside, no disguise."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from backend.platform.errors import Invalid
from backend.redress.pdf_streams import unfolds_safely

_HEADER = re.compile(rb"%PDF-[12]\.\d[\r\n ]")
_END = re.compile(rb"%%EOF\s*\Z")
_TAIL_BYTES = 1024
_MOST_OBJECTS = 20_000
_MOST_PAGES = 200
_DOING = frozenset(
    (
        *("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile", "/EmbeddedFiles", "/EF"),
        *("/RichMedia", "/XFA", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Sound"),
        *("/Rendition", "/Encrypt", "/Filespec", "/FileAttachment", "/3D", "/Collection"),
    )
)
_BROKEN = (
    PyPdfError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OSError,
    RecursionError,
    OverflowError,
    AssertionError,
    NotImplementedError,
)


def require_plain_pdf(content: bytes) -> None:
    """Pass a PDF that begins and ends as one and only shows pages; raises `Invalid`."""
    if not _HEADER.match(content) or not _END.search(content[-_TAIL_BYTES:]):
        raise _broken()
    if not unfolds_safely(content):
        raise _broken()
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise _does_something()
        if len(reader.pages) > _MOST_PAGES or not reader.pages:
            raise _broken()
        _walk(reader)
    except _BROKEN as error:
        raise _broken() from error


def _walk(reader: PdfReader) -> None:
    """Look at every object that the file holds, reached from a page or not."""
    references = list(_references(reader))
    if len(references) > _MOST_OBJECTS:
        raise _broken()
    for found in [reader.trailer, *(reader.get_object(one) for one in references)]:
        for part in _parts(found):
            if isinstance(part, DictionaryObject) and _names(part) & _DOING:
                raise _does_something()


def _references(reader: PdfReader) -> Iterator[IndirectObject]:
    for generation, numbers in reader.xref.items():
        for number in numbers:
            if number:
                yield IndirectObject(number, generation, reader)
    for number in reader.xref_objStm:
        yield IndirectObject(number, 0, reader)


def _parts(found: Any) -> Iterator[Any]:
    """Yield an object and what lies directly in it; what it only refers to is looked at by itself."""
    waiting = [found]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, DictionaryObject):
            waiting.extend(part.raw_get(key) for key in part)
        elif isinstance(part, ArrayObject):
            waiting.extend(list.__iter__(part))


def _names(part: DictionaryObject) -> set[str]:
    """Return the keys, and the names that say what the dictionary is or does."""
    said = (part.raw_get(key) for key in ("/S", "/Type", "/Subtype") if key in part)
    return {str(key) for key in part} | {str(one) for one in said}


def _does_something() -> Invalid:
    return Invalid(
        "pdf-not-plain",
        zh="这份 PDF 含有脚本、附件、加密或自动动作，请打印成普通 PDF 或改传图片。",
        en="The PDF holds scripts, attachments or actions, or is encrypted; print it to a plain PDF.",
    )


def _broken() -> Invalid:
    return Invalid(
        "pdf-broken",
        zh="这份 PDF 已损坏、过于复杂或夹带了其他内容，请重新导出或改传图片。",
        en="The PDF is damaged, too complex or carries something else; export it again or send images.",
    )
