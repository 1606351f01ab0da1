"""A small catalogue that has one item of each kind, as data and as parsed."""

from __future__ import annotations

from typing import Any

import pytest

from backend.records.catalogue import Catalogue, CatalogueFaulty, parse_catalogue

_WINDOWS = {"minor": (0, 3), "ordinary": (3, 12), "serious": (12, 36)}


_PUBLICITY = {"permit": "licence", "penalty": "penalty"}


def item_data(item_id: str = "mkt.permit.food", **fields: Any) -> dict[str, Any]:
    """Return a sound neutral item; a field given as None is left out."""
    kind = item_id.split(".")[1]
    data: dict[str, Any] = {
        "id": item_id,
        "category": "administrative",
        "name_zh": "食品经营许可",
        "name_en": "Food business licence",
        "subject_kind": "both",
        "polarity": "neutral",
        "legal_basis": ["licence"],
        "retention_months": 12,
        "update_cycle": "seven_working_days",
        "double_publicity": _PUBLICITY.get(kind),
        **fields,
    }
    return {field: value for field, value in data.items() if value is not None}


def adverse_data(item_id: str, seriousness: str, /, **fields: Any) -> dict[str, Any]:
    """Return a sound adverse item of this seriousness."""
    least, most = _WINDOWS[seriousness]
    adverse = {
        "polarity": "adverse",
        "name_zh": "行政处罚",
        "name_en": "Penalty",
        "seriousness": seriousness,
        "publication": {"min_months": least, "max_months": most},
        "repair_route": "application",
        "legal_basis": ["penalty"],
    }
    return item_data(item_id, **{**adverse, **fields})


def catalogue_data(*items: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a catalogue whose one department has these items."""
    return {
        "version": "test-1",
        "effective_from": "2026-04-01",
        "categories": [{"id": "administrative", "name_zh": "行政管理信息", "name_en": "Administrative"}],
        "laws": [
            {"id": "licence", "zh": "行政许可法第四十条", "en": "Licensing Law, art. 40", "verified": True},
            {"id": "penalty", "zh": "行政处罚法第四十八条", "en": "Penalty Law, art. 48", "verified": True},
            {"id": "unread", "zh": "某管理办法", "en": "Some Measures", "verified": False},
        ],
        "departments": [{"code": "mkt", "name_zh": "市场监督管理局", "name_en": "Market Regulation"}],
        "items": {"mkt": list(items)},
    }


def faults_of(*items: dict[str, Any], **top: Any) -> tuple[str, ...]:
    """Return the faults for which a catalogue of these items, with these fields at its top, is refused."""
    with pytest.raises(CatalogueFaulty) as refusal:
        parse_catalogue({**catalogue_data(*items), **top})
    return refusal.value.faults


def sample_catalogue() -> Catalogue:
    """Return a catalogue with an item of each kind."""
    honour = {
        "polarity": "commendation",
        "counts_months": 24,
        "name_zh": "质量奖",
        "name_en": "Quality award",
    }
    return parse_catalogue(
        catalogue_data(
            item_data("mkt.permit.food"),
            item_data("mkt.honour.quality", **honour),
            adverse_data("mkt.penalty.minor", "minor"),
            adverse_data("mkt.penalty.ordinary", "ordinary"),
            adverse_data("mkt.penalty.serious", "serious"),
            adverse_data("mkt.penalty.short", "serious", counts_months=24),
            adverse_data("mkt.list.source", "serious", repair_route="at_source"),
            adverse_data("mkt.list.final", "serious", repair_route="excluded"),
            adverse_data("mkt.list.firms", "ordinary", subject_kind="legal"),
        )
    )
