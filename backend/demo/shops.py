"""Invented shops: their credit codes, and the one that has not joined yet."""

from __future__ import annotations

from backend.records.organisation_code import check_character

JOINING = "沙坡尾手作"
"""A shop that is invited and has not accepted, for a visitor of the demo to be its owner."""


def credit_code_of(number: int) -> str:
    """Return the credit code of the shop of this number; no county has the code 350299."""
    first = f"92350299MA{number:07d}"
    return first + check_character(first)
