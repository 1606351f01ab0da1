"""The guide for operators as a stranger follows it: every command, against running processes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.town import Town

pytestmark = [pytest.mark.store, pytest.mark.e2e]
ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "operator_guide.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, flags=re.DOTALL)


def test_every_command_of_the_guide_does_what_it_says(town: Town, tmp_path: Path) -> None:
    (receiver,) = blocks("python")
    program = tmp_path / "receive.py"
    program.write_text(receiver, encoding="utf-8")
    script = "set -e\n" + "\n".join(blocks("sh"))
    for written, here in (
        ("http://127.0.0.1:8000/api/v1", town.api),
        ("python3 receive.py", f"{sys.executable} {program}"),
        (".venv/bin/flask", f"{sys.executable} -m flask"),
    ):
        assert written in script
        script = script.replace(written, here)
    ran = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=town.environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    told = ran.stdout
    for state in ("pending", "active", "ending", "ended", "refused"):
        assert f'"state":"{state}"' in told
    assert "problems/" not in told
    assert re.search(r'^good .*"type":"entitlement.changed"', told, flags=re.MULTILINE)
    assert re.search(r"^ent_\w+,lnk_\w+,deposit_waiver,active,1,", told, flags=re.MULTILINE)
    assert '"redriven":0' in told
