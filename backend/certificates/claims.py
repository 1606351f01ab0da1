"""What a citizen may tick, and what a merchant may ask: one closed list."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from backend.certificates.format.content import Claims


class Claim(StrEnum):
    """A single thing that a certificate can say; nothing else can be put in."""

    LEVEL = "level"
    NO_ADVERSE = "no_adverse"
    PERK = "perk"
    NAME = "name"
    MATCH_CODE = "match_code"


STANDING_CLAIMS = frozenset({Claim.LEVEL, Claim.NO_ADVERSE, Claim.PERK})
"""What follows from the records, and can change with them."""


def carried_by(claims: Claims) -> dict[Claim, Any]:
    """Return the claims that are there, each with the value that the certificate carries."""
    values = {
        Claim.LEVEL: claims.level,
        Claim.NO_ADVERSE: claims.no_adverse,
        Claim.PERK: claims.perk,
        Claim.NAME: claims.masked_name,
        Claim.MATCH_CODE: claims.match_code,
    }
    return {claim: value for claim, value in values.items() if value is not None}
