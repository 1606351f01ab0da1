"""Takes whatever may tell of a person out of a question, or says that the question cannot be kept.

It leans to one side: a question that is lost costs little, a name that is kept costs trust.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

_LONGEST = 200
_HAN = r"\u3400-\u9fff"
_NUMERALS = r"\d零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
_PLATE = re.compile(
    r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新使领]\s?[A-Za-z]\W?\s?[A-Za-z0-9]{4,6}"
)
_DAY = re.compile(rf"[{_NUMERALS}十]{{2,}}\s?年\s?[{_NUMERALS}十]+\s?月(?:\s?[{_NUMERALS}十]+\s?[日号])?")
_LONG_NUMBER = re.compile(rf"[{_NUMERALS}](?:\W{{0,3}}[{_NUMERALS}xX]){{4,}}")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_@.\-+:/#&=?%]*")
_INTRODUCTION = re.compile(rf"(我叫|名叫|名字[叫是为]?|姓名[是为]?)[\s:：]*([{_HAN}·]{{2,4}})(?![{_HAN}·])")
_INTRODUCED = re.compile(r"我叫|名叫|名字|姓名|我姓|本人姓")
_DOTTED_NAME = re.compile(rf"[{_HAN}]{{1,8}}(?:[·•・][{_HAN}]{{1,8}})+")
_ADDRESS = re.compile(
    rf"[路街巷道弄村镇乡里][{_NUMERALS}十百]+号|[{_NUMERALS}十百]+(?:栋|幢|单元|号楼|楼|室)|小区|门牌|住址|家住|住在"
)
_NAME = "〔人名〕"
_KEPT_LATIN = frozenset({"app", "qr", "pdf", "jpg", "png", "id", "ok", "vip", "atm", "nfc", "sip", "api"})
# Characters that given names are made of so often that a surname before one is taken for a name.
_GIVEN = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文斌波辉健俊鹏飞宇浩然欣怡子轩梓涵"
    "雨晨佳琪雪婷慧颖莹琳晓小春生志海山永福德龙凤美云鑫凯旭东林森"
)

_FAMILIAR = "老小阿姓"


class Scrubber:
    """Knows surnames, and which pairs of characters are ordinary words; holds nothing that changes.

    `prose` are texts without names of persons: a surname there is a word like any other.
    """

    def __init__(self, surnames: Iterable[str], prose: Iterable[str], simplify: Callable[[str], str]) -> None:
        names = [*surnames]
        self._simplify = simplify
        self._surnames = frozenset(name for name in names if len(name) == 1)
        self._long_surnames = tuple(name for name in names if len(name) > 1)
        self._words = frozenset(text[at : at + 2] for text in prose for at in range(len(text) - 1))

    def scrub(self, text: str) -> str | None:
        """Return what may be kept, or None where it cannot be told whether somebody is named."""
        flat = self._simplify(" ".join(unicodedata.normalize("NFKC", text).split()))
        flat = _INTRODUCTION.sub(rf"\1{_NAME}", flat)
        if _DOTTED_NAME.search(flat) or len(_INTRODUCED.findall(flat)) > flat.count(_NAME):
            return None
        flat = _DAY.sub("〔日期〕", _PLATE.sub("〔车牌〕", flat))
        flat = _TOKEN.sub(_hide_token, _LONG_NUMBER.sub("〔号码〕", flat))
        if _ADDRESS.search(flat) or self._may_name(flat):
            return None
        return flat[:_LONGEST].strip() or None

    def _may_name(self, text: str) -> bool:
        if any(name in text for name in self._long_surnames):
            return True
        return any(
            character in self._surnames and not self._is_a_word(text, place)
            for place, character in enumerate(text)
        )

    def _is_a_word(self, text: str, place: int) -> bool:
        """Tell whether the character there is part of an ordinary word."""
        follows = text[place + 1 : place + 2]
        if follows.isdecimal():
            return True
        leads = place > 0 and text[place - 1 : place + 1] in self._words
        if not ("\u3400" <= follows <= "\u9fff"):
            return leads and text[place - 1] not in _FAMILIAR
        is_pair = text[place : place + 2] in self._words
        return is_pair and (leads or follows not in _GIVEN)


def _hide_token(token: re.Match[str]) -> str:
    found = token[0]
    digits = sum(character.isdigit() for character in found)
    if digits == len(found):
        return found if digits < 5 else "〔号码〕"
    if found.lower() in _KEPT_LATIN or (digits == 0 and len(found) < 3):
        return found
    return "〔号码〕" if digits else "〔字母〕"
