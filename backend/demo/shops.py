"""Invented shops: their credit codes, what each redeems, and the one that has not joined yet."""

from __future__ import annotations

from collections.abc import Mapping

from backend.records.organisation_code import check_character

SHOPS: Mapping[str, tuple[str, ...]] = {
    "鹭岛书咖": (),
    "筼筜湖民宿": ("parking.pay_later",),
    "环岛路骑行": (),
    "中山路茶铺": (),
    "鹭岛图书馆服务台": ("library.longer_loan", "library.more_loans"),
    "鹭岛办事大厅": ("service.fast_lane",),
    "鹭岛植物园": ("park.ticket_discount",),
    "鹭岛博物馆": ("museum.guided_tour",),
}
"""The perks that each shop of the demo redeems: those that such a place can give. A book café gives none."""

JOINING = "沙坡尾停车场"
"""A shop that is invited and has not accepted, for a visitor of the demo to be its owner."""

PERKS_OF_JOINING = ("parking.pay_later",)


def credit_code_of(number: int) -> str:
    """Return the credit code of the shop of this number; no county has the code 350299."""
    first = f"92350299MA{number:07d}"
    return first + check_character(first)
