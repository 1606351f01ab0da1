"""Chinese unless the caller asks for English."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from flask import request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

Said = TypeVar("Said")


class Language(StrEnum):
    """A language in which the service speaks, as a BCP 47 tag; the first is the default."""

    CHINESE = "zh-CN"
    ENGLISH = "en"

    def pick(self, zh: Said, en: Said) -> Said:
        """Return the one of two that is in this language."""
        return en if self is Language.ENGLISH else zh


_BY_PRIMARY_TAG = {"zh": Language.CHINESE, "en": Language.ENGLISH, "*": Language.CHINESE}


def asked_language() -> Language:
    """Return the language that this request asks for (Accept-Language, RFC 9110 section 12.5.4)."""
    header = request.headers.get("Accept-Language")
    return best_language(header) if header else Language.CHINESE


@lru_cache(maxsize=512)
def best_language(header: str) -> Language:
    """Return the best of our languages for the value of an Accept-Language header."""
    # Werkzeug's own best_match takes a worse exact tag before a better regional one.
    for tag, quality in parse_accept_header(header, LanguageAccept):
        language = _BY_PRIMARY_TAG.get(tag.partition("-")[0].lower())
        if language is not None and quality > 0:
            return language
    return Language.CHINESE
