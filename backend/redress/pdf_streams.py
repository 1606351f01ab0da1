"""The streams of a PDF, judged on the raw bytes: a reader may only be let in once none of them is a bomb."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"(?<![a-zA-Z])stream(\r\n|\n|\r)")
_OBJECT = re.compile(rb"\d\s+obj\b")
_ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
_COMMENT = re.compile(rb"%[^\r\n]*")
_FILTER = re.compile(rb"/Filter\b")
_PLAIN_FILTER = re.compile(rb"\s*(?:/([A-Za-z0-9]+)|\[((?:\s*/[A-Za-z0-9]+)*)\s*\])")
_NAME = re.compile(rb"/([A-Za-z0-9]+)")
_WIDTHS = re.compile(rb"/W\b")
_LONGEST_DICTIONARY = 4096

_FLATE = (b"FlateDecode", b"Fl")
# What a page of scanned paper needs; whatever unfolds in another way is refused.
_ALLOWED = (*_FLATE, b"DCTDecode", b"DCT", b"JPXDecode", b"CCITTFaxDecode", b"CCF", b"JBIG2Decode")
# As some programs write plain text, in the first place alone.
_AS_LETTERS = (b"ASCII85Decode", b"A85")

MOST_UNFOLDED_BYTES = 60_000_000
_MOST_CROSS_REFERENCES_BYTES = 1_000_000


def unfolds_safely(content: bytes) -> bool:
    """Tell whether all streams together stay small, whichever way a reader takes through the file.

    Each stream names its filters itself (not by reference), only known ones and at most one that unfolds;
    a table of cross-references, which a reader reads whole, is held to a smaller size.
    """
    left = MOST_UNFOLDED_BYTES
    view = memoryview(content)
    for start, end in _streams(content):
        about = _COMMENT.sub(b" ", _ESCAPE.sub(_unescaped, content[start:end]))
        names = _filters(about)
        body = _STREAM.match(content, end)
        if names is None or body is None:
            return False
        data: memoryview | bytes | None = view[body.end() :]
        if names[:1] and names[0] in _AS_LETTERS:
            names, data = names[1:], _read_letters(content, body.end())
        is_known = all(name in _ALLOWED for name in names) and sum(name in _FLATE for name in names) <= 1
        if data is None or not is_known:
            return False
        most = min(left, _MOST_CROSS_REFERENCES_BYTES) if _WIDTHS.search(about) else left
        unfolded = _unfolded(data, most)
        if unfolded > most:
            return False
        left -= unfolded
    return True


def _streams(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the dictionary of each stream begins, at the latest, and where its keyword stands."""
    for found in _STREAM.finditer(content):
        from_here = max(0, found.start() - _LONGEST_DICTIONARY)
        heads = list(_OBJECT.finditer(content, from_here, found.start()))
        yield (heads[-1].end() if heads else from_here), found.start()


def _filters(about: bytes) -> list[bytes] | None:
    """Return the filters that a dictionary names, None where it does so in a way that could hide some."""
    named: list[bytes] = []
    for key in _FILTER.finditer(about):
        value = _PLAIN_FILTER.match(about, key.end())
        if value is None:
            return None
        named += _NAME.findall(value[0])
    return named


def _read_letters(content: bytes, start: int) -> bytes | None:
    """Return what the letters stand for, fewer bytes than they; None where they stand for nothing."""
    end = content.find(b"~>", start)
    try:
        return base64.a85decode(content[start:end]) if end >= 0 else None
    except ValueError:
        return None


def _unfolded(data: memoryview | bytes, most: int) -> int:
    """Return how much the data becomes if it is deflated, at most one more than `most`; else 0."""
    unfolding, total = zlib.decompressobj(), 0
    try:
        waiting: bytes | memoryview = data
        while not unfolding.eof and total <= most and waiting:
            total += len(unfolding.decompress(waiting, min(1 << 20, most + 1 - total)))
            waiting = unfolding.unconsumed_tail
    except zlib.error:
        return total
    return total


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])
