from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.examples import read_examples
from bot.understanding.learning import EXAMPLES, FOLLOW_UPS
from bot.understanding.reading import ABOUT_ANOTHER
from bot.understanding.topic_map import read_topic_map

TOPICS = read_topic_map()


def test_every_topic_has_examples_and_nothing_else_has() -> None:
    labels = {example.label for example in read_examples(EXAMPLES)}
    assert labels == {*TOPICS.names, ABOUT_ANOTHER}


def test_every_aspect_that_leads_somewhere_has_examples() -> None:
    ways = (*TOPICS.families.values(), *TOPICS.alone.values())
    assert {aspect for led in ways for aspect in led} <= {one.label for one in read_examples(FOLLOW_UPS)}


@pytest.mark.parametrize(
    ("before", "aspect", "after"),
    [
        ("repair.process", "time", "repair.time"),
        ("repair.time", "fee", "repair.fee"),
        ("dispute.how", "refused", "dispute.track"),
        ("dispute.time", "fee", "dispute.how"),
        ("card.lost", "time", "card.lost"),
        ("repair.court", "time", "repair.court"),
        ("perk.library", "lasting", "perk.ended"),
        ("bank_credit", "fee", "bank_credit"),
    ],
)
def test_a_follow_up_leads_within_its_family_or_stays(before: str, aspect: str, after: str) -> None:
    assert TOPICS.follow(before, aspect) == after


def test_a_map_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(
        "topics: {a.b: 甲}\nfamilies: {a: {time: a.c}}\nalone: {a.d: {}}\nteaching: []\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"does not name: a\.c, a\.d"):
        read_topic_map(path)
