"""The access log and the messages that are made of it, page by page: a log may be long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.audit.models import AccessEntry
from backend.audit.service import AccessLog
from backend.notifications.inbox import Inbox

_PAGE = 200


def read_messages(inbox: Inbox, read_until: object) -> dict[str, Any]:
    """Return what the citizen was told, newest first."""
    return {
        "read_until": read_until,
        "messages": [render_entry(message.entry) for message in inbox.messages],
    }


def iterate_log(log: AccessLog, citizen_id: str) -> Iterator[dict[str, Any]]:
    """Yield every entry, newest first; no more than a page of them is in memory."""
    last: str | None = None
    while True:
        page = log.list_of_citizen(citizen_id, before=last, limit=_PAGE)
        for entry in page:
            yield render_entry(entry)
        if len(page) < _PAGE:
            return
        last = page[-1].id


def render_entry(entry: AccessEntry) -> dict[str, Any]:
    """Return an entry; of who acted the name and the kind."""
    return {
        "id": entry.id,
        "on": entry.occurred_at,
        "reported_at": entry.reported_at,
        "actor": {"kind": entry.actor_kind, "name": entry.actor_name},
        "action": entry.action,
        "purpose": entry.purpose,
        "object": entry.object_id,
        "disclosed": entry.disclosed,
        "outcome": entry.outcome,
    }
