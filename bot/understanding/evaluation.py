"""How well the bot understands: questions and dialogues with the topics they should be taken for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from bot.understanding.reading import NOTHING_SAID, OUT_OF_SCOPE, Context, Reading, Verdict

_NOT_SCORED = "_"


class Reader(Protocol):
    """Whatever reads texts, as `Understanding` does."""

    def read(self, text: str, context: Context = NOTHING_SAID) -> Reading:
        """Return what `text` is about in `context`."""
        ...


@dataclass(frozen=True)
class Question:
    """A text and the topic it is about."""

    text: str
    topic: str


@dataclass(frozen=True)
class Dialogue:
    """Texts said one after the other and the topic of each; one that begins with `_` is not scored."""

    turns: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Confusion:
    """How often texts about one topic were taken for another."""

    expected: str
    taken_for: str
    times: int


@dataclass(frozen=True)
class QuestionScores:
    """The figures of a set of questions, in shares and milliseconds."""

    accuracy: float
    macro_f1: float
    out_of_scope_precision: float
    out_of_scope_recall: float
    clarify_share: float
    ms_p50: float
    ms_p99: float
    confusions: tuple[Confusion, ...]


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file of JSON lines `{"id", "text", "topic"}`.

    Raises `ValueError` naming the line that is not one.
    """
    return [Question(str(line["text"]), str(line["topic"])) for line in _read_lines(path, ("text", "topic"))]


def read_dialogues(path: Path) -> list[Dialogue]:
    """Return the dialogues of a file of JSON lines `{"id", "turns", "expect_topics"}`.

    Raises `ValueError` naming the line that is not one.
    """
    dialogues = []
    for number, line in enumerate(_read_lines(path, ("turns", "expect_topics")), start=1):
        turns, topics = tuple(map(str, line["turns"])), tuple(map(str, line["expect_topics"]))
        if len(turns) != len(topics):
            raise ValueError(f"line {number} of {path.name} has {len(turns)} turns and {len(topics)} topics")
        dialogues.append(Dialogue(turns, topics))
    return dialogues


def score_questions(questions: Sequence[Question], reader: Reader) -> QuestionScores:
    """Return how many of `questions` are taken for what they are about; only the first answer counts."""
    scored = [question for question in questions if not question.topic.startswith(_NOT_SCORED)]
    if not scored:
        raise ValueError("no question to score")
    pairs, asked_back, took_ms = [], 0, []
    for question in scored:
        begun = perf_counter()
        reading = reader.read(question.text)
        took_ms.append((perf_counter() - begun) * 1000)
        asked_back += reading.verdict is Verdict.ASK_BACK
        pairs.append((question.topic, reading.topic))
    took_ms.sort()
    precision, recall = _precision_and_recall(pairs, OUT_OF_SCOPE)
    return QuestionScores(
        accuracy=_share(expected == taken_for for expected, taken_for in pairs),
        macro_f1=_macro_f1(pairs),
        out_of_scope_precision=precision,
        out_of_scope_recall=recall,
        clarify_share=asked_back / len(pairs),
        ms_p50=took_ms[len(took_ms) // 2],
        ms_p99=took_ms[min(len(took_ms) - 1, int(len(took_ms) * 0.99))],
        confusions=list_confusions(pairs),
    )


def score_dialogues(dialogues: Iterable[Dialogue], reader: Reader) -> float:
    """Return the share of scored turns that are taken for what they are about, each heard in its dialogue."""
    return _share(expected == taken for _, expected, taken in hear_dialogues(dialogues, reader))


def hear_dialogues(dialogues: Iterable[Dialogue], reader: Reader) -> list[tuple[str, str, str]]:
    """Return for each scored turn its text, the topic expected and the one it was taken for."""
    heard = []
    for dialogue in dialogues:
        context = NOTHING_SAID
        for turn, expected in zip(dialogue.turns, dialogue.topics, strict=True):
            reading = reader.read(turn, context)
            context = context.after(reading)
            if not expected.startswith(_NOT_SCORED):
                heard.append((turn, expected, reading.topic))
    return heard


def list_confusions(pairs: Iterable[tuple[str, str]]) -> tuple[Confusion, ...]:
    """Return what was taken for what, the most frequent first."""
    mistaken = Counter(pair for pair in pairs if pair[0] != pair[1])
    ordered = sorted(mistaken.items(), key=lambda found: (-found[1], found[0]))
    return tuple(Confusion(expected, taken_for, times) for (expected, taken_for), times in ordered)


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    topics = sorted({expected for expected, _ in pairs})
    scores = []
    for topic in topics:
        precision, recall = _precision_and_recall(pairs, topic)
        both = precision + recall
        scores.append(2 * precision * recall / both if both else 0.0)
    return sum(scores) / len(scores)


def _precision_and_recall(pairs: Sequence[tuple[str, str]], topic: str) -> tuple[float, float]:
    precision = _share(expected == topic for expected, taken_for in pairs if taken_for == topic)
    return precision, _share(taken_for == topic for expected, taken_for in pairs if expected == topic)


def _share(truths: Iterable[bool]) -> float:
    counted = list(truths)
    return sum(counted) / len(counted) if counted else 0.0


def _read_lines(path: Path, keys: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            found.append({key: told[key] for key in keys})
        except (ValueError, KeyError, TypeError) as trouble:
            raise ValueError(f"line {number} of {path.name} is not as it should be: {trouble}") from trouble
    return found
