"""What follows from the answers and from what is allowed for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from pydantic import TypeAdapter, with_config

from tests.advisories.answers import Answer, Finding


class Verdict(IntEnum):
    """The exit codes: nothing is known, something is, or it could not be asked."""

    CLEAN = 0
    VULNERABLE = 1
    NOT_ASKED = 3


@with_config({"extra": "forbid"})
@dataclass(frozen=True)
class Allowed:
    """A finding that somebody decided to live with until a day."""

    advisory: str
    package: str
    until: date
    why: str

    def covers(self, finding: Finding, today: date) -> bool:
        """Tell whether the finding is this one, and the day has not passed."""
        return (self.advisory, self.package) == (finding.advisory, finding.package) and today <= self.until


def parse_allowed(data: Any) -> tuple[Allowed, ...]:
    """Return what is allowed; raises `ValueError` (pydantic's) that lists every fault."""
    return TypeAdapter(tuple[Allowed, ...]).validate_python(data)


def judge(
    answers: Sequence[Answer], allowed: Sequence[Allowed], today: date
) -> tuple[Verdict, tuple[str, ...]]:
    """Return the verdict and the lines that say why, the worst of all answers deciding."""
    lines, verdicts = [], [Verdict.CLEAN]
    for answer in answers:
        for finding in answer.findings:
            is_allowed = any(one.covers(finding, today) for one in allowed)
            words = "allowed for a while" if is_allowed else "VULNERABLE"
            lines.append(f"{answer.about}: {words}: {finding.package} {finding.version} {finding.advisory}")
            verdicts += [] if is_allowed else [Verdict.VULNERABLE]
        if answer.unanswered:
            lines.append(f"{answer.about}: NOT ASKED: {answer.unanswered}")
            verdicts.append(Verdict.NOT_ASKED)
        elif not answer.findings:
            lines.append(f"{answer.about}: nothing is known")
    for worst in (Verdict.VULNERABLE, Verdict.NOT_ASKED):
        if worst in verdicts:
            return worst, tuple(lines)
    return Verdict.CLEAN, tuple(lines)
