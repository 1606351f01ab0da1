"""An operator's refusals in words for the citizen."""

from __future__ import annotations

import re
from typing import Any

from backend.cards.ports import RefusedByOperator

_REASON = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_REASON = 60
_LONGEST_TITLE = 100

_WORDS = {
    "unknown-card": (
        "运营单位没有这个卡号，请核对后再试。",
        "The operator has no such card. Please check the number.",
    ),
    "holder-mismatch": (
        "持卡人与运营单位登记的不一致。请使用本人的卡；如登记有误，请到运营单位更正。",
        "The card is registered to someone else. Use your own, or have the operator correct its register.",
    ),
    "card-already-linked": (
        "这张卡已关联。请先在原账号解除关联，或联系运营单位。",
        "This card is linked already. Unlink it where it is linked, or ask the operator.",
    ),
    "unknown-link": (
        "运营单位没有这项关联，请重新关联卡片。",
        "The operator does not know this link. Please link the card again.",
    ),
    "link-closed": (
        "卡片关联已解除，请重新关联后再申请。",
        "The card is no longer linked. Link it again, then apply.",
    ),
    "unsupported-perk": (
        "运营单位目前不提供这项激励。",
        "The operator does not offer this perk at present.",
    ),
    "already-over": (
        "激励的有效期已过，请重新申请。",
        "The perk's time is over. Please apply again.",
    ),
    "unknown-loan": (
        "没有这笔借阅，可能已经归还，请刷新借阅列表。",
        "There is no such loan; it may have been returned. Please look at the list again.",
    ),
    "renewal-limit": (
        "这本书的续借次数已满，请在到期日前归还；归还后没有人预约，可以再借。",
        "This loan was renewed as often as the library allows. Please return it by its due date.",
    ),
    "item-reserved": (
        "有读者预约了这本书，不能续借，请在到期日前归还。",
        "Another reader has reserved this book, so please return it by its due date.",
    ),
    "item-overdue": (
        "图书已经逾期，不能在这里续借。请先归还，或到图书馆办理。",
        "The book is overdue, so it cannot be renewed here. Please return it or ask the library.",
    ),
    "renewal-too-soon": (
        "还没到可以续借的时候，请在离到期日近一些时再续。",
        "It is too soon to renew this loan. Please try again nearer to its due date.",
    ),
    "card-blocked": (
        "图书馆暂停了这张卡的续借，可能有逾期、欠款或证件过期。请看卡的情况，或向图书馆咨询。",
        "The library has stopped renewals for this card: something may be overdue, owed or expired. Ask it.",
    ),
    "renewal-refused": (
        "图书馆没有同意续借，请在到期日前归还，或向图书馆咨询原因。",
        "The library did not agree to renew. Please return the book by its due date, or ask the library.",
    ),
    "ended-by-operator": (
        "运营单位已结束这项激励，详情请咨询运营单位。",
        "The operator has ended this perk; please ask the operator for details.",
    ),
}


def refusal(reason: str) -> RefusedByOperator:
    """Return the refusal for a reason that this adapter knows."""
    zh, en = _WORDS[reason]
    return RefusedByOperator(reason, zh=zh, en=en)


def stale_revision(current: int | None) -> RefusedByOperator:
    """Return the refusal of a revision that the operator is already past."""
    known = "更新的版本" if current is None else f"第 {current} 版"
    held = "a later revision" if current is None else f"revision {current}"
    return RefusedByOperator(
        "stale-revision",
        zh=f"运营单位已有{known}，以它为准，您无需操作。",
        en=f"The operator already holds {held}, which stands. You need do nothing.",
        current_revision=current,
    )


def refusal_in(problem: dict[str, Any]) -> RefusedByOperator:
    """Return the refusal that a problem (RFC 9457) states, in our words where we have them.

    Raises `ValueError` when the body is no problem.
    """
    problem_type = problem.get("type")
    if not isinstance(problem_type, str):
        raise ValueError("a problem needs a type")
    reason = problem_type.rsplit("/", 1)[-1]
    if reason == "stale-revision":
        current = problem.get("current_revision")
        return stale_revision(current if type(current) is int else None)
    if reason in _WORDS:
        return refusal(reason)
    return _in_the_operators_words(reason, problem.get("title"))


def _in_the_operators_words(reason: str, title: object) -> RefusedByOperator:
    printable = "".join(filter(str.isprintable, title)) if isinstance(title, str) else ""
    said = printable[:_LONGEST_TITLE] or "未说明原因"
    is_reason = len(reason) <= _LONGEST_REASON and _REASON.fullmatch(reason)
    return RefusedByOperator(
        reason if is_reason else "refused",
        zh=f"运营单位没有同意：{said}。可向运营单位咨询。",
        en=f"The operator refused: {said}. Please ask the operator.",
    )
