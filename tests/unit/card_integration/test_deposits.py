from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_integration.simulator.library.deposits import (
    HIGHEST_TIER_FEN,
    TIERS_FEN,
    deposit_tier_fen,
    required_deposit_fen,
)


@pytest.mark.parametrize(
    ("value_fen", "tier_fen"),
    [
        (0, 0),
        (1, 5_000),
        (5_000, 5_000),
        (5_001, 10_000),
        (10_001, 20_000),
        (20_001, 30_000),
        (30_001, 50_000),
        (50_001, 80_000),
        (80_001, 100_000),
        (100_000, 100_000),
        (100_001, None),
    ],
)
def test_the_deposit_is_the_smallest_tier_that_covers_the_books(value_fen: int, tier_fen: int | None) -> None:
    assert deposit_tier_fen(value_fen) == tier_fen


@pytest.mark.parametrize(
    ("value_fen", "waived_up_to_fen", "required_fen"),
    [
        (30_000, None, 30_000),
        (30_000, 0, 30_000),
        (30_000, 29_999, 30_000),
        (30_000, 30_000, 0),
        (100_001, 100_000, None),
    ],
)
def test_a_waiver_makes_the_deposit_nothing_up_to_its_bound(
    value_fen: int, waived_up_to_fen: int | None, required_fen: int | None
) -> None:
    assert required_deposit_fen(value_fen, waived_up_to_fen) == required_fen


@given(value_fen=st.integers(min_value=1, max_value=HIGHEST_TIER_FEN))
def test_no_lower_tier_would_cover_the_books(value_fen: int) -> None:
    tier = deposit_tier_fen(value_fen)
    assert tier in TIERS_FEN
    assert tier >= value_fen
    assert all(lower < value_fen for lower in TIERS_FEN if lower < tier)
