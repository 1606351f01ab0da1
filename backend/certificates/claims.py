"""What a citizen may tick, and what a merchant may ask: one closed list."""

from __future__ import annotations

from enum import StrEnum


class Claim(StrEnum):
    """A single thing that a certificate can say; nothing else can be put in."""

    LEVEL = "level"
    NO_ADVERSE = "no_adverse"
    PERK = "perk"
    NAME = "name"
    MATCH_CODE = "match_code"
