"""Events from operators: whose signature it is, and whether the event came before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.cards.operator_access.models import ReceivedEvent
from backend.platform.clock import Clock
from backend.platform.database import insert_into
from backend.platform.webhooks import body_invalid, verify

_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OperatorEvent:
    """A well signed event of an operator: of which type, and about which entitlement, if about one."""

    operator_id: str
    webhook_id: str
    type: str
    entitlement_id: str | None


class EventSignatures:
    """Knows the keys under which operators sign; an operator without one cannot send events."""

    def __init__(self, clock: Clock, keys: Mapping[str, Sequence[bytes]]) -> None:
        self._clock = clock
        self._keys = keys

    def read(self, operator_id: str, headers: Iterable[tuple[str, str]], body: bytes) -> OperatorEvent:
        """Return the event; raises `Malformed`, also where no such operator sends events."""
        signed = verify(self._keys.get(operator_id, ()), headers, body, self._clock.now())
        told = _read_body(body)
        kind, data = told.get("type"), told.get("data")
        if not isinstance(kind, str) or not isinstance(data, dict):
            raise body_invalid()
        entitlement_id = data.get("entitlement_id")
        if not isinstance(entitlement_id, str | None):
            raise body_invalid()
        return OperatorEvent(operator_id, signed.id, kind, entitlement_id)


def take_once(session: Session, event: OperatorEvent, at: datetime) -> bool:
    """Note the event for seven days in the caller's transaction; False where it was noted before."""
    connection = session.connection()
    connection.execute(
        delete(ReceivedEvent).where(
            ReceivedEvent.operator == event.operator_id, ReceivedEvent.received_at < at - _KEPT
        )
    )
    noted = connection.execute(
        insert_into(session, ReceivedEvent)
        .values(operator=event.operator_id, webhook_id=event.webhook_id, received_at=at)
        .on_conflict_do_nothing()
        .returning(ReceivedEvent.webhook_id)
    )
    return noted.first() is not None


def _read_body(body: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise body_invalid() from None
    if not isinstance(told, dict):
        raise body_invalid()
    return told
