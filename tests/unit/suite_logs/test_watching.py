from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders.citizens import an_id_number

ROOT = Path(__file__).parents[3]
CONFTEST = """
from tests.suite_logs.watching import SuiteLogs

def pytest_configure(config):
    logs = SuiteLogs(config)
    config.pluginmanager.register(logs, "suite-logs")
    logs.begin()
"""
SUITE = """
import logging

def test_one_that_passes():
    try:
        raise ValueError({value!r})
    except ValueError as error:
        logging.getLogger({logger!r}).{call}

def test_another():
    pass
"""


def run(folder: Path, logger: str, call: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    suite = SUITE.format(logger=logger, call=call, value=an_id_number())
    (folder / "test_suite.py").write_text(suite, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, str(folder)]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two workers"])
@pytest.mark.parametrize(
    ("logger", "call"),
    [
        ("backend.anything", "info('%s', error)"),
        ("some.library", "warning('%s', error)"),
        ("backend.anything", "exception('it failed')"),
        ("backend.anything", "info('done', extra={'about': str(error)})"),
    ],
    ids=["a line of ours", "of a library", "an exception", "a fact"],
)
def test_a_run_whose_logs_hold_an_id_number_fails_although_every_test_passes(
    tmp_path: Path, logger: str, call: str, options: tuple[str, ...]
) -> None:
    ended = run(tmp_path, logger, call, *options)
    assert "2 passed" in ended.stdout
    assert "id number" in ended.stdout
    assert ended.returncode == 1


@pytest.mark.parametrize(
    ("logger", "call"),
    [("backend.anything", "info('nothing')"), ("some.library", "info('%s', error)")],
    ids=["nothing personal", "what production does not write"],
)
def test_any_other_run_is_left_alone(tmp_path: Path, logger: str, call: str) -> None:
    assert run(tmp_path, logger, call).returncode == 0
