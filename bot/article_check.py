"""What keeps an article from being told to a citizen: held against each file before it is published."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from pathlib import Path

from bot.article import Article, Source, SourceKind, answer_text, read_article
from bot.sentences import NOTHING, Sentence, list_cited, list_sentences
from bot.wechat.texts import MAX_REPLY_BYTES

_FEWEST_QUESTIONS, _MOST_QUESTIONS = 3, 6
_LONGEST_SHORT, _LONGEST_TITLE = 500, 16
# Rules that citizens still hear of, and the first day on which they were no longer in force.
_ENDED = (
    (re.compile(r"令第?58号|失信行为纠正后的信用信息修复"), date(2026, 4, 1)),
    (re.compile(r"厦府〔2015〕307号|厦门市公共信用信息管理办法"), date(2019, 1, 1)),
)


def list_folder_faults(folder: Path, topics: Collection[str], today: date) -> list[str]:
    """Return every fault of a folder of articles, each after the name of its file.

    Each of the topics must have exactly one article.
    """
    found: dict[str, str] = {}

    def check(path: Path, article: Article) -> list[str]:
        own = [*list_faults(article, today), *_list_misplacements(path, article, topics, found)]
        found.setdefault(article.topic, path.name)
        return own

    faults = list_faults_by_file(folder, check)
    return faults + [f"{topic}: has no article" for topic in topics if topic not in found]


def list_faults_by_file(folder: Path, check: Callable[[Path, Article], Iterable[str]]) -> list[str]:
    """Return what `check` finds in each article of a folder, after the name of its file."""
    faults: list[str] = []
    for path in sorted(folder.glob("*.md")):
        try:
            article = read_article(path)
        except ValueError as trouble:
            faults.append(str(trouble))
        else:
            faults += [f"{path.name}: {fault}" for fault in check(path, article)]
    return faults


def list_faults(article: Article, today: date) -> list[str]:
    """Return why `article` must not be told to a citizen on `today`; empty when it may."""
    return [
        *_list_faults_of_dates(article, today),
        *_list_faults_of_sources(article, today),
        *_list_faults_of_length(article),
        *_list_faults_of_sentences(article),
    ]


def _list_misplacements(
    path: Path, article: Article, topics: Collection[str], found: dict[str, str]
) -> Iterator[str]:
    if article.topic not in topics:
        yield f"{article.topic} is not a topic"
    if article.topic in found:
        yield f"{found[article.topic]} has the topic {article.topic} already"
    if path.stem != article.topic.replace(".", "-"):
        yield "the file is not named after its topic"
    for topic in article.follow_ups:
        if topic not in topics or topic == article.topic:
            yield f"{topic} cannot follow it"


def _list_faults_of_dates(article: Article, today: date) -> Iterator[str]:
    if article.in_force_from > today or any(source.in_force_from > today for source in article.sources):
        yield "a rule is not in force yet"
    elif article.sources and article.in_force_from != max(one.in_force_from for one in article.sources):
        yield "in_force_from is not the day of the newest of its sources"
    if article.reviewed_on > today:
        yield "reviewed in the future"
    elif not article.is_current(today) and article.in_force_from <= today:
        yield "past its review date"


def _list_faults_of_sources(article: Article, today: date) -> Iterator[str]:
    if not article.sources:
        yield "no source"
    cited = list_cited(f"{article.marked_short}\n{article.marked_details}")
    for number, source in enumerate(article.sources, start=1):
        if not _is_named(source):
            yield f"source {number} names no rule, or not where in it"
        if any(name.search(source.rule) and today >= ended_on for name, ended_on in _ENDED):
            yield f"source {number} is no longer in force"
        if number not in cited:
            yield f"source {number} is never used"


def _is_named(source: Source) -> bool:
    if not source.kind.is_ours:
        return bool(source.rule and source.article)
    is_dated = bool(source.edition) or source.kind is not SourceKind.OUR_PUBLISHED_POLICY
    return bool(source.rule and source.file) and is_dated


def _list_faults_of_length(article: Article) -> Iterator[str]:
    length = len(article.short)
    if not 0 < length <= _LONGEST_SHORT or len(answer_text(article).encode()) > MAX_REPLY_BYTES:
        yield f"the short answer, of {length} characters, does not fit one WeChat message"
    if not 0 < len(article.title) <= _LONGEST_TITLE:
        yield f"the title does not have 1 to {_LONGEST_TITLE} characters"
    if not _FEWEST_QUESTIONS <= len(article.questions) <= _MOST_QUESTIONS:
        yield f"not {_FEWEST_QUESTIONS} to {_MOST_QUESTIONS} example questions"


def _list_faults_of_sentences(article: Article) -> Iterator[str]:
    known = {str(number) for number in range(1, len(article.sources) + 1)}
    for sentence in list_sentences(f"{article.marked_short}\n{article.marked_details}"):
        fault = _find_fault(sentence, known)
        if fault is not None:
            yield f"{fault}: {sentence.text}"


def _find_fault(sentence: Sentence, known: set[str]) -> str | None:
    forbidden = sentence.find_forbidden()
    if forbidden is not None:
        return forbidden
    if not sentence.marks:
        return "no mark" if sentence.needs_mark else None
    if sentence.marks == (NOTHING,):
        return "marked as saying nothing, but it claims something" if sentence.claims else None
    if not known.issuperset(sentence.marks):
        return "a mark that names no source"
    return None
