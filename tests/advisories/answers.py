"""What the auditors of Python's and Node's parts answered, and whether it was an answer at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A pinned part with a known vulnerability."""

    package: str
    version: str
    advisory: str


@dataclass(frozen=True)
class Answer:
    """What one auditor said of one list of parts; `unanswered` says why it could not tell of all of them."""

    about: str
    findings: tuple[Finding, ...] = ()
    unanswered: str = ""


def read_pip_audit(about: str, output: str, error: str) -> Answer:
    """Read pip-audit's JSON; a part that it skipped was not judged, although it exits with 0."""
    said = _object_in(output)
    if "dependencies" not in said:
        return Answer(about, unanswered=_last_line(error) or "pip-audit printed no report")
    judged = [part for part in said["dependencies"] if "skip_reason" not in part]
    skipped = [part for part in said["dependencies"] if "skip_reason" in part]
    findings = tuple(
        Finding(part["name"], part["version"], flaw["id"]) for part in judged for flaw in part["vulns"]
    )
    if skipped or not judged:
        first = skipped[0]["skip_reason"] if skipped else "it names no part"
        return Answer(about, findings, f"{len(skipped)} parts were not judged, as: {first}")
    return Answer(about, findings)


def read_npm_audit(about: str, output: str, error: str) -> Answer:
    """Read `npm audit --json`; only a report has a version of its form."""
    said = _object_in(output)
    if "auditReportVersion" not in said:
        return Answer(
            about, unanswered=str(said.get("message") or _last_line(error) or "npm printed no report")
        )
    findings = tuple(
        Finding(name, one["range"], via["url"].rpartition("/")[2])
        for name, one in said["vulnerabilities"].items()
        # A name instead of an advisory points to the part that has it.
        for via in one["via"]
        if isinstance(via, Mapping)
    )
    return Answer(about, findings)


def _object_in(output: str) -> dict[str, Any]:
    try:
        said = json.loads(output)
    except json.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]
