"""The units, judged by systemd itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.deploy.manifests import DEPLOY, INSTALLED_AT
from tests.architecture.our_code import ROOT

UNITS = DEPLOY / "systemd"
# In tenths: what `systemd-analyze security` calls OK begins below 50.
MOST_EXPOSURE = "20"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units, as if the service were installed where this test found it."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    home, units = tmp_path / "home", tmp_path / "units"
    home.mkdir()
    (home / ".venv").symlink_to(sys.prefix)
    (home / "config").symlink_to(ROOT / "config")
    shutil.copytree(UNITS, units)
    for file in (*units.glob("*.service"), *units.glob("*.d/*.conf")):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(INSTALLED_AT, str(home)), encoding="utf-8")
    return units


def analyze(units: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Ours before the machine's own, which name what the system brings.
    return subprocess.run(
        ["systemd-analyze", *arguments],
        env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{units}:", "SYSTEMD_COLORS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


def named(units: Path) -> list[str]:
    files = sorted([*units.glob("*.service"), *units.glob("*.timer")])
    return [str(file).replace("@.", "@citizen-card-backup.") for file in files]


def test_systemd_finds_no_fault(installed: Path) -> None:
    judged = analyze(installed, "verify", "--man=no", *named(installed))
    assert (judged.returncode, judged.stderr) == (0, "")


@pytest.mark.parametrize("fault", ["ExecStart=/no/such/program", "ProtectSystem=a-little"])
def test_systemd_would_find_one(installed: Path, fault: str) -> None:
    unit = installed / "citizen-card-worker.service"
    text = re.sub(r"^ExecStart=.*$", fault, unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
    unit.write_text(text, encoding="utf-8")
    judged = analyze(installed, "verify", "--man=no", str(unit))
    assert judged.returncode or judged.stderr


@pytest.mark.parametrize("unit", sorted(file.name for file in UNITS.glob("*.service")))
def test_no_process_may_do_much_beyond_its_work(installed: Path, unit: str) -> None:
    path = str(installed / unit).replace("@.", "@citizen-card-backup.")
    if "@" in unit:
        shutil.copy(installed / unit, path)
    judged = analyze(
        installed, "security", "--offline=true", f"--threshold={MOST_EXPOSURE}", "--no-pager", path
    )
    assert judged.returncode == 0, judged.stdout[-300:] + judged.stderr


def test_every_timer_starts_a_unit_that_is_there_and_tells_when_it_fails() -> None:
    timers = list(UNITS.glob("*.timer"))
    assert timers
    for timer in timers:
        assert "OnFailure=citizen-card-alarm@%n.service" in timer.with_suffix(".service").read_text("utf-8")


def test_the_nightly_backup_is_the_one_that_the_restore_drill_restores() -> None:
    document = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sh\n# backup, PostgreSQL\n(.*?)```", document, re.DOTALL)
    assert block in (UNITS / "backup.sh").read_text(encoding="utf-8")
