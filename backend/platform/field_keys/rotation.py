"""Bringing everything under the current field key, as often as it takes, and saying what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.platform.field_encryption import FieldCipher
from backend.platform.field_keys.place import Batch, Counts, Damaged, Kind, Place

_MOST_ROUNDS = 10


@dataclass(frozen=True)
class PlaceCount:
    """What is under which key in one place."""

    place: str
    kind: Kind
    counts: Counts


@dataclass
class Round:
    """What came of going through every place once."""

    rewritten: int = 0
    unknown: int = 0
    damaged: list[Damaged] = field(default_factory=list)

    def add(self, batch: Batch) -> None:
        """Count a batch."""
        self.rewritten += batch.rewritten
        self.unknown += batch.unknown
        self.damaged += batch.damaged


@dataclass(frozen=True)
class Standing:
    """Everything that is encrypted, counted by key and place, beside the ring that opens it."""

    current: str
    ring: Sequence[str]
    places: Sequence[PlaceCount]

    def under(self, key_id: str, *kinds: Kind) -> int:
        """Return how many values are under a key, in places of these kinds or, without any, of all."""
        return sum(one.counts.get(key_id, 0) for one in self.places if not kinds or one.kind in kinds)

    @property
    def former(self) -> Sequence[str]:
        """Return the keys of the ring that encrypt no more."""
        return [key_id for key_id in self.ring if key_id != self.current]

    @property
    def unknown(self) -> Sequence[str]:
        """Return the keys that values name and the ring lacks; `NO_KEY` for bytes that name none."""
        return sorted({key_id for one in self.places for key_id in one.counts} - {*self.ring})

    @property
    def to_rewrite(self) -> int:
        """Return how many values wait to be brought under the current key."""
        return sum(
            count
            for one in self.places
            if one.kind is Kind.REWRITTEN
            for key_id, count in one.counts.items()
            if key_id != self.current
        )


class FieldKeyRotation:
    """Counts and rewrites; what is done is read from the values themselves, so it can end anywhere."""

    def __init__(self, cipher: FieldCipher, places: Sequence[Place]) -> None:
        self._cipher = cipher
        self._places = places

    def count(self, percent: float = 100) -> Standing:
        """Return what is under which key."""
        counts = [PlaceCount(place.name, place.kind, place.count(percent)) for place in self._places]
        return Standing(self._cipher.current, self._cipher.key_ids, counts)

    def reencrypt(self, size: int, tell: Callable[[Batch], None]) -> tuple[Round, Standing]:
        """Bring everything under the current key; return the last round and what then stands.

        Another round follows where something came under an older key meanwhile, or was held by others.
        `tell` hears of every batch, and may rest between them.
        """
        for _ in range(_MOST_ROUNDS):
            last = self._go_round(size, tell)
            standing = self.count()
            if last.rewritten == 0 or standing.to_rewrite <= last.unknown + len(last.damaged):
                break
        return last, standing

    def _go_round(self, size: int, tell: Callable[[Batch], None]) -> Round:
        done = Round()
        for batch in self._batches(size):
            done.add(batch)
            tell(batch)
        return done

    def _batches(self, size: int) -> Iterator[Batch]:
        for place in self._places:
            after: tuple[Any, ...] | None = None
            while place.kind is Kind.REWRITTEN:
                batch = place.reencrypt(self._cipher, after, size)
                yield batch
                after = batch.after
                if after is None:
                    break
