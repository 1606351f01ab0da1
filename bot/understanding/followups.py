"""What a text is about as the next thing said: most follow-ups name no subject ("那要多久")."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from bot.understanding.classifier import Probabilities
from bot.understanding.normalisation import Normaliser
from bot.understanding.reading import ABOUT_ANOTHER, PASSING, Context
from bot.understanding.topic_map import TopicMap, family_of
from bot.understanding.weights_file import Trained

NO_ASPECT = "none"
LONGEST_FOLLOW_UP = 18
_ASPECT_FROM, _ASPECT_AGAINST, _LED_SHARE = 0.4, 0.7, 0.8
_SURE_NEAR, _SURE_PASSING = 0.5, 0.6
_STAYING_SHARE = 0.4
_SUBJECT_FROM = 0.4
_SAME_FAMILY = 3.0
_LEAD_IN = re.compile(
    r"^(?:那么|那个|那|还有|另外|然后|对了|顺便问?一?下?|所以|可是|但是|它|这个|这|再问一?下?)+(?=.{2})"
)
_OTHER_SUBJECT = re.compile(r"^(?:那么?|换成?|要是)?(.{2,8}?)(?:呢|怎么样)$")
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Heard:
    """The probability of each topic, and the aspect that was asked for, where there is one."""

    topics: Probabilities
    aspect: str | None = None


class FollowUps:
    """Knows which aspects a follow-up may ask for, and where each leads from the topic before."""

    def __init__(self, trained: Trained, ways: TopicMap, normaliser: Normaliser) -> None:
        topics = trained.topics
        self._aspects = trained.aspects
        self._topics = topics
        self._ways = ways
        self._normaliser = normaliser
        self._families = np.array([family_of(label) for label in topics.labels])
        self._passing = np.array([label in PASSING or label == ABOUT_ANOTHER for label in topics.labels])

    def hear(self, cleaned: str, alone: Probabilities, context: Context) -> Heard:
        """Return what a text is about in `context`, given what it is about `alone`."""
        said = strip_lead_in(cleaned)
        if len(said) > LONGEST_FOLLOW_UP:
            return Heard(alone)
        bare = self._normaliser.drop_subjects(said)
        aspect, sure = self._find_aspect(bare)
        if not context.topics:
            return Heard(alone, aspect)
        before = context.topics[0]
        if bare == said and (aspect is None or not self._stands_alone(alone, before, sure)):
            return Heard(self._continue(alone, before, aspect), aspect)
        other = self._find_other_subject(said, context)
        if other is not None:
            return Heard(self._towards(other, alone, _LED_SHARE), context.aspect)
        return Heard(self._nearer(alone, before), aspect)

    def _find_aspect(self, bare: str) -> tuple[str | None, float]:
        found = self._aspects.judge(self._aspects.measure(bare, self._normaliser))
        sure, aspect = max(zip(map(float, found), self._aspects.labels, strict=True))
        return (None, 0.0) if aspect == NO_ASPECT or sure < _ASPECT_FROM else (aspect, sure)

    def _stands_alone(self, alone: Probabilities, before: str, sure: float) -> bool:
        """Tell whether a text without a subject says enough: about the same family, or that of no topic."""
        best = int(alone.argmax())
        if self._families[best] == family_of(before):
            return bool(alone[best] >= _SURE_NEAR)
        return bool(self._passing[best] and alone[best] >= _SURE_PASSING and sure < _ASPECT_AGAINST)

    def _continue(self, alone: Probabilities, before: str, aspect: str | None) -> Probabilities:
        """Return where a text leads that names no subject: to its aspect, or where the talk was."""
        if aspect is not None:
            return self._towards(self._ways.follow(before, aspect), alone, _LED_SHARE)
        return self._towards(before, self._nearer(alone, before), _STAYING_SHARE)

    def _find_other_subject(self, said: str, context: Context) -> str | None:
        """Return where "那异议呢" leads after a question about repair: the same aspect elsewhere."""
        named = _OTHER_SUBJECT.fullmatch(said)
        if named is None or context.aspect is None:
            return None
        found = self._topics.judge(self._topics.measure(named[1], self._normaliser)) * ~self._passing
        best = int(found.argmax())
        topic = self._topics.labels[best]
        is_other = found[best] >= _SUBJECT_FROM and family_of(topic) != family_of(context.topics[0])
        return self._ways.follow(topic, context.aspect) if is_other else None

    def _nearer(self, alone: Probabilities, before: str) -> Probabilities:
        nearer = alone * np.where(self._families == family_of(before), _SAME_FAMILY, 1.0)
        found: Probabilities = nearer / nearer.sum()
        return found

    def _towards(self, topic: str, alone: Probabilities, share: float) -> Probabilities:
        led = np.array([label == topic for label in self._topics.labels])
        found: Probabilities = share * led + (1 - share) * alone
        return found


def strip_lead_in(cleaned: str) -> str:
    """Return a cleaned text without its marks and without the words that only tie it to what was said."""
    return _LEAD_IN.sub("", _MARKS.sub("", cleaned))
