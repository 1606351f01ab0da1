"""The operator's own events: it tells when a late change is in effect, and can be made to tell badly.

Standard Webhooks, written from its document and sharing no code with the receiver.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import Any

import httpx
import orjson
from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.contract.offer import DEFERRED_BY
from card_integration.simulator.web import (
    Handler,
    Problem,
    Route,
    invalid,
    json_body,
    json_response,
    text_member,
    whole_number_member,
)

_TIMEOUT_SECONDS = 5.0
_LATE_BY = timedelta(minutes=10)
# The simulator's clock shows whole seconds: a little later than that the change is in effect for sure.
_AFTERWARDS_SECONDS = 0.2


class Telling(StrEnum):
    """How an event is sent: well, or as a poor system or a stranger would."""

    GOOD = "good"
    DUPLICATE = "duplicate"
    LATE = "late"
    REORDERED = "reordered"
    BADLY_SIGNED = "badly_signed"


class Webhooks:
    """Sends events to the address in the city file; without one nothing is ever sent."""

    def __init__(self, client: Mapping[str, Any], clock: ShiftedClock) -> None:
        self._url: str | None = client.get("webhook_url")
        self._secrets: Sequence[str] = client.get("webhook_secret", "").split()
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the control that has an event sent at once."""
        return [("POST", "/_simulator/webhooks", self._order)]

    def watch(self, routes: list[Route]) -> list[Route]:
        """Return the contract's routes, of which each late change is told when it is in effect."""
        return [
            (method, path, self._watched(handler) if method == "PUT" else handler)
            for method, path, handler in routes
        ]

    def _watched(self, handler: Handler) -> Handler:
        @wraps(handler)
        def watched(request: Request, **path: str) -> Response:
            answer = handler(request, **path)
            if answer.status_code == 202 and self._can_send():
                # Not from the answer, which may be one that was ordered to be unreadable.
                revision = json_body(request)["revision"]
                after_seconds = DEFERRED_BY.total_seconds() + _AFTERWARDS_SECONDS
                timer = threading.Timer(after_seconds, self._send, [revision, path])
                timer.daemon = True
                timer.start()
            return answer

        return watched

    def _order(self, request: Request) -> Response:
        if not self._can_send():
            raise Problem(409, "no-webhook", "城市文件里没有事件地址或密钥")
        body = json_body(request)
        kind, revision = text_member(body, "kind"), whole_number_member(body, "revision")
        event = {name: text_member(body, name) for name in ("link_id", "entitlement_id")}
        if kind not in set(Telling):
            raise invalid(f"kind 应为 {', '.join(Telling)} 之一")
        return json_response({"statuses": self._tell(Telling(kind), event, revision)})

    def _tell(self, kind: Telling, event: Mapping[str, Any], revision: int) -> list[int | None]:
        if kind is Telling.DUPLICATE:
            message_id = _new_id()
            return [self._send(revision, event, message_id=message_id) for _ in range(2)]
        if kind is Telling.LATE:
            return [self._send(revision, event, sent_at=self._clock.now() - _LATE_BY)]
        if kind is Telling.REORDERED:
            return [self._send(one, event) for one in (revision, max(revision - 1, 1))]
        if kind is Telling.BADLY_SIGNED:
            return [self._send(revision, event, key=secrets.token_bytes(32))]
        return [self._send(revision, event)]

    def _can_send(self) -> bool:
        return self._url is not None and bool(self._secrets)

    def _send(
        self,
        revision: int,
        event: Mapping[str, Any],
        *,
        message_id: str | None = None,
        sent_at: datetime | None = None,
        key: bytes | None = None,
    ) -> int | None:
        """Send one event and return the status answered, or None where nobody answered."""
        now = self._clock.now()
        body = orjson.dumps(
            {
                "type": "entitlement.changed",
                "timestamp": now.isoformat(),
                "data": {
                    "link_id": event["link_id"],
                    "entitlement_id": event["entitlement_id"],
                    "revision": revision,
                },
            }
        )
        keys = [key] if key else [base64.b64decode(one.removeprefix("whsec_")) for one in self._secrets]
        headers = _signed(keys, message_id or _new_id(), sent_at or now, body)
        try:
            with httpx.Client(trust_env=False, timeout=_TIMEOUT_SECONDS) as http:
                return http.post(self._url or "", content=body, headers=headers).status_code
        except httpx.HTTPError:
            return None


def _new_id() -> str:
    return f"msg_{secrets.token_hex(12)}"


def _signed(keys: Sequence[bytes], message_id: str, sent_at: datetime, body: bytes) -> dict[str, str]:
    timestamp = str(int(sent_at.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    macs = [base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{mac}" for mac in macs),
        "content-type": "application/json",
    }
