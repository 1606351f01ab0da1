"""The published status policy: levels, how long a record counts, and ordered rules; no weight, no score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from backend.platform.errors import NotFound
from backend.records.catalogue import CatalogueItem, Polarity, Seriousness
from backend.records.catalogue_item import LAWFUL_PUBLICATION
from backend.records.published_data import DataFaulty, Entry, note_duplicates
from backend.status.levels import GREATEST_CODE, Level, LevelId, Rule, Tally

__all__ = ["Level", "LevelId", "PolicyFaulty", "StatusPolicies", "StatusPolicy", "parse_status_policies"]

_EDITION_FIELDS = (
    "version",
    "effective_from",
    "basis_zh",
    "basis_en",
    "levels",
    "counts_at_most_months",
    "rules",
)


class PolicyFaulty(DataFaulty):
    """The policy's data cannot be published; `faults` lists every reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("status-policy-faulty", faults)


@dataclass(frozen=True, slots=True)
class StatusPolicy:
    """One edition of the policy. Months run from the decision and are the longest that a kind may count."""

    version: str
    effective_from: date
    basis_zh: str
    basis_en: str
    levels: Mapping[str, Level]
    adverse_months: Mapping[Seriousness, int]
    commendation_months: int
    rules: tuple[Rule, ...]

    def get_level(self, level_id: str) -> Level:
        """Return the level with this id; raise NotFound where the policy has none."""
        if (level := self.levels.get(level_id)) is None:
            raise NotFound(
                "status-level-not-found",
                zh=f"评价规则中没有等级 {level_id}，请对照公布的规则核对。",
                en=f"The status policy has no level {level_id}; please check the published policy.",
            )
        return level

    def level_for(self, tally: Tally) -> Level:
        """Return the level of the first rule that is met; the last rule always is."""
        return next(rule.level for rule in self.rules if rule.is_met(tally))

    def find_counting_months(self, item: CatalogueItem) -> int | None:
        """Return for how many months a record of this item counts, None where it never does."""
        if item.polarity is Polarity.NEUTRAL:
            return None
        longest = self.adverse_months[item.seriousness] if item.seriousness else self.commendation_months
        limits = [longest]
        if item.counts_months is not None:
            limits.append(item.counts_months)
        if item.publication:
            limits.append(item.publication.max_months)
        return min(limits)


@dataclass(frozen=True, slots=True)
class StatusPolicies:
    """All editions of the policy, the newest first."""

    editions: tuple[StatusPolicy, ...]

    def in_force_on(self, day: date) -> StatusPolicy:
        """Return the edition in force on `day`; raise NotFound before the first one."""
        for edition in self.editions:
            if edition.effective_from <= day:
                return edition
        raise NotFound(
            "status-policy-not-in-force",
            zh=f"{day}还没有生效的信用状况评价规则，请查询规则生效之后的日期。",
            en=f"No status policy was in force on {day}; please ask about a later day.",
        )


def parse_status_policies(data: Mapping[str, Any]) -> StatusPolicies:
    """Read every edition of the policy; raise PolicyFaulty with all the faults."""
    faults: list[str] = []
    top = Entry(data, "评价规则", faults)
    top.refuse_unknown(("editions",))
    editions = [_parse_edition(entry, faults) for entry in top.entries("editions", "评价规则")]
    note_duplicates((edition.version for edition in editions), "版本", faults)
    note_duplicates((str(edition.effective_from) for edition in editions), "生效日期", faults)
    if not editions:
        top.note("至少应有一个版本")
    codes = {(level.id, level.code) for edition in editions for level in edition.levels.values()}
    if len(codes) > len(LevelId):
        top.note("同一等级在各版本中的 code 必须相同，否则已签发的信用码会被读错")
    if faults:
        raise PolicyFaulty(tuple(faults))
    return StatusPolicies(tuple(sorted(editions, key=lambda edition: edition.effective_from, reverse=True)))


def _parse_edition(entry: Entry, faults: list[str]) -> StatusPolicy:
    entry.refuse_unknown(_EDITION_FIELDS)
    levels = [_parse_level(level) for level in entry.entries("levels", "等级")]
    note_duplicates((level.id for level in levels), f"{entry.name} 等级", faults)
    note_duplicates((str(level.code) for level in levels), f"{entry.name} 等级 code", faults)
    by_id = {level.id: level for level in levels}
    for missing in sorted(set(LevelId) - by_id.keys()):
        entry.note(f"缺少等级 {missing}")
    months = entry.find_entry("counts_at_most_months") or Entry({}, f"{entry.name} 计入期限", faults)
    months.refuse_unknown((*Seriousness, "commendation"))
    policy = StatusPolicy(
        version=entry.text("version"),
        effective_from=entry.day("effective_from"),
        basis_zh=entry.text("basis_zh"),
        basis_en=entry.text("basis_en"),
        levels=MappingProxyType(by_id),
        adverse_months=MappingProxyType({kind: months.count(kind) for kind in Seriousness}),
        commendation_months=months.count("commendation"),
        rules=tuple(
            _parse_rule(rule, by_id) for rule in entry.entries("rules", "规则") if len(by_id) == len(LevelId)
        ),
    )
    for fault in _list_policy_faults(policy):
        entry.note(fault)
    return policy


def _parse_level(entry: Entry) -> Level:
    entry.refuse_unknown(("id", "code", "rank", "name_zh", "name_en", "meaning_zh", "meaning_en"))
    return Level(
        id=entry.choice("id", LevelId),
        code=entry.count("code"),
        rank=entry.count("rank"),
        name_zh=entry.text("name_zh"),
        name_en=entry.text("name_en"),
        meaning_zh=entry.text("meaning_zh"),
        meaning_en=entry.text("meaning_en"),
    )


def _parse_rule(entry: Entry, levels: Mapping[str, Level]) -> Rule:
    entry.refuse_unknown(("level", "max_adverse", "min_commendations"))
    limits = {}
    if adverse := entry.find_entry("max_adverse"):
        adverse.refuse_unknown(Seriousness)
        limits = {kind: most for kind in Seriousness if (most := adverse.find_count(kind)) is not None}
    return Rule(
        level=levels[entry.choice("level", LevelId)],
        max_adverse=MappingProxyType(limits),
        min_commendations=entry.find_count("min_commendations") or 0,
    )


def _list_policy_faults(policy: StatusPolicy) -> Iterator[str]:
    if any(level.code > GREATEST_CODE for level in policy.levels.values()):
        yield f"等级的 code 不能大于{GREATEST_CODE}"
    for kind, months in policy.adverse_months.items():
        if months > LAWFUL_PUBLICATION[kind].max_months:
            yield f"{kind} 计入期限超过法定最长公示期"
    ranks = [rule.level.rank for rule in policy.rules]
    if any(later >= earlier for earlier, later in pairwise(ranks)):
        yield "规则必须从高等级到低等级排列，每个等级一条"
    if not ranks or policy.rules[-1].max_adverse or policy.rules[-1].min_commendations:
        yield "最后一条规则不能有条件，否则有人会没有等级"
    elif policy.level_for(Tally({}, 0)).rank < policy.levels[LevelId.GOOD].rank:
        yield "没有记录的人至少应为 good：没有数据不能成为不利理由"
