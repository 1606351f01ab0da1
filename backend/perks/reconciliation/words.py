"""Rounds and differences in the words of a clerk."""

from __future__ import annotations

from typing import Any

from backend.perks.reconciliation.models import ReconciliationDifference, ReconciliationRound, RoundKind
from backend.platform.clock import CITY_ZONE

_KIND_OF_ROUND = {RoundKind.CHANGES: ("近期变动", "changes"), RoundKind.FULL: ("全部", "everything")}
_KIND_OF_DIFFERENCE = {
    "missing": ("对方缺少", "missing there"),
    "extra": ("对方多出", "held there although over"),
    "refused": ("对方已拒绝或终止", "refused or ended there"),
    "revision": ("版本不一致", "another revision"),
    "unsettled": ("一方尚未得知", "not settled"),
    "unknown": ("本平台从未发放", "never granted here"),
}


def describe_round(of: ReconciliationRound) -> str:
    """Return a line about a round."""
    zh, en = _KIND_OF_ROUND[RoundKind(of.kind)]
    found = {kind: number for kind, number in of.differences.items() if number}
    told_zh = "、".join(f"{_KIND_OF_DIFFERENCE[kind][0]} {number}" for kind, number in found.items())
    told_en = ", ".join(f"{number} {_KIND_OF_DIFFERENCE[kind][1]}" for kind, number in found.items())
    none_zh, none_en = ("目前未见差异", "none found so far") if of.trouble else ("没有差异", "no differences")
    line = (
        f"{of.operator}：核对（{zh}）{of.compared} 项，{told_zh or none_zh}，交办 {of.sent_to_mend} 项。"
        f" Compared {of.compared} ({en}): {told_en or none_en}; {of.sent_to_mend} sent to be mended."
    )
    if of.trouble:
        return f"未完成：{of.trouble}。{line} Not completed: {of.trouble}."
    return line


def describe_difference(found: ReconciliationDifference) -> str:
    """Return a line about a difference; it names ids, never a person."""
    zh, en = _KIND_OF_DIFFERENCE[found.kind]
    at = found.found_at.astimezone(CITY_ZONE).isoformat(timespec="seconds")
    ours = f"{found.our_state}/{found.our_revision}" if found.grant_id else "-"
    theirs = f"{found.their_state}/{found.their_revision}" if found.their_state else "-"
    many = f" × {found.how_many}" if found.how_many > 1 else ""
    what = found.entitlement_id or found.grant_id or "-"
    return f"{found.sequence} {at} {found.operator} {zh} {en}{many} {what} {ours} → {theirs}"


def round_as_data(of: ReconciliationRound) -> dict[str, Any]:
    """Return a round for machines."""
    return {
        "operator": of.operator,
        "kind": of.kind,
        "began_at": of.began_at,
        "ended_at": of.ended_at,
        "compared": of.compared,
        "differences": of.differences,
        "sent_to_mend": of.sent_to_mend,
        "trouble": of.trouble,
    }


def difference_as_data(found: ReconciliationDifference) -> dict[str, Any]:
    """Return a difference for machines."""
    return {
        "id": found.sequence,
        "found_at": found.found_at,
        "operator": found.operator,
        "kind": found.kind,
        "entitlement_id": found.entitlement_id,
        "grant_id": found.grant_id,
        "our_state": found.our_state,
        "our_revision": found.our_revision,
        "their_state": found.their_state,
        "their_revision": found.their_revision,
        "their_perk": found.their_perk,
        "their_change_at": found.their_change_at,
        "how_many": found.how_many,
    }
