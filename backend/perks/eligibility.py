"""Does a status open a perk? A pure comparison of published ranks, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from backend.perks.catalogue import Perk, PerkCatalogue
from backend.status.evaluation import StatusReport
from backend.status.policy import StatusPolicies


@dataclass(frozen=True)
class Eligibility:
    """Whether the status opens the perk, and why, in words for the citizen."""

    eligible: bool
    zh: str
    en: str


class PerkRules:
    """Judges perks by the published catalogue and the policy edition that made the report."""

    def __init__(self, catalogue: PerkCatalogue, policies: StatusPolicies) -> None:
        self._catalogue = catalogue
        self._policies = policies

    def judge(self, perk_id: str, report: StatusReport) -> tuple[int, bool]:
        """Return the perk's published code and yes or no; raises `NotFound`."""
        perk = self._catalogue.get(perk_id)
        return perk.code, self.explain(perk, report).eligible

    def explain(self, perk: Perk, report: StatusReport) -> Eligibility:
        """Return yes or no with the reason."""
        needed = self._policies.in_force_on(report.evaluated_on).get_level(perk.minimum_level)
        has = report.level
        if has.rank >= needed.rank:
            return Eligibility(
                True,
                zh=f"你的信用状况为“{has.name_zh}”，符合“{needed.name_zh}”及以上的条件。",
                en=f"Your status is “{has.name_en}”; “{needed.name_en}” or better is asked.",
            )
        return Eligibility(
            False,
            zh=f"这项激励需要“{needed.name_zh}”及以上，你目前为“{has.name_zh}”。"
            "原因与改善办法见信用状况页；对记录有疑问可以提出异议。普通服务不受影响。",
            en=f"This perk asks for “{needed.name_en}” or better; you have “{has.name_en}”. "
            "Your status page says why and what helps; you may dispute a record. Ordinary service stays.",
        )
