"""The sentences of an article, what each rests on, and what none of them may claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NOTHING = "-"
_MARK = re.compile(r"\[\^([^\]]*)\]")
_SENTENCE = re.compile(r"[^。！？]+[。！？]*[”』）]*(?:\[\^[^\]]*\])*")
_LIST_SIGN = re.compile(r"^(?:[-*]|\d+\.)\s+")
_NUMBER = re.compile(r"[0-9０-９]|[一二两三四五六七八九十百千]个?(?:工作日|日|天|周|年|月|元|册)")
_LEGAL = re.compile(
    r"《|法律|法规|条例|规定|依法|有权|权利|应当|必须|不得|义务|期限|工作日|公示|处罚|惩戒|免费|收费|费用|有效期"
    r"|计入|生效|失效|解除"
)
# What no article may say, and the words by which a sentence says that it is not so.
_FORBIDDEN = {
    "a fee for what is free": (
        re.compile(
            r"(?:修复|异议)[^。]*(?:\d+\s*元"
            r"|(?:需|须|应|要)[^，；。]{0,4}(?:交|缴|付)[^，；。]{0,6}(?:费|钱)|收取?[^，；。]{0,6}费)"
        ),
        re.compile(r"不收|不要|不用|没有|无需|无须|免费|骗"),
    ),
    "a training or report that the rule in force does not ask for": (
        re.compile(
            r"(?:需|须|应|要|先)[^，；。]{0,6}培训|培训(?:证书|证明)"
            r"|(?:需|须|应|要)[^，；。]{0,4}(?:交|提供)[^，；。]{0,4}信用报告"
        ),
        re.compile(r"不要求|不需要|不用|无需|无须|不再|旧|过时|取消"),
    ),
    "a promise of removal": (
        re.compile(
            r"(?:保证|包|一定|肯定|必定|百分之?百|100%)[^，；。]{0,8}"
            r"(?:消除|清除|删除|撤销|移出|修复|通过|洗白|成功)"
        ),
        re.compile(r"骗|不要信|别信|声称|凡是|不能|不会|没有"),
    ),
}


@dataclass(frozen=True)
class Sentence:
    """One sentence without its marks, and the marks as they were written."""

    text: str
    marks: tuple[str, ...]

    @property
    def needs_mark(self) -> bool:
        """Tell whether the sentence states anything: a question does not, nor what leads over to a list."""
        if self.text.endswith("："):
            return bool(_NUMBER.search(self.text))
        return not self.text.endswith("？")

    @property
    def claims(self) -> bool:
        """Tell whether the sentence has a number or speaks of law, duty, time or money."""
        return bool(_NUMBER.search(self.text) or _LEGAL.search(self.text))

    def find_forbidden(self) -> str | None:
        """Return what the sentence claims though no article may, or None."""
        for name, (claim, denial) in _FORBIDDEN.items():
            if claim.search(self.text) and not denial.search(self.text):
                return name
        return None


def list_sentences(marked: str) -> Iterator[Sentence]:
    """Yield the sentences of a marked text; headings are none."""
    for line in marked.splitlines():
        if line.startswith("#"):
            continue
        for match in _SENTENCE.finditer(_LIST_SIGN.sub("", line.strip())):
            marks = tuple(one for mark in _MARK.findall(match[0]) for one in mark.split(","))
            text = without_marks(match[0]).strip()
            if text or marks:
                yield Sentence(text, marks)


def list_cited(marked: str) -> frozenset[int]:
    """Return the numbers of the sources that a marked text names."""
    marks = (one for mark in _MARK.findall(marked) for one in mark.split(","))
    return frozenset(int(one) for one in marks if one.isdecimal())


def without_marks(marked: str) -> str:
    """Return what people read."""
    return _MARK.sub("", marked)
