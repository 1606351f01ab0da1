from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.evaluation import read_dialogues, score_dialogues
from bot.understanding.reading import Context
from bot.understanding.understanding import Understanding

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("before", "text", "topic"),
    [
        ("repair.process", "那要多久", "repair.time"),
        ("repair.process", "要钱吗", "repair.fee"),
        ("repair.time", "要什么材料", "repair.materials"),
        ("repair.materials", "怎么查进度", "repair.track"),
        ("repair.materials", "在哪办", "repair.process"),
        ("dispute.how", "那要多久", "dispute.time"),
        ("dispute.time", "不服呢", "dispute.track"),
        ("dispute.time", "要钱吗", "dispute.how"),
        ("card.lost", "要多久", "card.lost"),
        ("records.view", "会保留多久", "records.expiry"),
        ("status.view", "为什么", "status.explain"),
    ],
)
def test_a_follow_up_without_a_subject_is_about_what_was_talked_of(
    understanding: Understanding, before: str, text: str, topic: str
) -> None:
    assert understanding.read(text, Context((before,))).topic == topic


@pytest.mark.parametrize("text", ["市民卡丢了怎么挂失", "你是谁", "今天会下雨吗"])
def test_what_stands_by_itself_is_read_by_itself(understanding: Understanding, text: str) -> None:
    assert understanding.read(text, Context(("repair.time",))).topic == understanding.read(text).topic


def test_what_names_its_own_subject_is_not_drawn_to_what_was_talked_of(understanding: Understanding) -> None:
    for text in ("查一下我的案子进度", "我的案件办得怎么样了"):
        reading = understanding.read(text, Context(("library.loans",)))
        assert {reading.topic, reading.runners_up[0].topic} == {"dispute.track", "repair.track"}


def test_another_subject_is_asked_the_same(understanding: Understanding) -> None:
    asked = Context(("repair.time",), aspect="time")
    assert understanding.read("那异议呢", asked).topic == "dispute.time"
    assert understanding.read("那修复呢", Context(("dispute.how",), aspect="materials")).topic == (
        "repair.materials"
    )


@pytest.mark.parametrize(("file", "at_least"), [("dialogues.jsonl", 0.95), ("more_dialogues.jsonl", 0.9)])
def test_dialogues_are_understood_turn_by_turn(
    understanding: Understanding, file: str, at_least: float
) -> None:
    """The first file was at hand while follow-ups were written, the second was written after them."""
    assert score_dialogues(read_dialogues(HERE / file), understanding) >= at_least
