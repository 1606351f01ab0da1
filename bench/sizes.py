"""How large the measured cities are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Persons in the small and in the large city of `status_p99_growth`, and the batches of `import_vs_copy`.

    The full batches are those that the city's plan counted in 2015.
    """

    small_city: int
    large_city: int
    import_citizens: int
    import_organisations: int
    import_records: int


USUAL = Sizes(50_000, 200_000, 42_932, 11_368, 100_000)
FULL = Sizes(50_000, 5_000_000, 987_443, 261_478, 2_300_000)
