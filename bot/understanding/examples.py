"""The training examples: files of one example a line, named after what the examples ask about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_NEAR = 0.6


@dataclass(frozen=True)
class Example:
    """A text, what it is about, and a reference to where it stands."""

    text: str
    label: str


def read_examples(folder: Path) -> tuple[Example, ...]:
    """Return the examples of a folder's files in the order of file names and lines; `#` begins a comment."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.strip()
            if text and not text.startswith("#"):
                found.append(Example(text, path.stem))
    return tuple(found)


def three_grams(text: str) -> frozenset[str]:
    """Return the sequences of three characters in `text`, or `text` itself when it is shorter."""
    if len(text) < 3:
        return frozenset({text})
    return frozenset(text[start : start + 3] for start in range(len(text) - 2))


def group_near_copies(texts: Sequence[str]) -> list[int]:
    """Return a group's number for each text: near copies, and copies of those, share one."""
    leaders = list(range(len(texts)))
    grams = [three_grams(text) for text in texts]
    holders: Mapping[str, list[int]] = _holders(grams)
    for row, own in enumerate(grams):
        shared: dict[int, int] = defaultdict(int)
        for gram in own:
            for other in holders[gram]:
                if other < row:
                    shared[other] += 1
        for other, common in shared.items():
            if common / (len(own) + len(grams[other]) - common) >= _NEAR:
                leaders[_leader(leaders, row)] = _leader(leaders, other)
    return [_leader(leaders, row) for row in range(len(texts))]


def _holders(grams: Sequence[frozenset[str]]) -> dict[str, list[int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for row, own in enumerate(grams):
        for gram in own:
            holders[gram].append(row)
    return holders


def _leader(leaders: list[int], row: int) -> int:
    while leaders[row] != row:
        row = leaders[row]
    return row
