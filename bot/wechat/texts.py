"""Texts that WeChat accepts: nothing that breaks the XML, nothing too long, no link but to known places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

MAX_REPLY_BYTES = 2000
_NOT_IN_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SENTENCE_END = re.compile(r"[。！？；!?;\n]")
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
# WeChat renders these in a text message (duty D26).
_TAG = re.compile(r"<(?=\s{0,9}/?\s{0,9}[a-z])", re.IGNORECASE)
# The host ends where it ends for a browser, to which the Chinese full stop is a dot, too.
_ADDRESS = re.compile(
    r"(?<![a-z0-9+.-])(https?)://([a-z0-9.-]*)(:[0-9]{1,5})?(?![a-z0-9.@:%_-]|。[a-z0-9])", re.IGNORECASE
)
_SCHEME_MARK = re.compile(":(?=//)")
_BARE_HOST = re.compile(r"(?<!://)(?<![a-z0-9])www\.(?=[a-z0-9])", re.IGNORECASE)
_GOVERNMENT = ".gov.cn"
_FULL_WIDTH = str.maketrans("<.", "＜．")


def safe_text(text: str) -> str:
    """Return `text` without what breaks a reply: control characters and the end of CDATA (defect W6)."""
    return _NOT_IN_XML.sub("", text).replace("]]>", "]]＞")


def neutral_text(text: str, known_hosts: Collection[str]) -> str:
    """Return `text` so that WeChat makes no link of it but to a known or a government host (duty D26).

    What would become a link keeps its look, in full-width marks.
    """
    text = _TAG.sub(lambda found: found[0].translate(_FULL_WIDTH), text)
    known = {found.end(1) for found in _ADDRESS.finditer(text) if _is_known(found[2].lower(), known_hosts)}
    text = _SCHEME_MARK.sub(lambda found: ":" if found.start() in known else "：", text)
    return _BARE_HOST.sub(lambda found: found[0].translate(_FULL_WIDTH), text)


def _is_known(host: str, known_hosts: Collection[str]) -> bool:
    return host in known_hosts or host.endswith(_GOVERNMENT)


def first_page(text: str, max_bytes: int = MAX_REPLY_BYTES) -> tuple[str, str]:
    """Return the beginning of `text` within `max_bytes` of UTF-8, and the rest, if any (duty D13).

    It ends after a sentence where one ends in its second half, and never inside a character, not even one
    of several parts such as a family.
    """
    raw = text.encode()
    if len(raw) <= max_bytes:
        return text, ""
    fitting = len(raw[:max_bytes].decode(errors="ignore"))
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, fitting) if found.end() > fitting // 2]
    cut = ends[-1] if ends else _between_characters(text, fitting)
    return text[:cut].rstrip(), text[cut:].lstrip()


def _between_characters(text: str, cut: int) -> int:
    """Move `cut` back to where a character begins; a text made of joined parts alone is cut anyway."""
    for place in range(cut, 0, -1):
        if not _extends(text[place]) and text[place - 1] != _JOINER:
            return place
    return cut


def _extends(character: str) -> bool:
    if character == _JOINER or ord(character) in _SKIN_TONES:
        return True
    return unicodedata.category(character) in ("Mn", "Me")
