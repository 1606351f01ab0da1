"""A row of the result: a value and its baseline, measured in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """The medians of `runs` values and baselines, both in `unit`."""

    name: str
    value: float
    baseline: float
    unit: str
    ratio: float
    runs: int


def measure_in_turn(
    name: str, unit: str, value: Callable[[], float], baseline: Callable[[], float], runs: int
) -> Row:
    """Measure baseline and value one after the other, `runs` times: a slower moment then meets both."""
    pairs = [(baseline(), value()) for _ in range(runs)]
    return make_row(name, unit, median(pair[1] for pair in pairs), median(pair[0] for pair in pairs), runs)


def make_row(name: str, unit: str, value: float, baseline: float, runs: int) -> Row:
    """Return the row of a value and its baseline."""
    return Row(name, value, baseline, unit, value / baseline, runs)
