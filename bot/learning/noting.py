"""Notes which answers were of use and which of none, without anything personal."""

from __future__ import annotations

import logging
from pathlib import Path

from backend.platform.errors import DomainError
from backend.questions.models import Judgement
from backend.questions.service import QuestionBook
from bot.article import Articles
from bot.learning.scrubbing import Scrubber
from bot.understanding.examples import read_examples
from bot.understanding.reading import ABOUT_ANOTHER, OUT_OF_SCOPE
from bot.understanding.simplified import to_simplified

_EXAMPLES = Path(__file__).parents[1] / "understanding" / "examples"
_NAMES_MAY_OCCUR = frozenset({ABOUT_ANOTHER, OUT_OF_SCOPE})

logger = logging.getLogger(__name__)


class Learner:
    """Hands judged questions to the book; that one cannot be noted is never the citizen's trouble."""

    def __init__(self, book: QuestionBook, scrubber: Scrubber) -> None:
        self._book = book
        self._scrubber = scrubber

    def note(self, judgement: Judgement, topic: str | None, question: str) -> None:
        """Note a question; of one that was answered well only the topic."""
        text = None if judgement is Judgement.USEFUL else self._scrubber.scrub(question)
        try:
            self._book.note(judgement, topic or None, text)
        except DomainError as trouble:
            logger.warning("a question is not noted: %s", trouble.code)


def read_scrubber(articles: Articles) -> Scrubber:
    """Return the scrubber that knows the words of our own articles and examples."""
    prose = ["".join((one.title, one.short, one.details, *one.questions)) for one in articles.values()]
    examples = read_examples(_EXAMPLES)
    prose += [example.text for example in examples if example.label not in _NAMES_MAY_OCCUR]
    return Scrubber(read_surnames(), prose, to_simplified)


def read_surnames() -> frozenset[str]:
    """Return the surnames, those of two characters among them."""
    lines = (Path(__file__).parent / "surnames.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    # A line without spaces is one surname a character.
    return frozenset(name for word in words for name in ((word,) if len(word) == 2 else word))
