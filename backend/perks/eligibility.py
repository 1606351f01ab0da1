"""Does a status open a perk? The perk's published rule on what counts, with every reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.perks.catalogue import Perk, PerkCatalogue
from backend.perks.counted import Counted, count_on, list_turns
from backend.perks.words import ConditionLine, explain_rule
from backend.records.catalogue import Catalogue
from backend.status.evaluation import StatusReport
from backend.status.explanation import in_chinese
from backend.status.policy import StatusPolicies


@dataclass(frozen=True)
class Eligibility:
    """Whether the status opens the perk, and why, in words for the citizen.

    `lines` has each condition; `possible_from` is the first day on which time alone makes them hold.
    """

    eligible: bool
    zh: str
    en: str
    lines: tuple[ConditionLine, ...] = ()
    possible_from: date | None = None

    @property
    def obstacle(self) -> str | None:
        """Return the word of the first condition that does not hold, or None."""
        return next((line.word for line in self.lines if not line.holds), None)


class PerkRules:
    """Judges perks by the published catalogues and the policy edition that made the report."""

    def __init__(self, perks: PerkCatalogue, policies: StatusPolicies, catalogue: Catalogue) -> None:
        self._perks = perks
        self._policies = policies
        self._catalogue = catalogue

    def judge(self, perk_id: str, report: StatusReport) -> tuple[int, bool]:
        """Return the perk's published code and yes or no; raises `NotFound`."""
        perk = self._perks.get(perk_id)
        return perk.code, perk.rule.holds(self._count(report.evaluated_on, report))

    def explain(self, perk: Perk, report: StatusReport) -> Eligibility:
        """Return yes or no with the reason."""
        counted = self._count(report.evaluated_on, report)
        lines = explain_rule(perk.rule, counted, self._catalogue)
        if perk.rule.holds(counted):
            zh = f"符合条件。{''.join(line.zh for line in lines)}"
            return Eligibility(True, zh, f"You are eligible. {' '.join(line.en for line in lines)}", lines)
        return self._explain_no(perk, report, tuple(line for line in lines if not line.holds), lines)

    def _explain_no(
        self,
        perk: Perk,
        report: StatusReport,
        missing: tuple[ConditionLine, ...],
        lines: tuple[ConditionLine, ...],
    ) -> Eligibility:
        day = self._find_day(perk, report)
        from_zh = f"记录不变的话，自{in_chinese(day)}起符合条件。" if day else ""
        from_en = f"As things stand you will be eligible from {day}. " if day else ""
        return Eligibility(
            False,
            zh=f"暂不符合条件。{''.join(line.zh for line in missing)}{from_zh}"
            "原因与改善办法见信用状况页；对记录有疑问可以提出异议。普通服务不受影响。",
            en=f"Not eligible for now. {' '.join(line.en for line in missing)} {from_en}"
            "Your status page says why and what helps; you may dispute a record. Ordinary service stays.",
            lines=lines,
            possible_from=day,
        )

    def _find_day(self, perk: Perk, report: StatusReport) -> date | None:
        return next(
            (day for day in list_turns(report) if perk.rule.holds(self._count(day, report))),
            None,
        )

    def _count(self, day: date, report: StatusReport) -> Counted:
        return count_on(day, report, self._catalogue, self._policies.in_force_on(report.evaluated_on))
