"""The practice questions measure the bot: none of them, and no near copy, may be among its examples."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from bot.understanding.examples import read_examples, three_grams
from bot.understanding.learning import EXAMPLES, FOLLOW_UPS
from bot.understanding.topic_map import read_topic_map

SHARED = Path(__file__).parents[5] / "shared" / "bot"
NEAR, LONG_ENOUGH = 0.8, 6


def flatten(text: str) -> str:
    flat = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in flat if character.isalnum())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard index."""
    return len(one & other) / len(one | other)


def find_copies(examples: list[str], practice: list[str]) -> list[tuple[str, str]]:
    """Return each example that equals a practice text or, when long enough, nearly does, with that text."""
    known = {flatten(text): text for text in practice}
    grams = [(three_grams(flat), text) for flat, text in known.items() if len(flat) >= LONG_ENOUGH]
    found = []
    for example in examples:
        flat = flatten(example)
        if flat in known:
            found.append((example, known[flat]))
        elif len(flat) >= LONG_ENOUGH:
            own = three_grams(flat)
            found.extend((example, text) for other, text in grams if likeness(own, other) >= NEAR)
    return found


@pytest.fixture
def practice() -> list[str]:
    file = SHARED / "questions_dev.jsonl"
    if not file.is_file():
        pytest.skip(f"the practice questions are not beside this project: {file.name}")
    return [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("folder", [EXAMPLES, FOLLOW_UPS])
def test_no_practice_question_nor_a_near_copy_is_an_example(folder: Path, practice: list[str]) -> None:
    assert find_copies([example.text for example in read_examples(folder)], practice) == []


def test_a_copy_would_be_found_whatever_its_marks_and_a_near_copy_too() -> None:
    practice = ["查看", "今天下午想去图书馆借两本书"]
    assert find_copies(["查看！"], practice) == [("查看！", "查看")]
    assert len(find_copies(["今天下午想去图书馆借两本书吧"], practice)) == 1
    assert find_copies(["明天去公园"], practice) == []


def test_the_topics_are_those_of_the_shared_list() -> None:
    file = SHARED / "topics.yaml"
    if not file.is_file():
        pytest.skip(f"the shared list of topics is not beside this project: {file.name}")
    shared = [
        line.partition(":")[0] for line in file.read_text(encoding="utf-8").splitlines() if ": " in line
    ]
    assert sorted(read_topic_map().names) == sorted(topic for topic in shared if not topic.startswith("#"))
