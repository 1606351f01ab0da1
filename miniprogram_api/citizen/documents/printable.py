"""Text that a document can show: no character is dropped in silence, and none acts in secret."""

from __future__ import annotations

import unicodedata

from miniprogram_api.citizen.documents.typeface import regular

_SPACING = {"Zs", "Zl", "Zp", "Cc"}
_INVISIBLE = {"Cf", "Cs", "Co"}


def printable(text: str) -> str:
    """Return the text with what the font cannot draw as its code in brackets: 〔U+2A6A5〕.

    Line ends and odd spaces become spaces. Marks that nobody sees but that turn the order of letters are
    written out as well, since delivered text may hold them.
    """
    drawn = "".join(map(_drawn, unicodedata.normalize("NFC", text)))
    return " ".join(drawn.split())


def _drawn(char: str) -> str:
    category = unicodedata.category(char)
    if category in _SPACING:
        return " "
    if category in _INVISIBLE or regular().find(char) is None:
        return f"〔U+{ord(char):04X}〕"
    return char
