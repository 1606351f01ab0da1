"""Every line that is logged, by libraries too, leaves through one handler: redacted, as JSON or text."""

from __future__ import annotations

import logging
import sys
from enum import StrEnum
from typing import Any, TextIO

import orjson
import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor

from backend.platform.logs.redaction import redact_event
from backend.platform.logs.request_id import add_request_id

OUR_LOGGERS = ("backend", "bot", "card_integration", "miniprogram_api")
"""These tell what they do; of libraries only what is wrong is told: some write whole addresses at INFO."""

_HANDLER = "citizen-card"


class LogStyle(StrEnum):
    """A line for machines, or a line for the eye."""

    JSON = "json"
    TEXT = "text"


def configure_logs(style: LogStyle, stream: TextIO | None = None) -> None:
    """Send what is logged to `stream`, the standard error unless given; again replaces what was before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.set_name(_HANDLER)
    handler.setFormatter(log_formatter(style))
    root = logging.getLogger()
    for former in [one for one in root.handlers if one.get_name() == _HANDLER]:
        root.removeHandler(former)
    root.addHandler(handler)
    for name in OUR_LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)


def log_formatter(style: LogStyle) -> logging.Formatter:
    """Return the formatter: who wrote, when, in which request, and nothing that looks personal."""
    gathered: list[Processor] = [
        add_log_level,
        add_logger_name,
        ExtraAdder(),
        _without_message,
        add_request_id,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendered: Processor = (
        structlog.processors.JSONRenderer(serializer=_as_json)
        if style is LogStyle.JSON
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return ProcessorFormatter(
        foreign_pre_chain=gathered,
        processors=[
            ProcessorFormatter.remove_processors_meta,
            # Before the redaction, so that the words of an exception pass it too.
            structlog.processors.format_exc_info,
            redact_event,
            rendered,
        ],
    )


def _without_message(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Take out what a formatter of somebody else's handler left in the record: the line once more."""
    event.pop("message", None)
    return event


def _as_json(event: Any, **_named: Any) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
