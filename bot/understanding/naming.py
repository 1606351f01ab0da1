"""Whether a text asks about another person by name or number: that is refused, whatever else it asks.

A name is a surname and one or two characters; it counts only in front of what nobody but its owner may see,
so that ordinary words are not taken for names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bot.understanding.normalisation import WORDS, read_words, split_sentences

_GIVEN = r"[^\W\da-z_的是有没在不我你您他她它和跟与及为什么怎样个了吗呢吧啊就都也会能可要想该被把给到]"
_COMPOUND = "欧阳|司马|上官|诸葛|司徒|慕容|皇甫|端木|东方|尉迟"
_NUMBER = (
    r"(?<![a-z0-9_-])(?:[a-z]{2,}[-_ ]?\d{2,}|[a-z]{2,}_[a-z0-9]{3,}|\d{15}|\d{17}[\dx]|1\d{10})"
    r"(?![a-z0-9_-])"
)
_WHOSE = r"(?:这个人|那个人|这人|那人|先生|女士|小姐|同志|同学|本人|他|她|名下|个人)?"
_OWN = (
    r"(?:个人|公共|社会|市民)?(?:信用|诚信|失信|不良|处罚|违法|等级|评级|记录|黑名单|黑历史|被执行|征信|案底)"
)
_ASKED = r"(?:有没有|有无|有过|有什么|有哪些|是不是|是否|算不算|上没上|在不在|进没进|会不会是|欠没欠|有)"
_BAD = r".{0,6}?(?:信用|失信|不良|老赖|记录|黑名单|处罚|名单|被执行|违法|限高|案底)"
_BEFORE = r"(?:^|(?<=[查看下问道解于个友事学居人位知，,：: ])|(?<=看看)|(?<!我)(?<=叫))"
_ONESELF = re.compile(
    r"(?:我(?:名字)?叫|我是|本人(?:是|叫)?|我姓名(?:是)?|我的?(?:身份证|证件|手机|电话|卡|账)号?码?(?:是|为)?|我名字是?)"
    r"[\s，,：:]*$"
)


class NamedPersons:
    """Knows how persons are named by those who ask about them. Threads may share it."""

    def __init__(self, surnames: Sequence[str], not_names: Sequence[str]) -> None:
        surname = f"(?:{_COMPOUND}|[{''.join(surnames)}])"
        ordinary = f"(?!{'|'.join(map(re.escape, not_names))})" if not_names else ""
        # A short name is followed by 的 or a question; three characters may stand before the word itself.
        named = (
            f"{_BEFORE}{ordinary}(?P<name>{surname}{_GIVEN}{{1,2}}?){_WHOSE}(?:的{_OWN}|{_ASKED}{_BAD})"
            f"|{_BEFORE}{ordinary}(?P<whole>{surname}{_GIVEN}{{2}}){_WHOSE}{_OWN}"
        )
        numbered = f"(?P<number>{_NUMBER})\\s*{_WHOSE}(?:的?{_OWN}|{_ASKED}{_BAD})"
        self._pattern = re.compile(f"{named}|{numbered}")

    def are_asked_about(self, cleaned: str) -> bool:
        """Tell whether a cleaned text asks for the data of somebody it names, who is not the asker."""
        return any(
            _ONESELF.search(sentence[: found.start()]) is None and not _is_own_name(cleaned, found)
            for sentence in split_sentences(cleaned)
            for found in self._pattern.finditer(sentence)
        )


def read_named_persons(folder: Path = WORDS) -> NamedPersons:
    """Return what the word lists in `folder` know of names."""
    return NamedPersons(read_words(folder / "surnames.txt"), read_words(folder / "not_names.txt"))


def _is_own_name(cleaned: str, found: re.Match[str]) -> bool:
    """Tell whether somebody has said before that the name is their own."""
    name = found["name"] or found["whole"] or found["number"]
    return re.search(rf"(?:我叫|我是|本人是?|我名叫|我的?名字是?叫?){re.escape(name)}", cleaned) is not None
