"""A typeface in the form in which reportlab draws with it: two bytes a glyph, and the used ones embedded.

reportlab itself embeds TrueType outlines only, 256 characters at a time. This stands in the place of its
`TTFont` for CFF outlines, as a Type 0 font (ISO 32000-1, section 9.7): any number of glyphs in one font, and
text that can be copied out again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from weakref import WeakKeyDictionary

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)
from reportlab.pdfbase.pdfmetrics import TypeFace, registerFont

from miniprogram_api.citizen.documents.typeface import UNITS, Typeface
from miniprogram_api.citizen.documents.unicode_map import unicode_map

_SYMBOLIC = 4
_ALWAYS_THERE = " "


class EmbeddedFont:
    """What reportlab asks of a font that it embeds as a subset; the names are reportlab's."""

    _multiByte = 1  # noqa: N815
    _dynamicFont = 1  # noqa: N815
    shapable = False

    def __init__(self, typeface: Typeface) -> None:
        self.fontName = typeface.name
        self.face = TypeFace(typeface.name)
        self.face.ascent, self.face.descent = typeface.ascent, typeface.descent
        self._typeface = typeface
        self._codes: WeakKeyDictionary[PDFDocument, dict[str, int]] = WeakKeyDictionary()

    def prepare(self, document: PDFDocument, text: Iterable[str]) -> None:
        """Fix the characters that a document may draw: a code is the place of the glyph in the subset."""
        chars = {*text, _ALWAYS_THERE}
        numbers = sorted({self._typeface.get(char).number for char in chars})
        place = {number: code for code, number in enumerate(numbers, 1)}
        self._codes[document] = {char: place[self._typeface.get(char).number] for char in sorted(chars)}

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802
        """Return the width of a text in points."""
        return self._typeface.measure(text, size)

    def splitString(  # noqa: N802
        self, text: str, document: PDFDocument, encoding: str = "utf8"
    ) -> list[tuple[int, bytes]]:
        """Return the codes of a text, all in the one subset."""
        codes = self._codes[document]
        return [(0, b"".join(codes[char].to_bytes(2) for char in text))]

    def getSubsetInternalName(self, subset: int, document: PDFDocument) -> str:  # noqa: N802
        """Return the name of the font in the document, where it is entered at its first use."""
        if self.fontName not in document.fontMapping:
            document.fontMapping[self.fontName] = f"/F{len(document.fontMapping) + 1}"
            document.delayedFonts.append(self)
        name: str = document.fontMapping[self.fontName]
        return name

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802
        """Add the font's objects, once the document is drawn."""
        codes = self._codes.pop(document)
        internal_name = document.fontMapping[self.fontName].removeprefix("/")
        font = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": PDFName(self._tagged_name(codes)),
                "Encoding": PDFName("Identity-H"),
                "DescendantFonts": PDFArray([document.Reference(self._descendant(document, codes))]),
                "ToUnicode": document.Reference(_stream(unicode_map(codes))),
            }
        )
        document.idToObject["BasicFonts"].dict[internal_name] = document.Reference(font, internal_name)

    def _descendant(self, document: PDFDocument, codes: dict[str, int]) -> PDFDictionary:
        """Return the CID font: a code is the number of a glyph, and most are as wide as high."""
        widths = {code: self._typeface.get(char).width for char, code in codes.items()}
        system = {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
        return PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("CIDFontType0"),
                "BaseFont": PDFName(self._tagged_name(codes)),
                "CIDSystemInfo": PDFDictionary(system),
                "FontDescriptor": document.Reference(self._descriptor(document, codes)),
                "DW": UNITS,
                "W": PDFArray([1, PDFArray([width for _, width in sorted(widths.items())])]),
            }
        )

    def _descriptor(self, document: PDFDocument, codes: dict[str, int]) -> PDFDictionary:
        program = self._typeface.subset({self._typeface.get(char).number for char in codes})
        typeface = self._typeface
        return PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": PDFName(self._tagged_name(codes)),
                "Flags": _SYMBOLIC,
                "FontBBox": PDFArray(list(typeface.box)),
                "ItalicAngle": 0,
                "Ascent": typeface.ascent,
                "Descent": typeface.descent,
                "CapHeight": typeface.cap_height,
                "StemV": typeface.stem,
                "FontFile3": document.Reference(_stream(program, Subtype=PDFName("CIDFontType0C"))),
            }
        )

    def _tagged_name(self, codes: Iterable[str]) -> str:
        """Return the name with the six letters that tell one subset of the font from another."""
        digest = hashlib.sha256("".join(codes).encode()).digest()
        return f"{''.join(chr(ord('A') + byte % 26) for byte in digest[:6])}+{self.fontName}"


def _stream(content: bytes, **facts: object) -> PDFStream:
    return PDFStream(PDFDictionary(facts), content, [PDFZCompress])


@cache
def embedded(typeface: Typeface) -> EmbeddedFont:
    """Return the font of a typeface, entered under its name with reportlab, which knows fonts by name."""
    font = EmbeddedFont(typeface)
    registerFont(font)
    return font
