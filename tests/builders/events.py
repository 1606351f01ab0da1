"""Operators' endpoints and events as the tests' own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from backend.cards.operator_access.ports import EventOutcome, Taken
from backend.platform.ids import new_id
from backend.platform.webhooks import parse_secret, sign, verify


@dataclass(frozen=True)
class SentEvent:
    """One event as it left."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return orjson.loads(self.body)

    def is_signed_with(self, secret: str, now: datetime) -> bool:
        return bool(verify([parse_secret(secret)], self.headers.items(), self.body, now))


@dataclass
class FakeEventSender:
    """Takes every event, unless `troubles` say otherwise, and keeps all that left."""

    sent: list[SentEvent] = field(default_factory=list)
    troubles: list[EventOutcome] = field(default_factory=list)

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> EventOutcome:
        self.sent.append(SentEvent(url, headers, body))
        return self.troubles.pop(0) if self.troubles else Taken()


def an_event(key: bytes, at: datetime, **changes: Any) -> dict[str, Any]:
    """Return what a test client posts: a thin event about an entitlement, signed."""
    data = {"link_id": "lnk_1", "entitlement_id": "ent_1", "revision": 1, **changes.pop("data", {})}
    told = {"type": "entitlement.changed", "timestamp": at.isoformat(), "data": data}
    message_id = changes.pop("message_id", None) or new_id("msg")
    body = orjson.dumps({**told, **changes})
    headers = {**sign([key], message_id, at, body), "content-type": "application/json"}
    return {"data": body, "headers": headers}
