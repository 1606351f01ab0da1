"""Perks as the file states them, with valid defaults."""

from __future__ import annotations

from typing import Any

_TEXTS = {
    f"{text}_{language}": f"{text} {language}"
    for text in ("name", "gives", "terms", "without")
    for language in ("zh", "en")
}
_FOR_ALL = _TEXTS | {
    "without_it": "unchanged",
    "rule": {"minimum_level": "good"},
    "quota": 1000,
    "on_status_change": "keep",
}


def a_deposit_waiver(**changes: Any) -> dict[str, Any]:
    """Return a perk that the library grants."""
    waiver = {
        "id": "library.deposit_free",
        "code": 1,
        "kind": "granted",
        "operator": "library",
        "service": "lending",
        "contract_perk": "deposit_waiver",
        "validity_days": 365,
        "max_value_fen": 20000,
        "deposit_tiers_fen": [5000, 20000],
        "budget_fen": 20_000_000,
        "period": "year",
    }
    return _FOR_ALL | waiver | changes


def a_fare_discount(**changes: Any) -> dict[str, Any]:
    """Return a perk that the bus company grants."""
    discount = {
        "id": "bus.discount",
        "code": 2,
        "operator": "bus",
        "service": "bus",
        "contract_perk": "fare_discount",
        "max_value_fen": None,
        "budget_fen": None,
        "period": None,
        "deposit_tiers_fen": [],
        "percent": 10,
    }
    return a_deposit_waiver(**discount | changes)


def a_redeemed_perk(**changes: Any) -> dict[str, Any]:
    """Return a perk that is used at a shop."""
    redeemed = {"id": "park.discount", "code": 3, "kind": "redeemed", "period": "month", "per_citizen": 1}
    return _FOR_ALL | redeemed | changes
