"""The topics, their names, and where a follow-up leads from each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

TOPICS_FILE = Path(__file__).parent / "topics.yaml"


@dataclass(frozen=True)
class TopicMap:
    """Names by topic, and topics by family and aspect; what is under `alone` goes before its family.

    `teaching` are the families whose questions, without their subject, may be asked of any other.
    """

    names: Mapping[str, str]
    families: Mapping[str, Mapping[str, str]]
    alone: Mapping[str, Mapping[str, str]]
    teaching: frozenset[str]

    def follow(self, topic: str, aspect: str) -> str:
        """Return the topic of a follow-up about `aspect` after `topic`; it stays where no other is named."""
        own = self.alone.get(topic)
        ways = self.families.get(family_of(topic), {}) if own is None else own
        return ways.get(aspect, topic)

    def answers_aspects(self, topic: str) -> bool:
        """Tell whether a follow-up of some aspect leads to `topic`."""
        return any(topic in ways.values() for ways in (*self.families.values(), *self.alone.values()))

    def teaches(self, topic: str) -> str | None:
        """Return the aspect that examples of `topic` teach, or None when it answers none or several."""
        ways = self.families.get(family_of(topic), {})
        aspects = [aspect for aspect, led in ways.items() if led == topic]
        return aspects[0] if len(aspects) == 1 and family_of(topic) in self.teaching else None


def family_of(topic: str) -> str:
    """Return the subject of a topic: what stands before its dot."""
    return topic.partition(".")[0]


def read_topic_map(path: Path = TOPICS_FILE) -> TopicMap:
    """Return the topics of a file.

    Raises `ValueError` when it leads to a topic that it does not name.
    """
    told: Mapping[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    topics = TopicMap(told["topics"], told["families"], told["alone"], frozenset(told["teaching"]))
    named = {topic for ways in (*topics.families.values(), *topics.alone.values()) for topic in ways.values()}
    unknown = sorted((named | {*topics.alone}) - {*topics.names})
    if unknown:
        raise ValueError(f"{path.name} leads to topics that it does not name: {', '.join(unknown)}")
    return topics
