from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from backend.platform.logs.configuring import OUR_LOGGERS, LogStyle, configure_logs
from backend.platform.logs.request_id import REQUEST_ID
from tests.builders.citizens import an_id_number


@pytest.fixture
def written() -> Iterator[StringIO]:
    """Return where lines go; afterwards logging is as it was."""
    root = logging.getLogger()
    before, levels = list(root.handlers), {name: logging.getLogger(name).level for name in OUR_LOGGERS}
    stream = StringIO()
    yield stream
    root.handlers[:] = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_line_of_ours_is_one_json_object_with_its_facts(written: StringIO) -> None:
    configure_logs(LogStyle.JSON, written)
    logging.getLogger("backend.perks").info("told %s", "library", extra={"attempt": 3})
    line = json.loads(written.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "told library", "level": "info", "logger": "backend.perks", "attempt": 3}


def test_a_line_can_be_read_by_eye(written: StringIO) -> None:
    configure_logs(LogStyle.TEXT, written)
    logging.getLogger("backend.perks").warning("told %s", "library", extra={"attempt": 3})
    assert "told library" in written.getvalue()
    assert "attempt=3" in written.getvalue()


@pytest.mark.parametrize("style", LogStyle)
def test_what_a_library_or_an_exception_lets_slip_is_taken_out(
    written: StringIO, style: LogStyle, propagating: logging.Logger
) -> None:
    number = an_id_number()
    configure_logs(style, written)
    propagating.removeHandler(propagating.handlers[0])
    for handler in logging.getLogger().handlers:
        if handler.get_name() == "citizen-card":
            propagating.addHandler(handler)
    propagating.error("refused %s", number)
    try:
        raise ValueError(number)
    except ValueError:
        propagating.exception("failed", extra={"about": {"number": number}})
    assert number not in written.getvalue()
    assert written.getvalue().count("[id_number]") >= 3


@pytest.fixture
def propagating() -> Iterator[logging.Logger]:
    """Return a logger apart from all others: what it is told on purpose must not fail the run."""
    apart = logging.getLogger("a.library.apart")
    apart.propagate = False
    apart.addHandler(logging.NullHandler())
    yield apart
    apart.handlers.clear()
    apart.propagate = True


def test_libraries_are_heard_from_warnings_on_and_we_from_information_on(written: StringIO) -> None:
    configure_logs(LogStyle.JSON, written)
    logging.getLogger("httpx").info("HTTP Request: GET https://library.example/patrons?card=1")
    logging.getLogger("backend").debug("detail")
    logging.getLogger("bot").info("heard")
    assert [json.loads(line)["event"] for line in written.getvalue().splitlines()] == ["heard"]


def test_to_configure_again_replaces_what_was_before(written: StringIO) -> None:
    configure_logs(LogStyle.JSON, StringIO())
    configure_logs(LogStyle.JSON, written)
    logging.getLogger("backend").info("once")
    assert written.getvalue().count("once") == 1


def test_a_line_carries_the_id_of_its_request(written: StringIO) -> None:
    configure_logs(LogStyle.JSON, written)
    token = REQUEST_ID.set("req_1")
    logging.getLogger("backend").info("within")
    REQUEST_ID.reset(token)
    logging.getLogger("backend").info("without")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line.get("request_id") for line in lines] == ["req_1", None]
