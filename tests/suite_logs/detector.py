"""Finds in a text what no log may hold: pure, and no rule in common with the redaction that it judges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SHOWN_AROUND = 60


@dataclass(frozen=True)
class Finding:
    """What kind of thing was found, and where it stood."""

    kind: str
    found: str
    around: str


_RUNS_OF_DIGITS = re.compile(r"\d+[Xx]?", re.ASCII)
_API_KEY = re.compile(r"\b(?:mk|dk|os|ok_live|ok_sandbox)_[\w-]{40,}|\bwhsec_[\w+/=-]{30,}", re.ASCII)
_JWT = re.compile(r"\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+", re.ASCII)
# Real ones have 28 characters and begin with an o; those of the fakes say what they are.
_OPENID = re.compile(r"\b(?:openid|unionid|official)-[\w-]+|(?<![\w-])o[\w-]{27}(?![\w-])", re.ASCII)
_SECRET = re.compile(r"(?<![\w+/-])[\w-]{43}(?![\w+/-])", re.ASCII)
_CERTIFICATE_DIGITS = 100
_PHONE = re.compile(r"1[3-9]\d{9}")


def detect(text: str, names: Iterable[str] = ()) -> Iterator[Finding]:
    """Yield whatever is personal or secret in `text`; `names` are those of people who are known."""
    for kind, start, end in _places(text, names):
        around = text[max(0, start - _SHOWN_AROUND) : end + _SHOWN_AROUND]
        yield Finding(kind, text[start:end], around)


def _places(text: str, names: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    for run in _RUNS_OF_DIGITS.finditer(text):
        kind = _kind_of_digits(run[0])
        if kind is not None and not _is_part_of_a_word(text, run):
            yield kind, *run.span()
    patterns = (("api key", _API_KEY), ("jwt", _JWT), ("openid", _OPENID), ("token", _SECRET))
    for kind, pattern in patterns:
        for found in pattern.finditer(text):
            if kind not in ("openid", "token") or _looks_random(found[0]) or "id-" in found[0]:
                yield kind, *found.span()
    for name in names:
        for found in re.finditer(re.escape(name), text):
            yield "name", *found.span()


def _kind_of_digits(run: str) -> str | None:
    digits = run.rstrip("Xx")
    if len(digits) >= _CERTIFICATE_DIGITS:
        return "certificate"
    if len(run) == 18 and _check_holds(run.upper()):
        return "id number"
    if len(digits) == 11 and _PHONE.fullmatch(digits):
        return "phone"
    return None


def _check_holds(number: str) -> bool:
    """Tell whether the last character is the check digit of the others (ISO 7064, MOD 11-2)."""
    remainder = 0
    for digit in number[:17]:
        remainder = (remainder + int(digit)) * 2 % 11
    return "0123456789X"[(12 - remainder) % 11] == number[17]


def _is_part_of_a_word(text: str, run: re.Match[str]) -> bool:
    """Tell digits within a hash from a number."""
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    return any(one.isascii() and one.isalpha() for one in (before, after))


def _looks_random(word: str) -> bool:
    return all(any(kind(one) for one in word) for kind in (str.isdigit, str.isupper, str.islower))
