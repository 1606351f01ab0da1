"""Invented citizens and organisations, each worked out from its number alone: millions need no memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import gcd
from random import Random

from backend.demo.batches.days import LAST_BIRTH
from backend.demo.people import COUNTY_CODE, draw_given_name, draw_surname
from backend.identity.id_number import check_digit
from backend.records.organisation_code import check_character

_FIRST_BIRTH = date(1938, 1, 1)
_ORDERS = 1000

_MEN = ("买买提", "艾尔肯", "阿卜杜拉", "吐尔逊", "扎西", "巴特尔", "玉素甫", "才让")
_WOMEN = ("阿依古丽", "古丽娜尔", "热依汗", "帕提古丽", "卓玛", "其木格", "阿娜尔罕", "央金")

_SYLLABLES = "鹭海筼筜嘉禾同安翔集美厦汇盛恒瑞泰和润达信诚远博宏兴隆源丰裕启航"
_TRADES = (
    "餐饮管理",
    "商贸",
    "物流",
    "建筑工程",
    "信息技术",
    "文化传播",
    "医药",
    "电子",
    "食品",
    "环保科技",
    "旅行社",
    "物业管理",
)
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_CHARACTERS = 6


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a row is about; an organisation has a representative."""

    name: str
    code: str
    representative: str = ""


class _Shuffle:
    """Gives every number below `size` another one below it, no two the same."""

    def __init__(self, rng: Random, size: int) -> None:
        self._size = size
        self._offset = rng.randrange(size)
        self._factor = next(
            factor for factor in iter(lambda: rng.randrange(size // 3, size), 0) if gcd(factor, size) == 1
        )

    def __getitem__(self, number: int) -> int:
        return (number * self._factor + self._offset) % self._size


class _Names:
    """Names put together from drawn parts, the same for the same number."""

    def __init__(self, rng: Random) -> None:
        self._surnames = [draw_surname(rng) for _ in range(512)]
        self._given = [
            [draw_given_name(rng, is_male=is_male) for _ in range(4096)] for is_male in (False, True)
        ]
        self._salt = rng.getrandbits(64)

    def of(self, number: int, is_male: int) -> str:
        """Return the name of the person with this number; one in 256 has one of another tradition."""
        bits = ((number ^ self._salt) * 0x9E3779B97F4A7C15) >> 12
        if bits & 0xFF == 0:
            own, father = (_MEN if is_male else _WOMEN)[bits >> 8 & 7], _MEN[bits >> 11 & 7]
            return f"{own}·{father}"
        return self._surnames[bits >> 8 & 0x1FF] + self._given[is_male][bits >> 17 & 0xFFF]


class Citizens:
    """The citizens by number, all of them of age at every decision."""

    def __init__(self, seed: int) -> None:
        rng = Random(f"citizens {seed}")  # noqa: S311  synthetic data, the same for the same seed
        days = (LAST_BIRTH - _FIRST_BIRTH).days + 1
        self._births = [
            f"{COUNTY_CODE}{_FIRST_BIRTH + timedelta(days=number):%Y%m%d}" for number in range(days)
        ]
        self._numbers = _Shuffle(rng, days * _ORDERS)
        self._names = _Names(rng)

    def __getitem__(self, number: int) -> Subject:
        day, order = divmod(self._numbers[number], _ORDERS)
        first_seventeen = f"{self._births[day]}{order:03d}"
        return Subject(self._names.of(number, order % 2), first_seventeen + check_digit(first_seventeen))


class Organisations:
    """The organisations by number, companies all; their names say that they are invented (演示)."""

    def __init__(self, seed: int) -> None:
        rng = Random(f"organisations {seed}")  # noqa: S311  synthetic data, the same for the same seed
        self._codes = _Shuffle(rng, len(_CODE_ALPHABET) ** _CODE_CHARACTERS)
        self._titles = _Shuffle(rng, len(_SYLLABLES) ** 3 * len(_TRADES))
        self._names = _Names(rng)

    def __getitem__(self, number: int) -> Subject:
        first_seventeen = f"91{COUNTY_CODE}MA0{self._letters_of(number)}"
        code = first_seventeen + check_character(first_seventeen)
        return Subject(self._name_of(number), code, self._names.of(number, number % 2))

    def _letters_of(self, number: int) -> str:
        rest, letters = self._codes[number], ""
        for _ in range(_CODE_CHARACTERS):
            rest, place = divmod(rest, len(_CODE_ALPHABET))
            letters += _CODE_ALPHABET[place]
        return letters

    def _name_of(self, number: int) -> str:
        rest, trade = divmod(self._titles[number], len(_TRADES))
        name = ""
        for _ in range(3):
            rest, place = divmod(rest, len(_SYLLABLES))
            name += _SYLLABLES[place]
        return f"厦门{name}演示{_TRADES[trade]}有限公司"


def authority_code(number: int) -> str:
    """Return an invented credit code for the department with this number."""
    first_seventeen = f"11{COUNTY_CODE}0{number:08d}"
    return first_seventeen + check_character(first_seventeen)
