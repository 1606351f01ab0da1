"""Articles: what the bot may tell as fact, each with its sources and the day it was read against them.

A file is front matter and Markdown. Each sentence ends with a mark: `[^2]` names the second source of the
front matter, `[^1,3]` two of them, `[^-]` says that nothing is stated that would need one. The text up to
the first heading is the short answer. Whoever reads an article never sees the marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from bot.sentences import list_cited, without_marks

REVIEW_AT_LEAST_EVERY = timedelta(days=365)
_MOST_NAMED = 2
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)


class SourceKind(StrEnum):
    """What a source is; `guidance` is a document or public statement of the state that is no law."""

    LAW = "law"
    GUIDANCE = "guidance"
    CITY_RULE = "city_rule"
    OUR_PUBLISHED_POLICY = "our_published_policy"
    HOW_THIS_SERVICE_WORKS = "how_this_service_works"

    @property
    def is_ours(self) -> bool:
        """Tell whether the source is this service's own."""
        return self in (SourceKind.OUR_PUBLISHED_POLICY, SourceKind.HOW_THIS_SERVICE_WORKS)


@dataclass(frozen=True)
class Source:
    """One rule an article rests on, and since when that rule is in force.

    A source of ours names its `file`, a published policy its `edition` too; any other names the `article`.
    `is_second_hand` says that nobody here has read the rule itself, only reports of it.
    """

    kind: SourceKind
    rule: str
    article: str
    in_force_from: date
    edition: str
    file: str
    is_second_hand: bool

    @property
    def place(self) -> str:
        """Return where in the rule: its article or edition."""
        numbered = f"第{self.edition}" if self.edition.isdecimal() else self.edition
        return f"（{numbered}版）" if self.edition else self.article


@dataclass(frozen=True)
class Article:
    """A topic's answer: the short one fits one WeChat message, `details` is for pages.

    `marked_short` and `marked_details` carry the marks. `questions` are examples of what it answers,
    `follow_ups` topics to offer next. `asks` and `not_about` are of
    a narrower article alone: patterns over the question that call for it, and that rule it out.
    """

    topic: str
    title: str
    sources: tuple[Source, ...]
    in_force_from: date
    reviewed_on: date
    questions: tuple[str, ...]
    follow_ups: tuple[str, ...]
    asks: tuple[re.Pattern[str], ...]
    not_about: tuple[re.Pattern[str], ...]
    marked_short: str
    marked_details: str

    @property
    def short(self) -> str:
        """Return the short answer, without what it rests on."""
        return without_marks(self.marked_short)

    @property
    def details(self) -> str:
        """Return the sections that follow the short answer, as Markdown."""
        return without_marks(self.marked_details)

    def is_current(self, on: date) -> bool:
        """Tell whether the article may be told on a day: rules in force, review not overdue."""
        return self.in_force_from <= on and self.reviewed_on <= on <= self.reviewed_on + REVIEW_AT_LEAST_EVERY


Articles = Mapping[str, Article]


def read_articles(folder: Path) -> Articles:
    """Return the articles of a folder by topic, in the order of their file names.

    Raises `ValueError` naming the file that is not an article, or whose topic another file has already.
    """
    articles: dict[str, Article] = {}
    for path in sorted(folder.glob("*.md")):
        article = read_article(path)
        if article.topic in articles:
            raise ValueError(f"{path.name}: another article has the topic {article.topic}")
        articles[article.topic] = article
    return articles


def read_article(path: Path) -> Article:
    """Return the article of one file; raises `ValueError` naming a file that is none."""
    try:
        return _article(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, re.error, KeyError, TypeError, ValueError) as trouble:
        raise ValueError(f"{path.name} is not an article: {trouble}") from trouble


def answer_text(article: Article) -> str:
    """Return the short answer, ending with a line of what it rests on and when that was read."""
    cited = list_cited(article.marked_short)
    rests_on = [source for number, source in enumerate(article.sources, start=1) if number in cited]
    return f"{article.short}\n\n{source_line(rests_on, article.reviewed_on, most=_MOST_NAMED)}"


def source_line(sources: Sequence[Source], reviewed_on: date, *, most: int | None = None) -> str:
    """Return one line that names the sources, each rule once, and the day on which they were read.

    The state's own stand before this service's; where there are more than `most` rules, or places in one,
    the others are “等”.
    """
    rules: dict[str, list[Source]] = {}
    for source in sorted(sources, key=lambda one: one.kind.is_ours):
        rules.setdefault(source.rule, []).append(source)
    named = [f"{rule}{_places(found, most)}" for rule, found in rules.items()]
    is_reported = any(source.is_second_hand for source in sources)
    reported = "。据公开报道的内容，请以主管部门答复为准" if is_reported else ""
    return f"依据：{_first_of(named, '；', most)}{reported}（{reviewed_on}核对）"


def _places(sources: Sequence[Source], most: int | None) -> str:
    """Return where in one rule; what was read in reports only stands last, and is said to be so."""
    read = sorted(sources, key=lambda one: one.is_second_hand)
    places = _first_of([*dict.fromkeys(one.place for one in read if one.place)], "、", most)
    return f"{places}（据公开报道）" if read[-1].is_second_hand else places


def _first_of(names: Sequence[str], mark: str, most: int | None) -> str:
    shown = mark.join(names[:most])
    return f"{shown.removesuffix('等')}等" if most is not None and len(names) > most else shown


def _article(text: str) -> Article:
    parts = _FRONT_MATTER.match(text)
    if parts is None:
        raise ValueError("no front matter")
    head: Mapping[str, Any] = yaml.load(parts[1], yaml.CSafeLoader)
    short, _, details = parts[2].strip().partition("\n## ")
    return Article(
        topic=str(head["topic"]),
        title=str(head["title"]),
        sources=tuple(_source(source) for source in head.get("sources") or ()),
        in_force_from=_date(head["in_force_from"]),
        reviewed_on=_date(head["reviewed_on"]),
        questions=_texts(head.get("questions") or ()),
        follow_ups=_texts(head.get("follow_ups") or ()),
        asks=_patterns(head.get("asks") or ()),
        not_about=_patterns(head.get("not_about") or ()),
        marked_short=short.strip(),
        marked_details=f"## {details}".strip() if details else "",
    )


def _source(source: Mapping[str, Any]) -> Source:
    return Source(
        kind=SourceKind(source["kind"]),
        rule=str(source.get("rule") or ""),
        article=str(source.get("article") or ""),
        in_force_from=_date(source["in_force_from"]),
        edition=str(source.get("edition") or ""),
        file=str(source.get("file") or ""),
        is_second_hand=bool(source.get("second_hand")),
    )


def _texts(texts: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(text) for text in texts)


def _patterns(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _date(value: object) -> date:
    if not isinstance(value, date):
        raise ValueError(f"{value!r} is not a date")
    return value
