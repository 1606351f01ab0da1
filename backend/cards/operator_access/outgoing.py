"""Events to operators: announced in the transaction that changes a wish, carried from the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
from sqlalchemy.orm import Session

from backend.cards.operator_access.endpoints import list_secrets, secret_context
from backend.cards.operator_access.models import EventEndpoint
from backend.cards.operator_access.ports import EventSender, Gone, Taken
from backend.platform.clock import CITY_ZONE, Clock
from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher
from backend.platform.outbox.queue import Claim, enqueue
from backend.platform.outbox.results import Delivered, GiveUp, Result, TryLater
from backend.platform.webhooks import parse_secret, sign

EVENT_TOPIC = "operator.event"
EVENT_TYPE = "entitlement.changed"
_WORTH_TRYING_FOR = timedelta(days=3)


def destination_of_events(operator_id: str, *, is_sandbox: bool) -> str:
    """Return the outbox's name of an operator's endpoint: its breaker never holds back the grants."""
    return f"{operator_id}-sandbox-events" if is_sandbox else f"{operator_id}-events"


def announce(
    session: Session,
    operator_id: str,
    link_id: str,
    entitlement_id: str,
    revision: int,
    *,
    at: datetime,
    is_sandbox: bool = False,
) -> None:
    """Put an event on its way that an entitlement has a new wish, if its operator listens for that.

    It is thin: whoever takes it reads the rest, so repeats and a wrong order do no harm.
    """
    endpoint = session.get(EventEndpoint, (operator_id, is_sandbox))
    if endpoint is None or endpoint.disabled_at is not None:
        return
    enqueue(
        session,
        key=f"{EVENT_TOPIC}:{entitlement_id}:{revision}",
        stream=f"{destination_of_events(operator_id, is_sandbox=is_sandbox)}/{link_id}",
        topic=EVENT_TOPIC,
        payload={
            "operator": operator_id,
            "is_sandbox": is_sandbox,
            "link_id": link_id,
            "entitlement_id": entitlement_id,
            "revision": revision,
            "at": at.astimezone(CITY_ZONE).isoformat(timespec="seconds"),
        },
        at=at,
    )


class EventDelivery:
    """Handles `operator.event` messages; a repeat has the same webhook-id."""

    def __init__(self, database: Database, clock: Clock, cipher: FieldCipher, sender: EventSender) -> None:
        self._database = database
        self._clock = clock
        self._cipher = cipher
        self._sender = sender

    def deliver(self, claim: Claim) -> Result:
        """Send the event, signed with every secret that lives; nobody is told who listens no more."""
        endpoint_key = (claim.payload["operator"], claim.payload["is_sandbox"])
        with self._database.reading() as session:
            endpoint = session.get(EventEndpoint, endpoint_key)
            if endpoint is None or endpoint.disabled_at is not None:
                return Delivered()
            url, keys = endpoint.url, self._read_keys(session, endpoint)
        body = _body_of(claim)
        message_id = f"{claim.payload['entitlement_id']}_{claim.payload['revision']}"
        headers = sign(keys, message_id, self._clock.now(), body)
        outcome = self._sender.send(url, {**headers, "content-type": "application/json"}, body)
        if isinstance(outcome, Taken):
            return Delivered()
        if isinstance(outcome, Gone):
            return Delivered(lambda session: self._disable(session, endpoint_key, url))
        if self._clock.now() - datetime.fromisoformat(claim.payload["at"]) > _WORTH_TRYING_FOR:
            return GiveUp(f"not taken for three days: {outcome.trouble}")
        return TryLater(outcome.trouble, outcome.retry_after_seconds)

    def _read_keys(self, session: Session, endpoint: EventEndpoint) -> list[bytes]:
        return [
            parse_secret(self._cipher.decrypt(one.secret_encrypted, secret_context(one.id)))
            for one in list_secrets(session, endpoint, self._clock.now())
        ]

    def _disable(self, session: Session, endpoint_key: tuple[str, bool], url: str) -> None:
        endpoint = session.get(EventEndpoint, endpoint_key, with_for_update=True)
        # Registered anew while the former address was asked: that one is not gone.
        if endpoint is not None and endpoint.url == url and endpoint.disabled_at is None:
            endpoint.disabled_at, endpoint.disabled_because = self._clock.now(), "gone"


def _body_of(claim: Claim) -> bytes:
    told = claim.payload
    data = {name: told[name] for name in ("link_id", "entitlement_id", "revision")}
    return orjson.dumps({"type": EVENT_TYPE, "timestamp": told["at"], "data": data})
