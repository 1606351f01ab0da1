"""Chinese, in simplified characters unless the caller asks for traditional ones, or English."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TypeVar, cast

from flask import Flask, Response, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from miniprogram_api.traditional_words import in_traditional

Said = TypeVar("Said")


class Language(StrEnum):
    """A language in which the service speaks, as a BCP 47 tag; the first is the default."""

    CHINESE = "zh-CN"
    TRADITIONAL = "zh-TW"
    ENGLISH = "en"

    def pick(self, zh: Said, en: Said) -> Said:
        """Return the one of two that is in this language, in its characters.

        No proper name belongs in `zh`: it may be written otherwise than its characters suggest.
        """
        return en if self is Language.ENGLISH else self.write(zh)

    def pick_name(self, zh: Said, en: Said) -> Said:
        """Return a proper name, which stays as its register writes it, or as it is called in English."""
        return en if self is Language.ENGLISH else zh

    def write(self, zh: Said) -> Said:
        """Return Chinese words, one or a tuple of them, in the characters of this language."""
        if self is not Language.TRADITIONAL:
            return zh
        if isinstance(zh, str):
            return cast(Said, in_traditional(zh))
        return cast(Said, tuple(map(in_traditional, zh))) if isinstance(zh, tuple) else zh


_BY_PRIMARY_TAG = {"zh": Language.CHINESE, "en": Language.ENGLISH, "*": Language.CHINESE}
# Where nobody names a script, the region has one (Unicode CLDR, likely subtags).
_TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo"})


def asked_language() -> Language:
    """Return the language that this request asks for (Accept-Language, RFC 9110 section 12.5.4).

    Whatever answers it is marked as being in that language, and as another one in others.
    """
    header = request.headers.get("Accept-Language")
    language = best_language(header) if header else Language.CHINESE
    g.spoken = language
    return language


@lru_cache(maxsize=512)
def best_language(header: str) -> Language:
    """Return the best of our languages for the value of an Accept-Language header."""
    # Werkzeug's own best_match takes a worse exact tag before a better regional one.
    for tag, quality in parse_accept_header(header, LanguageAccept):
        language = _language_of(tag)
        if language is not None and quality > 0:
            return language
    return Language.CHINESE


def mark_language(app: Flask) -> None:
    """Let each answer that was made in a language say in which, to its reader and to every cache."""
    app.after_request(_mark)


def _language_of(tag: str) -> Language | None:
    primary, *rest = tag.lower().replace("_", "-").split("-")
    language = _BY_PRIMARY_TAG.get(primary)
    if language is not Language.CHINESE or "hans" in rest:
        return language
    is_traditional = "hant" in rest or not _TRADITIONAL_REGIONS.isdisjoint(rest)
    return Language.TRADITIONAL if is_traditional else Language.CHINESE


def _mark(response: Response) -> Response:
    language = g.get("spoken")
    if language is not None:
        response.headers.extend((("Content-Language", language), ("Vary", "Accept-Language")))
    return response
