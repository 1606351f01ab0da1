"""What the bot made of a text: its topic, how sure it is, and what is to be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OUT_OF_SCOPE, ABOUT_ANOTHER, HUMAN, GREETING = "out_of_scope", "about_another", "human", "greeting"
# What a conversation does not come back to: these are answered and leave the subject as it was.
PASSING = frozenset({OUT_OF_SCOPE, HUMAN, GREETING})
REFUSED = frozenset({OUT_OF_SCOPE, ABOUT_ANOTHER})
_KEPT = 5


class Verdict(StrEnum):
    """What is to be done: each is a route of its own."""

    ANSWER = "answer"
    ASK_BACK = "ask_back"
    OUT_OF_SCOPE = "out_of_scope"
    ABOUT_ANOTHER = "about_another"
    HUMAN = "human"


@dataclass(frozen=True)
class Candidate:
    """A topic and the calibrated probability that the text is about it."""

    topic: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """A text understood.

    `words` are to be said as they are: a question back or a refusal, else None. `aspect` is what was asked
    of the topic, where that is clear.
    """

    topic: str
    confidence: float
    runners_up: tuple[Candidate, ...]
    verdict: Verdict
    words: str | None = None
    aspect: str | None = None


@dataclass(frozen=True)
class Context:
    """The topics a conversation was about, the newest first, and the aspect last asked for."""

    topics: tuple[str, ...] = ()
    aspect: str | None = None

    def after(self, reading: Reading) -> Context:
        """Return the context of the next text."""
        if reading.topic in PASSING:
            return self
        return Context((reading.topic, *self.topics)[:_KEPT], reading.aspect)


NOTHING_SAID = Context()
