"""A text as a sparse vector: how often its characters, sounds and roles occur in sequence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.understanding.normalisation import ROLES as ROLE_UNITS
from bot.understanding.normalisation import Units

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
UNREADABLE = "\0"
_BEGIN, _END = "<", ">"


@dataclass(frozen=True)
class Block:
    """One view of a text: sequences of which lengths, how much it weighs."""

    name: str
    lengths: tuple[int, ...]
    weight: float


WRITTEN = Block("w", (1, 2, 3, 4), 1.0)
SOUNDS = Block("s", (1, 2, 3), 0.7)
ROLES = Block("r", (1, 2, 3, 4), 0.4)
BLOCKS = (WRITTEN, SOUNDS, ROLES)
Counts = Sequence[Counter[int]]


@dataclass(frozen=True)
class Vector:
    """The places of a text's features and their values."""

    places: Places
    values: Floats


class Vocabulary:
    """The features that a model knows, by the hash of their names, and how rare each is.

    The hashes are in order, so that a feature is found by halving: a dict of them takes ten megabytes.
    """

    def __init__(self, hashes: NDArray[np.uint32], rarity: Floats) -> None:
        self.hashes = hashes
        self.rarity = rarity

    def __len__(self) -> int:
        return len(self.hashes)

    def weigh(self, counts: Counts) -> Vector:
        """Return the vector of a text: rare features weigh more, repeated ones little more.

        Each block has a length of its own; what the vocabulary does not know is left out.
        """
        places: list[Places] = []
        values: list[Floats] = []
        for block, counted in zip(BLOCKS, counts, strict=True):
            names = np.fromiter(counted.keys(), np.uint32, len(counted))
            often = np.fromiter(counted.values(), np.int64, len(counted))
            found = np.searchsorted(self.hashes, names)
            is_known = np.searchsorted(self.hashes, names, "right") > found
            if is_known.any():
                found, often = found[is_known], often[is_known]
                weighed = ((1 + np.log(often)) * self.rarity[found]).astype(np.float32)
                places.append(found)
                values.append(weighed * np.float32(block.weight / np.sqrt(weighed @ weighed)))
        if not places:
            return Vector(np.zeros(0, np.int64), np.zeros(0, np.float32))
        return Vector(np.concatenate(places), np.concatenate(values))


def count_features(units: Units) -> Counts:
    """Return, block by block, how often each feature occurs, by the hash of its name."""
    sequences = (units.written, units.sounds, units.roles)
    counted = [
        Counter(crc32(name.encode()) for name in _names(block, sequence))
        for block, sequence in zip(BLOCKS, sequences, strict=True)
    ]
    return tuple(counted)


def learn_vocabulary(texts: Iterable[Counts], at_least: int) -> Vocabulary:
    """Return the features that occur in `at_least` of `texts`."""
    found_in: Counter[int] = Counter()
    total = 0
    for counts in texts:
        total += 1
        for counted in counts:
            found_in.update(counted.keys())
    hashes = np.array(sorted(name for name, often in found_in.items() if often >= at_least), np.uint32)
    often = np.array([found_in[name] for name in hashes.tolist()], np.float64)
    return Vocabulary(hashes, (np.log((1 + total) / (1 + often)) + 1).astype(np.float32))


def _names(block: Block, units: Sequence[str]) -> Iterator[str]:
    bounded = (_BEGIN, *units, _END)
    for length in block.lengths:
        for start in range(len(bounded) - length + 1):
            sequence = bounded[start : start + length]
            if UNREADABLE not in sequence and (block is not ROLES or not ROLE_UNITS.isdisjoint(sequence)):
                yield f"{block.name}{' '.join(sequence)}"
