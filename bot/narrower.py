"""Narrower answers: articles within a topic, for questions that its own article does not meet.

The topics are a public list that does not grow. Such an article belongs to one of them; the patterns under
`asks` in its front matter tell, from the question's words alone, that it is the one to be told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

from bot.article import Article, read_article
from bot.article_check import list_faults, list_faults_by_file
from bot.dialogues.choices import plain
from bot.understanding.simplified import to_simplified

# Whoever says more than this says what else it is about, which the understanding weighs.
_LONGEST_QUESTION = 20


class NarrowerAnswers:
    """Finds the narrower article that a question asks for; holds nothing that changes."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = tuple(articles)

    def find(self, text: str, today: date) -> Article | None:
        """Return the article that a question asks for and that may be told today, or None."""
        said = plain(to_simplified(text))
        return next((one for one in self._articles if one.is_current(today) and _is_asked(one, said)), None)


NOTHING_NARROWER = NarrowerAnswers(())


def read_narrower(folder: Path) -> NarrowerAnswers:
    """Return the narrower articles of a folder; raises `ValueError` naming a file that is none."""
    return NarrowerAnswers(read_article(path) for path in sorted(folder.glob("*.md")))


def list_narrower_faults(folder: Path, topics: Collection[str], today: date) -> list[str]:
    """Return every fault of a folder of narrower articles, each after the name of its file."""

    def check(_path: Path, article: Article) -> list[str]:
        found = list_faults(article, today)
        found += [] if article.topic in topics else [f"{article.topic} is not a topic"]
        found += [] if article.asks else ["no pattern tells when it is asked for"]
        found += ["it has details, which nobody could ask for"] if article.details else []
        return found

    return list_faults_by_file(folder, check)


def _is_asked(article: Article, said: str) -> bool:
    if len(said) > _LONGEST_QUESTION or any(pattern.search(said) for pattern in article.not_about):
        return False
    return any(pattern.search(said) for pattern in article.asks)
