"""What the platform may say to an operator, checked member by member."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from card_integration.simulator.contract.entitlements import Wish
from card_integration.simulator.web import Problem, invalid, text_member, whole_number_member

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERKS = ("deposit_waiver", "deferred_payment", "fare_discount", "priority_service")
_WISH_MEMBERS = {"perk", "wanted", "revision", "valid_from", "valid_until", "max_value"}


def wish_of(body: Mapping[str, Any]) -> Wish:
    """Return the wish that a request body states; raises `Problem` 400, or 422."""
    refuse_strangers(body, _WISH_MEMBERS)
    perk, wanted = text_member(body, "perk"), text_member(body, "wanted")
    if perk not in _PERKS or wanted not in ("active", "ended"):
        raise invalid("perk 或 wanted 不在约定的取值内")
    revision = whole_number_member(body, "revision")
    valid_from, valid_until = moment_member(body, "valid_from"), moment_member(body, "valid_until")
    if revision < 1:
        raise invalid("revision 应不小于 1")
    if valid_until <= valid_from:
        raise Problem(422, "period-reversed", "valid_until 应晚于 valid_from")
    return Wish(perk, wanted, revision, valid_from, valid_until, _max_value_fen(body))


def _max_value_fen(body: Mapping[str, Any]) -> int | None:
    money = body.get("max_value")
    if money is None:
        return None
    if not isinstance(money, dict) or money.get("currency") != "CNY" or len(money) != 2:
        raise invalid("max_value 应为人民币金额，单位分")
    amount = whole_number_member(money, "amount")
    if amount < 0:
        raise invalid("max_value 不能为负")
    return amount


def moment_member(body: Mapping[str, Any], name: str) -> datetime:
    """Return a member that must be a time with an offset, in UTC; raises `Problem` 400."""
    try:
        moment = datetime.fromisoformat(text_member(body, name))
        moment_utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise invalid(f"{name} 不是时间") from None
    if moment.tzinfo is None:
        raise invalid(f"{name} 缺少时区")
    return moment_utc


def day_member(body: Mapping[str, Any], name: str) -> date:
    """Return a member that must be a calendar date; raises `Problem` 400."""
    text = text_member(body, name)
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise invalid(f"{name} 不是日期") from None


def refuse_strangers(body: Mapping[str, Any], known: set[str]) -> None:
    """Refuse a body with a member that the contract does not have; raises `Problem` 400."""
    strangers = sorted(set(body) - known)
    if strangers:
        raise invalid(f"不接受的字段：{', '.join(strangers)}")
