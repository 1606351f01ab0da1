"""What a reader must have deposited for the books they carry home."""

from __future__ import annotations

# The deposit tiers of Xiamen Library: 50, 100, 200, 300, 500, 800 and 1000 yuan.
TIERS_FEN = (5_000, 10_000, 20_000, 30_000, 50_000, 80_000, 100_000)
HIGHEST_TIER_FEN = TIERS_FEN[-1]


def deposit_tier_fen(value_fen: int) -> int | None:
    """Return the smallest tier that covers books of this value; None when no tier does."""
    if value_fen <= 0:
        return 0
    return next((tier for tier in TIERS_FEN if tier >= value_fen), None)


def required_deposit_fen(value_fen: int, waived_up_to_fen: int | None) -> int | None:
    """Return the deposit needed; an active waiver makes it 0 for books worth up to its bound.

    `waived_up_to_fen` is None without a waiver. The answer is None when no tier is high enough.
    """
    if waived_up_to_fen is not None and value_fen <= waived_up_to_fen:
        return 0
    return deposit_tier_fen(value_fen)
