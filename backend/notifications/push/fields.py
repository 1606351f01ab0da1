"""What WeChat takes as the value of a field of a subscribe message (发送订阅消息, 参数值内容限制说明)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.platform.clock import CITY_ZONE

CUT = "…"
_KEY = re.compile(r"([a-z_]+?)[0-9]{1,3}")
_DAY = r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"
_HOUR = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
_MOMENT = rf"(?:{_DAY} )?{_HOUR}"
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_PRINTABLE = "[!-~]"
# Whatever breaks a line, steers text or is no character by itself: WeChat takes it for a fault of ours.
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028-\u202f\u200b-\u200f\u2060-\u206f\ufeff\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class _Form:
    """A kind of field: the pattern of its values, and whether one that is too long may be cut."""

    pattern: re.Pattern[str]
    longest: int
    may_be_cut: bool = False


_FORMS: Mapping[str, _Form] = {
    "thing": _Form(re.compile(r".+"), 20, may_be_cut=True),
    "character_string": _Form(re.compile(rf"{_PRINTABLE}+"), 32),
    "number": _Form(re.compile(r"[0-9]+(?:\.[0-9]+)?"), 32),
    "letter": _Form(re.compile(r"[A-Za-z]+"), 32),
    "symbol": _Form(re.compile(r"[^\w\s]+"), 5),
    "phrase": _Form(re.compile(rf"[{_HAN}]+"), 5),
    "name": _Form(re.compile(rf"[{_HAN}]{{1,10}}|(?:[A-Za-z]|[^\w\s]){{1,20}}"), 20),
    "phone_number": _Form(re.compile(r"[0-9+() -]+"), 17),
    "amount": _Form(re.compile(r"[¥$€£]?[0-9]{1,10}(?:\.[0-9]{1,2})?元?"), 16),
    "car_number": _Form(re.compile(rf"[{_HAN}A-Z0-9][A-Z0-9]{{1,6}}[{_HAN}A-Z0-9]"), 8),
    "date": _Form(re.compile(rf"{_DAY}(?: {_HOUR})?"), 20),
    "time": _Form(re.compile(rf"{_MOMENT}(?:~{_MOMENT})?"), 40),
}


class UnfitValue(ValueError):
    """A value that WeChat would answer with 47003, and that no cutting makes fit."""


def fit_value(key: str, text: str) -> str:
    """Return `text` as the field `key` takes it: on one line, a `thing` that is too long cut with “…”.

    The key names the kind, as in `thing1` or `time3`. Raises `UnfitValue`; it never names the value.
    """
    form = _form_of(key)
    line = _UNSEEN.sub(" ", text).strip()
    if form.may_be_cut:
        line = cut(line, form.longest)
    if length_of(line) > form.longest or not form.pattern.fullmatch(line):
        raise UnfitValue(f"{key}: WeChat does not take this value")
    return line


def fit_moment(key: str, at: datetime) -> str:
    """Return a moment on the city's clock, in the form of a `date` or a `time`; raises `UnfitValue`."""
    here = at.astimezone(CITY_ZONE)
    day = f"{here.year:04d}年{here.month}月{here.day}日"
    return fit_value(key, f"{day} {here:%H:%M}")


def kind_of(key: str) -> str:
    """Return the kind of a field, such as `thing`; raises `UnfitValue` for a key that WeChat has not."""
    match = _KEY.fullmatch(key)
    if match is None or match[1] not in _FORMS:
        raise UnfitValue(f"{key} is not a field of a subscribe message")
    return match[1]


def length_of(text: str) -> int:
    """Return the length as WeChat's own language counts it: a character beyond 16 bits is two."""
    return sum(2 if ord(one) > 0xFFFF else 1 for one in text)


def cut(text: str, longest: int) -> str:
    """Return `text`, or its beginning with “…” where it is longer than that; no character is divided."""
    if length_of(text) <= longest:
        return text
    kept, room = "", longest - length_of(CUT)
    for one in text:
        room -= length_of(one)
        if room < 0:
            break
        kept += one
    return kept.rstrip() + CUT


def _form_of(key: str) -> _Form:
    return _FORMS[kind_of(key)]
