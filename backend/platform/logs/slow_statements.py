"""Statements that take long, told with their text and never with their values."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, event

from backend.platform.database import Database

log = logging.getLogger(__name__)

_MS = 1000
_LONGEST_TEXT = 2000
_NOTHING: Callable[[], None] = lambda: None  # noqa: E731


def watch_statements(database: Database, threshold_ms: int, count: Callable[[], None] = _NOTHING) -> None:
    """Log every statement of `database` that takes `threshold_ms` or longer, and `count` it.

    The text holds placeholders where values were; the line carries the id of its request.
    """

    def begin(
        _connection: Connection, _cursor: Any, _text: str, _values: Any, context: Any, _many: bool
    ) -> None:
        context.begun_at = perf_counter()

    def end(
        _connection: Connection, _cursor: Any, text: str, _values: Any, context: Any, _many: bool
    ) -> None:
        took_ms = (perf_counter() - context.begun_at) * _MS
        if took_ms >= threshold_ms:
            count()
            statement = " ".join(text.split())[:_LONGEST_TEXT]
            log.warning("slow statement", extra={"statement": statement, "ms": round(took_ms, 1)})

    for engine in database.engines:
        _listen(engine, begin, end)


def _listen(engine: Engine, begin: Callable[..., None], end: Callable[..., None]) -> None:
    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
