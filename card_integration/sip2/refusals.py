"""Refusals that only this protocol brings, in words for the citizen."""

from __future__ import annotations

from backend.cards.ports import RefusedByOperator

DEPOSIT_NOT_CLEAR = RefusedByOperator(
    "deposit-not-clear",
    zh="图书馆账上有多笔押金，无法自动办理。请到图书馆核对后再申请。",
    en="The library's account lists several deposits. Please have the library check it, then apply again.",
)
DEPOSIT_ABOVE_BOUND = RefusedByOperator(
    "deposit-above-bound",
    zh="图书馆应收的押金高于本项激励的上限，未作改动。可向图书馆咨询较低的押金档。",
    en="The deposit is higher than this perk covers; nothing was changed. Ask the library for a lower tier.",
)
NOT_WRITTEN_OFF = RefusedByOperator(
    "refused-by-operator",
    zh="图书馆没有同意免除押金，账上未作改动。可向图书馆咨询。",
    en="The library did not agree to waive the deposit; nothing was changed. Please ask the library.",
)
