"""What decisions say: the cells that 双公示 asks for, with invented but plausible words."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from backend.records.catalogue import CatalogueItem, DoublePublicity, Polarity

_PENALTIES: Sequence[tuple[str, str]] = (
    ("警告", "给予警告，责令改正。"),
    ("罚款", "处以罚款，责令限期改正。"),
    ("罚款、没收违法所得", "没收违法所得，并处罚款。"),
    ("通报批评", "予以通报批评，责令改正"),
    ("限制开展生产经营活动", "责令停业整顿三日，并处罚款。"),
)
_FACTS = (
    "当事人未按规定办理变更手续，经责令改正后逾期未改。",
    "当事人未建立台账，现场检查时不能提供近两个月的记录,且未说明理由。",
    '当事人在宣传材料中使用"国家级"等用语，未能提供依据。',
    "经查，当事人超出核定范围从事经营活动；",
    "当事人未按要求公示信息。\n经复查，仍未改正。",
    "当事人未取得相应资格，擅自从事有关活动，情节轻微。",
    "例行检查发现，当事人的设备超过检验期限仍在使用。",
)
_FACTS_WEIGHTS = (30, 20, 8, 20, 1, 15, 15)
_FINES = ("0.05", "0.1", "0.2", "0.5", "1", "1.5", "2.35", "5", "0.123456", "10.000000")
_LICENCE_KINDS = ("普通", "特许", "认可", "核准", "登记")
_LONGEST_BASIS = 1000


def fixed_cells(item: CatalogueItem, rng: Random) -> dict[str, str]:
    """Return the cells that all rows of an item share."""
    if item.double_publicity is DoublePublicity.PENALTY:
        return {
            "title": f"{_without_class(item.name_zh)}决定书",
            "penalty_basis": item.legal_basis[:_LONGEST_BASIS],
        }
    if item.double_publicity is DoublePublicity.LICENCE:
        return {
            "title": f"准予{item.name_zh}决定书",
            "content": f"准予从事{item.name_zh}范围内的活动。",
            "certificate_name": f"{item.name_zh}证",
            "licence_kind": rng.choice(_LICENCE_KINDS),
        }
    return {"title": item.name_zh, "content": _plain_content(item)}


def draw_penalty(rng: Random) -> dict[str, str]:
    """Return what one penalty says."""
    kind, content = rng.choice(_PENALTIES)
    has_fine, has_loot = "罚款" in content, "没收" in content
    return {
        "violation_kind": "违反管理规定",
        "violation_facts": rng.choices(_FACTS, _FACTS_WEIGHTS)[0],
        "penalty_kind": kind,
        "content": content,
        "fine_fen": rng.choice(_FINES) if has_fine else "",
        "confiscated_fen": rng.choice(_FINES) if has_loot else "",
    }


def _without_class(name: str) -> str:
    """Return the name of a penalty without its class, which stands in brackets at the end."""
    return name.partition("（")[0]


def _plain_content(item: CatalogueItem) -> str:
    if item.polarity is Polarity.COMMENDATION:
        return f"授予{item.name_zh}。"
    return f"列入{item.name_zh}。" if item.polarity is Polarity.ADVERSE else ""
