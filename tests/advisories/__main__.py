"""Asks the auditors about every pinned part and says what they know: `make audit`.

Exit codes: 0 nothing is known, 1 something is, 3 a database of advisories could not be reached, which proves
nothing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import yaml

from tests.advisories.answers import Answer, read_npm_audit, read_pip_audit
from tests.advisories.verdict import Verdict, judge, parse_allowed

ROOT = Path(__file__).parents[2]
_PIP_AUDIT = (
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements.txt", "--no-deps", "--disable-pip"),
    *("--format", "json", "--progress-spinner", "off", "--timeout", "15"),
)
_NPM_AUDIT = ("npm", "audit", "--json", "--package-lock-only", "--prefix")
_PATIENCE_SECONDS = 300
_CLOSING = {
    Verdict.CLEAN: "audit: no pinned part has a known vulnerability.",
    Verdict.VULNERABLE: "audit: FAILED. Take a mended version, or allow it for a while in allowed.yaml.",
    Verdict.NOT_ASKED: "audit: NOT DONE. A database of advisories could not be reached: nothing is proven.",
}


def main() -> None:
    """Ask, say what was answered, and end with the verdict."""
    answers = [
        _ask("requirements.txt", _PIP_AUDIT, read_pip_audit),
        *(
            _ask(f"{part}/package-lock.json", (*_NPM_AUDIT, part), read_npm_audit)
            for part in ("web", "miniprogram")
        ),
    ]
    allowed = parse_allowed(
        yaml.safe_load((Path(__file__).parent / "allowed.yaml").read_text(encoding="utf-8"))
    )
    verdict, lines = judge(answers, allowed, datetime.now(UTC).date())
    sys.stdout.write("\n".join((*lines, _CLOSING[verdict], "")))
    sys.exit(verdict)


def _ask(about: str, command: tuple[str, ...], read: Callable[[str, str, str], Answer]) -> Answer:
    if shutil.which(command[0]) is None:
        return Answer(about, unanswered=f"{command[0]} is not installed")
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=_PATIENCE_SECONDS
        )
    except subprocess.TimeoutExpired:
        return Answer(about, unanswered=f"no answer in {_PATIENCE_SECONDS} seconds")
    return read(about, done.stdout, done.stderr)


if __name__ == "__main__":
    main()
