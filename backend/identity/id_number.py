"""The citizen identity number (GB 11643), the ages that follow from it, and how names are masked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul

from backend.platform.errors import Invalid

ADULT_AGE = 18

_LENGTH = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_WEIGHTED_ZEROS = sum(_WEIGHTS) * ord("0")
_CHECK_DIGITS = "10X98765432"
_FORM = re.compile(r"[0-9]{17}[0-9X]")
_TYPED_OTHERWISE = str.maketrans("０１２３４５６７８９Ｘｘx", "0123456789XXX")
# A rare character may carry a variation selector, which means nothing alone.
_LAST_CHARACTER = re.compile(r".[\ufe00-\ufe0f\U000e0100-\U000e01ef]*\Z")


@dataclass(frozen=True, slots=True, repr=False)
class IdNumber:
    """A well-formed identity number, made by `parse_id_number`; it never shows itself when printed."""

    text: str

    @property
    def born_on(self) -> date:
        """Return the date of birth, digits 7 to 14."""
        return _read_day(self.text[6:14])

    @property
    def last_four(self) -> str:
        """Return the last four characters, check digit included."""
        return self.text[-4:]

    @property
    def masked(self) -> str:
        """Return the first and the last character with stars between, as WeChat asks of shown numbers."""
        return f"{self.text[0]}{'*' * (_LENGTH - 2)}{self.text[-1]}"

    def __repr__(self) -> str:
        return "IdNumber(hidden)"


def check_digit(first_seventeen: str) -> str:
    """Return the check digit of the first seventeen digits (GB 11643: weighted sum modulo 11)."""
    total = sum(map(mul, _WEIGHTS, first_seventeen.encode("ascii"))) - _WEIGHTED_ZEROS
    return _CHECK_DIGITS[total % 11]


def parse_id_number(text: str, today: date) -> IdNumber:
    """Return the number that a person typed, with full-width characters, spaces and small x put right.

    Raises `Invalid` with a code for each fault; neither words nor code repeat what was typed.
    """
    number = text if _FORM.fullmatch(text) else _put_right(text)
    _check_birth_date(number, today)
    if check_digit(number[:17]) != number[17]:
        raise Invalid(
            "id-number-check-digit",
            zh="身份证号码的校验位不符，可能有一位输错，请逐位核对。",
            en="The last character does not match the others; one may be mistyped, please check each.",
        )
    return IdNumber(number)


def _put_right(text: str) -> str:
    number = "".join(text.translate(_TYPED_OTHERWISE).split())
    if len(number) != _LENGTH:
        raise Invalid(
            "id-number-length",
            zh="身份证号码应为 18 位，请对照证件核对位数。",
            en="An ID number has 18 characters; please compare it with your card.",
        )
    if not _FORM.fullmatch(number):
        raise Invalid(
            "id-number-characters",
            zh="身份证号码前 17 位应为数字，最后一位为数字或 X，请核对。",
            en="The first 17 characters must be digits and the last a digit or X; please check them.",
        )
    return number


@lru_cache(maxsize=65536)
def _read_day(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def _check_birth_date(number: str, today: date) -> None:
    try:
        born_on = _read_day(number[6:14])
    except ValueError:
        raise Invalid(
            "id-number-birth-date",
            zh="身份证号码第 7 至 14 位不是真实存在的日期，请核对。",
            en="Characters 7 to 14 are not a real date of birth; please check them.",
        ) from None
    if born_on > today:
        raise Invalid(
            "id-number-birth-date-in-future",
            zh="身份证号码中的出生日期晚于今天，请核对。",
            en="The date of birth in the number lies in the future; please check it.",
        )


def age_on(born_on: date, day: date) -> int:
    """Return the completed years of age on `day`; who is born on 29 February turns older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


@lru_cache(maxsize=65536)
def adult_on(born_on: date) -> date:
    """Return the eighteenth birthday, 1 March for 29 February (民法典 arts 17-18: full capacity)."""
    year = born_on.year + ADULT_AGE
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def mask_all_but_two(id_number: str) -> str:
    """Return an ID number with stars before its last two characters, to be compared with a document."""
    return f"{'*' * (len(id_number) - 2)}{id_number[-2:]}"


def mask_name(name: str) -> str:
    """Return the name with all but its last character behind one star: 王小明 becomes *明.

    A name of one character is hidden whole.
    """
    last = _LAST_CHARACTER.search(name)
    return f"*{last.group()}" if last and last.start() > 0 else "*"
