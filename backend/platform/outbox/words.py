"""The outbox in words, for the command line."""

from __future__ import annotations

from backend.platform.clock import CITY_ZONE
from backend.platform.outbox.dead_letters import DeadLetter
from backend.platform.outbox.status import BreakerState, DestinationStatus, OutboxStatus

_BREAKER_ZH = {
    BreakerState.CLOSED: "正常",
    BreakerState.OPEN: "已熔断",
    BreakerState.HALF_OPEN: "试探中",
}
_NO_DESTINATION = "（无单位 no destination）"


def describe_letter(letter: DeadLetter) -> str:
    """Return one line about a message that was put aside."""
    since = letter.since.astimezone(CITY_ZONE)
    words = (
        f"{letter.id}  {letter.destination or _NO_DESTINATION}  {letter.topic}  "
        f"自 since {since:%Y-%m-%d %H:%M}  尝试 attempts {letter.attempts}  {letter.trouble}"
    )
    if letter.redriven_at is None:
        return words
    at = letter.redriven_at.astimezone(CITY_ZONE)
    return f"{words}  （曾由 {letter.redriven_by} 于 {at:%Y-%m-%d %H:%M} 重新投递 sent again before）"


def describe_status(status: OutboxStatus) -> str:
    """Return the whole outbox on a line, and each destination on one of its own."""
    head = (
        f"待投递 ready {status.ready} · 投递中 leased {status.leased} · 死信 dead {status.dead} · "
        f"最久等待 oldest {_age(status.oldest_ready_seconds)}"
    )
    return "\n".join([head, *(_describe_destination(one) for one in status.destinations)])


def _describe_destination(one: DestinationStatus) -> str:
    breaker = f"{_BREAKER_ZH[one.breaker]} {one.breaker}"
    if one.breaker is BreakerState.OPEN and one.open_until is not None:
        breaker += f" 至 until {one.open_until.astimezone(CITY_ZONE):%H:%M:%S}"
    return (
        f"  {one.name or _NO_DESTINATION}: 近一小时送达 delivered {one.delivered}，"
        f"失败 failed attempts {one.failed_attempts}，待投递 ready {one.ready}，投递中 leased {one.leased}，"
        f"死信 dead {one.dead}，最久等待 oldest {_age(one.oldest_ready_seconds)}，熔断器 breaker {breaker}"
    )


def _age(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
