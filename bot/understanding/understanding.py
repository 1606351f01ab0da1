"""The bot's understanding: from a citizen's words, and what was said before, to a reading."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.understanding.classifier import Probabilities
from bot.understanding.followups import FollowUps, strip_lead_in
from bot.understanding.naming import NamedPersons, read_named_persons
from bot.understanding.normalisation import Normaliser, read_normaliser
from bot.understanding.reading import (
    ABOUT_ANOTHER,
    HUMAN,
    NOTHING_SAID,
    OUT_OF_SCOPE,
    Candidate,
    Context,
    Reading,
    Verdict,
)
from bot.understanding.topic_map import TopicMap, read_topic_map
from bot.understanding.weights_file import WEIGHTS_FILE, Trained, read_weights

OF_ANOTHER = (
    "只能查你本人的信息：别人的我不能查，你的也不会告诉别人。对方可以自己登录查看，或者亮出信用码给你扫。"
)
NOT_OURS = (
    "这个问题不在我能回答的范围里，不能乱说。"
    "我能回答的是：信用状况、信用修复、异议、信用码、守信激励和市民卡。"
)
_RUNNERS_UP = 3
_CLOSE_BELOW, _CLOSE_RATIO = 0.6, 0.6
_OTHER_FROM, _OTHER_OF_ANYTHING_FROM = 0.15, 0.03


class Understanding:
    """Reads texts. Holds nothing that changes, so threads may share it."""

    def __init__(
        self, normaliser: Normaliser, trained: Trained, topics: TopicMap, persons: NamedPersons
    ) -> None:
        self._normaliser = normaliser
        self._persons = persons
        self._classifier = trained.topics
        self._refusal_ratio = trained.refusal_ratio
        self._ways = topics
        self._names = topics.names
        self._follow_ups = FollowUps(trained, topics, normaliser)

    def read(self, text: str, context: Context = NOTHING_SAID) -> Reading:
        """Return what `text` is about, heard as the next thing said in `context`."""
        cleaned = self._normaliser.clean(text)
        if not self._normaliser.to_units(cleaned).written:
            return _refuse(Verdict.OUT_OF_SCOPE, 1.0, ())
        if self._persons.are_asked_about(cleaned):
            return _refuse(Verdict.ABOUT_ANOTHER, 1.0, ())
        alone = self._classifier.judge(self._classifier.measure(cleaned, self._normaliser))
        heard = self._follow_ups.hear(cleaned, alone, context)
        asked = None if context.topics else heard.aspect
        other_from = _OTHER_FROM if self._names_subject(cleaned) else _OTHER_OF_ANYTHING_FROM
        return replace(self._decide(heard.topics, asked, other_from), aspect=heard.aspect)

    def _names_subject(self, cleaned: str) -> bool:
        said = strip_lead_in(cleaned)
        return self._normaliser.drop_subjects(said) != said

    def _decide(self, found: Probabilities, asked: str | None, other_from: float) -> Reading:
        """Return the reading of probabilities.

        `asked` is the aspect, where nothing was talked of before; it may be asked of another matter that is
        at least as likely as `other_from`.
        """
        by_label = dict(zip(self._classifier.labels, map(float, found), strict=True))
        of_another, not_ours = by_label.pop(ABOUT_ANOTHER), by_label.pop(OUT_OF_SCOPE)
        ranked = sorted(by_label, key=lambda label: -by_label[label])[: _RUNNERS_UP + 1]
        first, *others = (Candidate(topic, by_label[topic]) for topic in ranked)
        if of_another + not_ours >= self._refusal_ratio * first.confidence:
            verdict = Verdict.ABOUT_ANOTHER if of_another > not_ours else Verdict.OUT_OF_SCOPE
            return _refuse(verdict, of_another + not_ours, (first, *others))
        if first.topic == HUMAN:
            return Reading(HUMAN, first.confidence, tuple(others), Verdict.HUMAN)
        is_either = others[0].confidence >= other_from and self._ask_the_same(first, others[0], asked)
        if is_either or _are_close(first, others[0]):
            words = self._ask(first, others[0])
            return Reading(first.topic, first.confidence, tuple(others), Verdict.ASK_BACK, words)
        return Reading(first.topic, first.confidence, tuple(others), Verdict.ANSWER)

    def _ask_the_same(self, first: Candidate, second: Candidate, asked: str | None) -> bool:
        """Tell whether two topics answer the same of two matters: how long it takes, how far it is."""
        if asked is None:
            return False
        one, other = first.topic, second.topic
        is_alike = one.partition(".")[2] == other.partition(".")[2]
        return is_alike and self._ways.follow(one, asked) == one and self._ways.follow(other, asked) == other

    def _ask(self, first: Candidate, second: Candidate) -> str:
        return f"你想问的是“{self._names[first.topic]}”，还是“{self._names[second.topic]}”？"


def read_understanding(weights: Path = WEIGHTS_FILE) -> Understanding:
    """Return the understanding that the trained weights give; once a process, in a fraction of a second."""
    return Understanding(read_normaliser(), read_weights(weights), read_topic_map(), read_named_persons())


def _are_close(first: Candidate, second: Candidate) -> bool:
    return first.confidence < _CLOSE_BELOW and second.confidence >= _CLOSE_RATIO * first.confidence


def _refuse(verdict: Verdict, confidence: float, runners_up: tuple[Candidate, ...]) -> Reading:
    words = OF_ANOTHER if verdict is Verdict.ABOUT_ANOTHER else NOT_OURS
    return Reading(OUT_OF_SCOPE, confidence, runners_up, verdict, words)
