"""How large the measured cities are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Persons in the small and in the large city of `status_p99_growth`."""

    small_city: int
    large_city: int


USUAL = Sizes(50_000, 200_000)
FULL = Sizes(50_000, 5_000_000)
