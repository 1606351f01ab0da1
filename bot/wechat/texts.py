"""Texts that WeChat accepts: nothing that breaks the XML, nothing that is too long."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_REPLY_BYTES = 2000
_NOT_IN_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SENTENCE_END = re.compile(r"[。！？；!?;\n]")
_MORE = "…"
_JOINER = "\u200d"


@dataclass(frozen=True)
class Reply:
    """What is said to a sender; a personal text is kept nowhere, so a repeat of the push is answered anew."""

    text: str
    is_personal: bool = False


def safe_text(text: str) -> str:
    """Return `text` without what breaks a reply: control characters and the end of CDATA (defect W6)."""
    return _NOT_IN_XML.sub("", text).replace("]]>", "]]＞")


def cap_text(text: str, max_bytes: int = MAX_REPLY_BYTES) -> str:
    """Return `text` within `max_bytes` of UTF-8, cut after a sentence where one ends in its second half.

    A mark shows that something is missing; no character is cut in two (duty D13).
    """
    raw = text.encode()
    if len(raw) <= max_bytes:
        return text
    kept = raw[: max_bytes - len(_MORE.encode())].decode(errors="ignore")
    ends = [match.end() for match in _SENTENCE_END.finditer(kept) if match.end() > len(kept) // 2]
    whole = kept[: ends[-1]] if ends else kept
    return whole.rstrip(_JOINER + " \n") + _MORE
