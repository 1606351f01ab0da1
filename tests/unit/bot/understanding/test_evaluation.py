from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.evaluation import (
    Confusion,
    Dialogue,
    Question,
    read_dialogues,
    read_questions,
    score_dialogues,
    score_questions,
)
from bot.understanding.reading import NOTHING_SAID, OUT_OF_SCOPE, Context, Reading, Verdict


class Parrot:
    """Takes a text for the topic that it is; `?` before it means a question back, `+` the topic before."""

    def read(self, text: str, context: Context = NOTHING_SAID) -> Reading:
        topic = context.topics[0] if text == "+" else text.lstrip("?")
        verdict = Verdict.ASK_BACK if text.startswith("?") else Verdict.ANSWER
        return Reading(topic, 1.0, (), verdict)


def test_only_the_first_answer_counts_and_a_question_back_by_its_first_topic() -> None:
    asked = [
        Question("a", "a"),
        Question("?a", "a"),
        Question("b", "a"),
        Question(OUT_OF_SCOPE, OUT_OF_SCOPE),
        Question("anything", "_ignored"),
    ]
    scores = score_questions(asked, Parrot())
    assert scores.accuracy == 0.75
    assert scores.clarify_share == 0.25
    assert scores.confusions == (Confusion("a", "b", 1),)
    assert scores.macro_f1 == pytest.approx((0.8 + 1) / 2)
    assert 0 <= scores.ms_p50 <= scores.ms_p99


def test_a_refusal_of_a_real_question_costs_precision_and_a_missed_one_recall() -> None:
    asked = [
        Question(OUT_OF_SCOPE, OUT_OF_SCOPE),
        Question("a", OUT_OF_SCOPE),
        Question(OUT_OF_SCOPE, "a"),
        Question("a", "a"),
    ]
    scores = score_questions(asked, Parrot())
    assert (scores.out_of_scope_precision, scores.out_of_scope_recall) == (0.5, 0.5)


def test_each_turn_is_heard_in_what_was_said_before_it() -> None:
    dialogues = [Dialogue(("a", "+", "greeting", "+"), ("a", "a", "_passing", "a"))]
    assert score_dialogues(dialogues, Parrot()) == 1


def test_turns_that_are_not_scored_do_not_count() -> None:
    assert score_dialogues([Dialogue(("a", "b"), ("a", "_not"))], Parrot()) == 1
    assert score_dialogues([Dialogue(("a", "b"), ("a", "c"))], Parrot()) == 0.5


def test_files_are_read_by_line(tmp_path: Path) -> None:
    questions, dialogues = tmp_path / "q.jsonl", tmp_path / "d.jsonl"
    questions.write_text('{"id":"1","text":"甲","topic":"a"}\n\n', encoding="utf-8")
    dialogues.write_text('{"id":"1","turns":["甲"],"expect_topics":["a"]}\n', encoding="utf-8-sig")
    assert read_questions(questions) == [Question("甲", "a")]
    assert read_dialogues(dialogues) == [Dialogue(("甲",), ("a",))]


@pytest.mark.parametrize("line", ["{", "[]", '{"text":"甲"}', "7"])
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(f'{{"text":"甲","topic":"a"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 2 of q\.jsonl"):
        read_questions(file)


def test_a_dialogue_needs_a_topic_for_every_turn(tmp_path: Path) -> None:
    file = tmp_path / "d.jsonl"
    file.write_text('{"turns":["甲","乙"],"expect_topics":["a"]}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="2 turns and 1 topics"):
        read_dialogues(file)


def test_nothing_to_score_is_said() -> None:
    with pytest.raises(ValueError, match="no question"):
        score_questions([Question("a", "_x")], Parrot())
