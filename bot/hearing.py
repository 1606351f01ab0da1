"""A question heard in its conversation, without falling back on what was told a moment ago."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversations import Conversation
from bot.dialogues.choices import plain
from bot.dialogues.table import own_data_of
from bot.understanding.evaluation import Reader
from bot.understanding.reading import NOTHING_SAID, REFUSED, Context, Reading, Verdict
from bot.understanding.simplified import to_simplified
from bot.understanding.topic_map import family_of

_CLEAR, _SURELY_NOT_OURS, _NEAR_FROM = 0.5, 0.8, 0.08
# Without a subject, "要多久" alone is read as of these: most examples of such questions are theirs.
_TEACHING = frozenset({"repair", "dispute"})


@dataclass(frozen=True)
class Question:
    """A question as it was read.

    `is_pulled_back` says that its own words are not about what was told last, though the talk leads there:
    telling that once more answers nothing. `stands_alone` says that it is read by its own words instead, and
    `is_near` that it may yet be about what was told.
    """

    reading: Reading
    is_pulled_back: bool = False
    stands_alone: bool = False
    is_near: bool = False

    @property
    def is_led_back(self) -> bool:
        """Tell whether nothing but the talk before says what it is about."""
        return self.is_pulled_back and not self.stands_alone


def hear_question(reader: Reader, text: str, before: Conversation) -> Question:
    """Return what a text asks after `before`: what the talk leads back to yields to what it says itself."""
    reading = reader.read(text, Context(before.topics))
    if not before.topics or reading.topic != before.topics[0]:
        return Question(reading)
    alone = reader.read(text, NOTHING_SAID)
    if alone.topic == reading.topic:
        return Question(reading)
    stands_alone = _stands_alone(alone, reading.aspect)
    is_near = reading.aspect is not None or any(
        one.topic == reading.topic and one.confidence >= _NEAR_FROM for one in alone.runners_up
    )
    heard = alone if stands_alone else reading
    return Question(heard, is_pulled_back=True, stands_alone=stands_alone, is_near=is_near)


def _stands_alone(alone: Reading, aspect: str | None) -> bool:
    """Tell whether a text says by itself what it is about; `aspect` is what it asks of the talk's topic."""
    if alone.topic in REFUSED:
        return alone.verdict is Verdict.ABOUT_ANOTHER or alone.confidence >= _SURELY_NOT_OURS
    if alone.verdict not in (Verdict.ANSWER, Verdict.HUMAN) or alone.confidence < _CLEAR:
        return False
    return aspect is None or family_of(alone.topic) not in _TEACHING


def leads_to_one(reading: Reading, text: str) -> bool:
    """Tell whether the two topics between which a reading wavers are answered by the same own data."""
    own = own_data_of(reading.topic, text)
    return own is not None and own == own_data_of(reading.runners_up[0].topic, text)


def ask_the_same(one: str, other: str) -> bool:
    """Tell whether two questions have the same words, in whichever characters."""
    return plain(to_simplified(one)) == plain(to_simplified(other))


def with_topic(topic: str, before: Conversation) -> tuple[str, ...]:
    """Return the topics of a conversation once one more was told."""
    reading = Reading(topic, 1.0, (), Verdict.ANSWER)
    return Context(before.topics).after(reading).topics
