"""The published limits, read from `config/limits.yaml` and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from limits import RateLimitItem, parse_many
from pydantic import AfterValidator, ConfigDict, Field, Strict, TypeAdapter, with_config

Count = Annotated[int, Strict(), Field(gt=0)]


def _readable(text: str) -> str:
    parse_many(text)
    return text


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Ceiling:
    """What one caller may ask: so many at once, and so many a minute in the long run."""

    a_minute: Count
    at_once: Count

    def times(self, factor: float) -> Ceiling:
        """Return the ceiling, so many times as high."""
        return Ceiling(max(1, int(self.a_minute * factor)), max(1, int(self.at_once * factor)))


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class SharedLimit:
    """What one caller may ask of some operations together, in the notation of Flask-Limiter."""

    operations: Annotated[tuple[str, ...], Field(min_length=1)]
    most: Annotated[str, AfterValidator(_readable)]

    @property
    def name(self) -> str:
        """Return the name of the limit: its first operation."""
        return self.operations[0]

    def times(self, factor: float) -> str:
        """Return the limit, so many times as high, in the same notation."""
        return ";".join(_written(item, factor) for item in parse_many(self.most))


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class LimitPolicy:
    """All limits: by kind of caller, by operation, and the operations that have none."""

    ceilings: Mapping[str, Ceiling]
    own_ceilings: Mapping[str, Ceiling]
    limits: tuple[SharedLimit, ...]
    unlimited: frozenset[str]

    @property
    def operations(self) -> frozenset[str]:
        """Return every operation that is named."""
        return frozenset(
            {*self.own_ceilings, *self.unlimited, *(name for one in self.limits for name in one.operations)}
        )


def parse_limits(data: Any) -> LimitPolicy:
    """Return the limits; raises one `ValueError` (pydantic's) that lists every fault."""
    return TypeAdapter(LimitPolicy).validate_python(data)


def _written(item: RateLimitItem, factor: float) -> str:
    return f"{max(1, int(item.amount * factor))} per {item.multiples} {item.GRANULARITY.name}"
