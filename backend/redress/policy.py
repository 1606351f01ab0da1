"""The published rules of redress in dated editions: deadlines with their sources, periods, texts, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from backend.platform.errors import Invalid, NotFound
from backend.records.catalogue_item import LAWFUL_PUBLICATION, Seriousness
from backend.records.published_data import DataFaulty, Entry, note_duplicates
from backend.redress.events import DueStep, Event

_EDITION_FIELDS = (
    "version",
    "effective_from",
    "steps",
    "remind_before_working_days",
    "minimum_months",
    "materials",
    "commitment",
    "false_material",
    "no_fee",
    "templates",
)


class RedressRulesFaulty(DataFaulty):
    """The rules' data cannot be published; `faults` lists every reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("redress-rules-faulty", faults)


class CountedFrom(StrEnum):
    """The day after which a deadline's working days are counted."""

    OPENING = "opening"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Said:
    """The same in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class StepRule:
    """How long a step may take; `reason` is there where the number is this service's own choice."""

    working_days: int
    counted_from: CountedFrom
    source: Said
    reason: Said | None


@dataclass(frozen=True, slots=True)
class ReasonTemplate:
    """A reason that fits an event, in the words that the citizen reads."""

    id: str
    event: Event
    said: Said


@dataclass(frozen=True, slots=True)
class RedressPolicy:
    """One edition."""

    version: str
    effective_from: date
    steps: Mapping[DueStep, StepRule]
    remind_before: int
    minimum_months: Mapping[Seriousness, int]
    most_materials: int
    keep_materials_months: int
    commitment_version: str
    commitment: Said
    false_material: Said
    no_fee: Said
    templates: Mapping[str, ReasonTemplate]

    def get_template(self, template_id: str, event: Event) -> ReasonTemplate:
        """Return the reason; raises `Invalid` for an unknown one, or one of another event."""
        template = self.templates.get(template_id)
        if template is None or template.event is not event:
            raise Invalid(
                "reason-template-unknown",
                zh="没有这一理由，或它不适用于这一步。",
                en="There is no such reason, or it does not fit this step.",
                template=template_id,
            )
        return template


@dataclass(frozen=True, slots=True)
class RedressPolicies:
    """All editions, the newest first."""

    editions: tuple[RedressPolicy, ...]

    def in_force_on(self, day: date) -> RedressPolicy:
        """Return the edition in force on `day`; raises `NotFound` before the first one."""
        for edition in self.editions:
            if edition.effective_from <= day:
                return edition
        raise NotFound(
            "redress-rules-not-in-force",
            zh=f"{day}还没有生效的异议和修复规则。",
            en=f"No rules of redress were in force on {day}.",
        )

    def edition(self, version: str) -> RedressPolicy:
        """Return the edition by which a case is judged; one that was taken out is followed by the oldest."""
        return next((one for one in self.editions if one.version == version), self.editions[-1])


def parse_redress(data: Mapping[str, Any]) -> RedressPolicies:
    """Read every edition; raise `RedressRulesFaulty` with all the faults."""
    faults: list[str] = []
    top = Entry(data, "异议和修复规则", faults)
    top.refuse_unknown(("editions",))
    editions = [_parse_edition(entry, faults) for entry in top.entries("editions", "规则")]
    note_duplicates((one.version for one in editions), "版本", faults)
    note_duplicates((str(one.effective_from) for one in editions), "生效日期", faults)
    if not editions:
        top.note("至少应有一个版本")
    if faults:
        raise RedressRulesFaulty(tuple(faults))
    return RedressPolicies(tuple(sorted(editions, key=lambda one: one.effective_from, reverse=True)))


def _parse_edition(entry: Entry, faults: list[str]) -> RedressPolicy:
    entry.refuse_unknown(_EDITION_FIELDS)
    steps = entry.entry("steps")
    steps.refuse_unknown(DueStep)
    months = entry.entry("minimum_months")
    months.refuse_unknown(Seriousness)
    materials, commitment = entry.entry("materials"), entry.entry("commitment")
    materials.refuse_unknown(("at_most", "keep_months", "reason_zh", "reason_en"))
    commitment.refuse_unknown(("version", "zh", "en"))
    templates = [_parse_template(one) for one in entry.entries("templates", f"{entry.name} 理由")]
    note_duplicates((one.id for one in templates), f"{entry.name} 理由", faults)
    minimum = {kind: months.count(kind) for kind in Seriousness}
    for kind, least in minimum.items():
        if not LAWFUL_PUBLICATION[kind].min_months <= least <= LAWFUL_PUBLICATION[kind].max_months:
            months.note(f"{kind} 的最短公示期超出法定范围")
    return RedressPolicy(
        version=entry.text("version"),
        effective_from=entry.day("effective_from"),
        steps=MappingProxyType({step: _parse_step(steps.entry(step)) for step in DueStep}),
        remind_before=entry.count("remind_before_working_days"),
        minimum_months=MappingProxyType(minimum),
        most_materials=materials.count("at_most"),
        keep_materials_months=materials.count("keep_months"),
        commitment_version=commitment.text("version"),
        commitment=_said(commitment),
        false_material=_said(entry.entry("false_material")),
        no_fee=_said(entry.entry("no_fee")),
        templates=MappingProxyType({one.id: one for one in templates}),
    )


def _parse_step(entry: Entry) -> StepRule:
    entry.refuse_unknown(
        ("working_days", "from", "source_zh", "source_en", "choice", "reason_zh", "reason_en")
    )
    is_choice = entry.flag("choice")
    return StepRule(
        entry.count("working_days"),
        entry.choice("from", CountedFrom),
        Said(entry.text("source_zh"), entry.text("source_en")),
        Said(entry.text("reason_zh"), entry.text("reason_en")) if is_choice else None,
    )


def _parse_template(entry: Entry) -> ReasonTemplate:
    entry.refuse_unknown(("id", "event", "zh", "en"))
    return ReasonTemplate(entry.text("id"), entry.choice("event", Event), _said(entry))


def _said(entry: Entry) -> Said:
    return Said(entry.text("zh"), entry.text("en"))
