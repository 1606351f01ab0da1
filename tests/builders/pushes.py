"""Pushes of WeChat, as they are once opened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.wechat.push import Push

SENT_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def a_push(kind: str = "text", **more: Any) -> Push:
    """Return a push of the follower `oA`, as in `a_push("event", event="click", event_key="topic:human")`."""
    sender = more.pop("sender", "oA")
    known = {"account": "gh_a", "key": "1", "proof": "p", "sent_at": SENT_AT, "person": sender}
    return Push(sender=sender, kind=kind, **(known | more))
