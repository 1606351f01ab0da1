"""The rule of a perk: a closed set of conditions over the status, written as data and never as code.

    minimum_level: good            the status is this level or a better one
    no_adverse: ordinary           no adverse record of this class or a graver one counts
    commendation: [item, ...]      a commendation of one of these catalogue items counts
    all_of: [...] / any_of: [...]  two conditions or more, joined; a joint may hold one further joint

Nothing else can be asked. No condition can say "at most": a better standing never closes a perk. That the
citizen is of age is no condition either, since nobody under 18 has a status (rule 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Annotated, Any

from pydantic import ConfigDict, Field, with_config

from backend.perks.counted import Counted
from backend.records.catalogue import Seriousness
from backend.status.policy import LevelId

_DEEPEST = 2


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One condition, or several joined; exactly one of the words is there."""

    all_of: Annotated[tuple[Rule, ...], Field(min_length=2)] | None = None
    any_of: Annotated[tuple[Rule, ...], Field(min_length=2)] | None = None
    minimum_level: LevelId | None = None
    no_adverse: Seriousness | None = None
    commendation: Annotated[tuple[str, ...], Field(min_length=1)] | None = None

    def __post_init__(self) -> None:
        if len(self._words()) != 1:
            raise ValueError("a rule has exactly one condition; join several by all_of or any_of")
        if self._depth() > _DEEPEST:
            raise ValueError(f"joints lie at most {_DEEPEST} deep")

    @property
    def word(self) -> str:
        """Return which condition this is."""
        (word,) = self._words()
        return word

    @property
    def joined(self) -> tuple[Rule, ...]:
        """Return the conditions that a joint holds, and none for a condition."""
        return self.all_of or self.any_of or ()

    def holds(self, counted: Counted) -> bool:
        """Tell whether what counts satisfies the rule."""
        if self.all_of is not None:
            return all(part.holds(counted) for part in self.all_of)
        if self.any_of is not None:
            return any(part.holds(counted) for part in self.any_of)
        if self.minimum_level is not None:
            return counted.reaches(self.minimum_level)
        if self.no_adverse is not None:
            return not counted.adverse.intersection(graver_or_as_grave(self.no_adverse))
        return not counted.commendations.isdisjoint(self.commendation or ())

    def list_conditions(self) -> Iterator[Rule]:
        """Yield every condition in the rule, without its joints."""
        if not self.joined:
            yield self
        for part in self.joined:
            yield from part.list_conditions()

    def find_level_for_all(self) -> LevelId | None:
        """Return the level without which nobody has the perk, or None where there are other ways to it."""
        if self.minimum_level is not None or self.all_of is None:
            return self.minimum_level
        return next((part.minimum_level for part in self.all_of if part.minimum_level is not None), None)

    def _words(self) -> list[str]:
        values: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        return [word for word, value in values.items() if value is not None]

    def _depth(self) -> int:
        return 1 + max(part._depth() for part in self.joined) if self.joined else 0


def graver_or_as_grave(seriousness: Seriousness) -> tuple[Seriousness, ...]:
    """Return this class of adverse record and the graver ones."""
    classes = tuple(Seriousness)
    return classes[classes.index(seriousness) :]
