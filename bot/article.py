"""Articles: what the bot may tell as fact, each with its source and the date it was last read against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.wechat.texts import MAX_REPLY_BYTES

REVIEW_AT_LEAST_EVERY = timedelta(days=365)
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """One rule an article rests on, and since when that rule is in force."""

    rule: str
    article: str
    in_force_from: date


@dataclass(frozen=True)
class Article:
    """A topic's answer: `short` fits one WeChat message, `details` is for pages.

    `asks` are patterns over the normalised question, `not_about` those that rule the article out.
    """

    topic: str
    title: str
    sources: tuple[Source, ...]
    in_force_from: date
    reviewed_on: date
    asks: tuple[re.Pattern[str], ...]
    not_about: tuple[re.Pattern[str], ...]
    short: str
    details: str

    def answer(self) -> str:
        """Return the short answer, ending with what it rests on."""
        rules = "；".join(f"{source.rule}{source.article}" for source in self.sources)
        return f"{self.short}\n\n依据：{rules}（{self.reviewed_on}核对）"


def read_articles(folder: Path) -> tuple[Article, ...]:
    """Return the articles of a folder in the order of their file names.

    Raises `ValueError` naming the file that is not an article.
    """
    articles = []
    for path in sorted(folder.glob("*.md")):
        try:
            articles.append(_article(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, re.error, KeyError, TypeError, ValueError) as trouble:
            raise ValueError(f"{path.name} is not an article: {trouble}") from trouble
    return tuple(articles)


def list_faults(article: Article, today: date) -> list[str]:
    """Return why `article` must not be told to a citizen on `today`; empty when it may."""
    faults = []
    if not article.sources:
        faults.append("no source")
    if any(not source.rule or not source.article for source in article.sources):
        faults.append("a source names no rule or no article")
    if any(source.in_force_from > today for source in article.sources) or article.in_force_from > today:
        faults.append("a rule is not in force yet")
    if article.reviewed_on + REVIEW_AT_LEAST_EVERY < today:
        faults.append("past its review date")
    if article.reviewed_on > today:
        faults.append("reviewed in the future")
    if not article.short or len(article.answer().encode()) > MAX_REPLY_BYTES:
        faults.append("the short answer does not fit one WeChat message")
    return faults


def _article(text: str) -> Article:
    parts = _FRONT_MATTER.match(text)
    if parts is None:
        raise ValueError("no front matter")
    head: Mapping[str, Any] = yaml.safe_load(parts[1])
    short, _, details = parts[2].strip().partition("\n## ")
    return Article(
        topic=str(head["topic"]),
        title=str(head["title"]),
        sources=tuple(_source(source) for source in head.get("sources") or ()),
        in_force_from=_date(head["in_force_from"]),
        reviewed_on=_date(head["reviewed_on"]),
        asks=_patterns(head["asks"]),
        not_about=_patterns(head.get("not_about") or ()),
        short=short.strip(),
        details=f"## {details}".strip() if details else "",
    )


def _source(source: Mapping[str, Any]) -> Source:
    return Source(
        rule=str(source.get("rule") or ""),
        article=str(source.get("article") or ""),
        in_force_from=_date(source["in_force_from"]),
    )


def _patterns(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _date(value: object) -> date:
    if not isinstance(value, date):
        raise ValueError(f"{value!r} is not a date")
    return value
