"""Invented people of the demo city: names, ID numbers, WeChat accounts and cards. Nobody here exists."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from random import Random

from backend.identity.id_number import IdNumber, check_digit

# No such county: the numbers are well-formed and cannot be anybody's.
COUNTY_CODE = "350299"

_COMMON_SURNAMES = "陈林黄张李王吴刘蔡杨许郑叶郭洪苏谢周曾庄徐赖江朱何柯邱傅高方"
_OTHER_SURNAMES = ("欧阳", "上官", "司徒", "诸葛", "卓", "颜", "施", "纪", "白", "连")
_GIVEN_MALE = "伟强军杰涛明超勇平刚文辉鹏华宇浩志建国峰毅俊海林晨阳博睿子轩"
_GIVEN_FEMALE = "芳娜敏静丽艳娟霞秀玲燕红梅莉婷雪颖琳佳慧怡欣雨思语涵梓萱美珍"
_RARE_CHARACTERS = "𠮷㛃䶮𬭎璟昇堃"
_RARE_SHARE = 0.01
_OTHER_SURNAME_SHARE = 0.12
_SHORT_GIVEN_NAME_SHARE = 0.2
_YOUNGEST_DAYS = 18 * 366
_OLDEST_DAYS = 88 * 365


@dataclass(frozen=True, slots=True)
class WeChatAccount:
    """A WeChat user as the mini-program and the official account know them; `wechat_code` signs in."""

    wechat_code: str
    openid: str
    official_openid: str
    unionid: str


@dataclass(frozen=True, slots=True)
class Person:
    """A name and the ID number that belongs to it."""

    name: str
    id_number: IdNumber


class Population:
    """Draws people from a source of chance, no ID number twice."""

    def __init__(self, rng: Random, taken: set[IdNumber], today: date) -> None:
        self._rng = rng
        self._taken = set(taken)
        self._today = today

    def draw_adult(self) -> Person:
        """Return a new person of 18 to 87 years."""
        is_male = self._rng.random() < 0.5
        return Person(draw_name(self._rng, is_male=is_male), self._draw_id_number(is_male=is_male))

    def _draw_id_number(self, *, is_male: bool) -> IdNumber:
        while True:
            age_days = self._rng.randrange(_YOUNGEST_DAYS, _OLDEST_DAYS)
            order = self._rng.randrange(500) * 2 + is_male
            number = make_id_number(self._today - timedelta(days=age_days), order)
            if number not in self._taken:
                self._taken.add(number)
                return number


def draw_name(rng: Random, *, is_male: bool) -> str:
    """Return a Chinese name; about one in a hundred has a character that old systems cannot store."""
    surname = draw_surname(rng)
    return surname + draw_given_name(rng, is_male=is_male)


def draw_surname(rng: Random) -> str:
    """Return a surname of one character or two."""
    has_other_surname = rng.random() < _OTHER_SURNAME_SHARE
    return rng.choice(_OTHER_SURNAMES) if has_other_surname else rng.choice(_COMMON_SURNAMES)


def draw_given_name(rng: Random, *, is_male: bool) -> str:
    """Return a given name of one character or two, now and then with a rare one."""
    length = 1 if rng.random() < _SHORT_GIVEN_NAME_SHARE else 2
    given = "".join(rng.choices(_GIVEN_MALE if is_male else _GIVEN_FEMALE, k=length))
    if rng.random() < _RARE_SHARE:
        given = given[:-1] + rng.choice(_RARE_CHARACTERS)
    return given


def make_id_number(born_on: date, order: int) -> IdNumber:
    """Return the ID number of the demo county for a birth date and an order of 0 to 999, odd for men."""
    first_seventeen = f"{COUNTY_CODE}{born_on:%Y%m%d}{order:03d}"
    return IdNumber(first_seventeen + check_digit(first_seventeen))


def make_wechat_account(wechat_code: str) -> WeChatAccount:
    """Return the account that signs in with this code, the same one in every city."""
    return WeChatAccount(
        wechat_code,
        openid=_wechat_id("openid", wechat_code),
        official_openid=_wechat_id("official_openid", wechat_code),
        unionid=_wechat_id("unionid", wechat_code),
    )


def _wechat_id(kind: str, wechat_code: str) -> str:
    digest = sha256(f"{kind}/{wechat_code}".encode()).digest()[:20]
    return "o" + urlsafe_b64encode(digest).decode().rstrip("=")


def make_card_number(number: int) -> str:
    """Return the card number of the city's nth card: 3502, eight digits, and a Luhn check digit."""
    digits = f"3502{number:08d}"
    return digits + _luhn_digit(digits)


def _luhn_digit(digits: str) -> str:
    doubled = (int(digit) * 2 for digit in digits[-1::-2])
    total = sum(value - 9 if value > 9 else value for value in doubled)
    total += sum(int(digit) for digit in digits[-2::-2])
    return str(-total % 10)
