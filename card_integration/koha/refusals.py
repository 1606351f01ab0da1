"""Refusals that only this protocol brings, in words for the citizen."""

from __future__ import annotations

from backend.cards.ports import RefusedByOperator

MISCONFIGURED = RefusedByOperator(
    "operator-misconfigured",
    zh="图书馆一侧的设置有误，暂时无法办理。我们已收到提示，您无需操作，请过些时候再试。",
    en="The setup at the library is wrong, so this cannot be done now. We have been told; try again later.",
)
OTHER_CATEGORY = RefusedByOperator(
    "category-not-covered",
    zh="您的读者证属于其他类别，不适用免押金。可向图书馆咨询读者证类别。",
    en="Your card is of another category, to which this perk does not apply. Please ask the library.",
)
DEPOSIT_ABOVE_BOUND = RefusedByOperator(
    "deposit-above-bound",
    zh="图书馆应收的押金高于本项激励的上限，未作改动。可向图书馆咨询较低的押金档。",
    en="The deposit is higher than this perk covers; nothing was changed. Ask the library for a lower tier.",
)
