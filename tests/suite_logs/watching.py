"""A plugin that keeps what the whole suite logs, and fails the run where anything personal is among it.

It sees what production would write, before the redaction: that is the last line of defence, and must have
nothing to do.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from backend.platform.logs.configuring import OUR_LOGGERS
from tests.suite_logs.detector import Finding, detect
from tests.suite_logs.known_people import known_names

_FOLDER = "suite_logs"
_STANDARD = frozenset(vars(logging.makeLogRecord({})))
_MOST_SHOWN = 20


class _Everything(logging.Formatter):
    """The message, the exception, and every further fact of a line."""

    def format(self, record: logging.LogRecord) -> str:
        facts = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        facts.pop("message", None)
        return f"{record.name}: {super().format(record)} {facts or ''}"


def _is_written_in_production(record: logging.LogRecord) -> bool:
    is_ours = record.name.partition(".")[0] in OUR_LOGGERS
    return record.levelno >= (logging.INFO if is_ours else logging.WARNING)


class SuiteLogs:
    """Writes the lines of each process to a file, and reads all of them when the tests are over."""

    def __init__(self, config: pytest.Config) -> None:
        at_work: dict[str, Any] | None = getattr(config, "workerinput", None)
        self._is_worker = at_work is not None
        self._folder = Path(at_work[_FOLDER]) if at_work else Path(tempfile.mkdtemp(prefix="suite-logs-"))
        worker = at_work["workerid"] if at_work else "main"
        self._handler = logging.FileHandler(self._folder / f"{worker}.log", encoding="utf-8", delay=True)
        self._handler.setFormatter(_Everything())
        self._handler.addFilter(_is_written_in_production)
        self._found: list[Finding] = []

    def begin(self) -> None:
        """Listen from now on, to as much as production tells."""
        logging.getLogger().addHandler(self._handler)
        for name in OUR_LOGGERS:
            logging.getLogger(name).setLevel(logging.INFO)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of xdist where to write."""
        node.workerinput[_FOLDER] = str(self._folder)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Read what all processes logged; anything personal makes the run a failed one."""
        logging.getLogger().removeHandler(self._handler)
        self._handler.close()
        if self._is_worker:
            return
        names = known_names()
        for path in sorted(self._folder.glob("*.log")):
            self._found += detect(path.read_text(encoding="utf-8", errors="replace"), names)
        shutil.rmtree(self._folder)
        if self._found:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what was found and where."""
        if self._found:
            terminalreporter.section("personal data in the logs of this run", red=True)
            for one in self._found[:_MOST_SHOWN]:
                terminalreporter.line(f"{one.kind}: {one.found!r} in … {one.around!r}")
            terminalreporter.line(f"{len(self._found)} in all")
