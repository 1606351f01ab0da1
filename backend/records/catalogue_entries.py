"""Read the items of a catalogue: what a department's file states, over the template that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from backend.records.catalogue_item import (
    CatalogueItem,
    DoublePublicity,
    Law,
    Polarity,
    Publication,
    RepairRoute,
    Seriousness,
    SubjectKind,
    UpdateCycle,
)
from backend.records.published_data import Entry

_NOT_STATED = {"department", "legal_basis_en", "basis_verified"}
_ITEM_FIELDS = {field.name for field in fields(CatalogueItem)} - _NOT_STATED | {"like"}
_TEMPLATE_FIELDS = _ITEM_FIELDS - {"id", "like", "name_zh", "name_en", "legal_basis"}


def read_items(top: Entry, laws: Mapping[str, Law]) -> list[CatalogueItem]:
    """Return the items of every department; `items` holds a list of them under each department's code."""
    templates = _read_templates(top.find_entry("templates"))
    lists = top.entry("items")
    filled = (
        (department, _fill_in(entry, templates))
        for department in lists.fields()
        for entry in lists.entries(department, "目录项")
    )
    return [_read_item(entry, department, laws) for department, entry in filled if entry is not None]


def _read_templates(entry: Entry | None) -> Mapping[str, Entry]:
    if entry is None:
        return {}
    templates = {name: entry.entry(name, f"模板 {name}") for name in entry.fields()}
    for template in templates.values():
        template.refuse_unknown(_TEMPLATE_FIELDS)
    return templates


def _fill_in(entry: Entry, templates: Mapping[str, Entry]) -> Entry | None:
    """Return the item over its template, None where there is no such template: the rest would be noise."""
    name = entry.find_text("like")
    if name is None:
        return entry
    if name not in templates:
        entry.note(f"like 所指的模板 {name} 不在模板列表中")
        return None
    return entry.over(templates[name])


def _read_item(entry: Entry, department: str, laws: Mapping[str, Law]) -> CatalogueItem:
    entry.refuse_unknown(_ITEM_FIELDS)
    basis = _cited_laws(entry, laws)
    return CatalogueItem(
        id=entry.text("id"),
        department=department,
        category=entry.text("category"),
        name_zh=entry.text("name_zh"),
        name_en=entry.text("name_en"),
        subject_kind=entry.choice("subject_kind", SubjectKind),
        polarity=entry.choice("polarity", Polarity),
        seriousness=entry.find_choice("seriousness", Seriousness),
        legal_basis="；".join(law.zh for law in basis),
        legal_basis_en="; ".join(law.en for law in basis),
        basis_verified=all(law.verified for law in basis),
        counts_months=entry.find_count("counts_months"),
        publication=_read_publication(entry.find_entry("publication")),
        repair_route=entry.find_choice("repair_route", RepairRoute),
        retention_months=entry.count("retention_months"),
        update_cycle=entry.choice("update_cycle", UpdateCycle),
        double_publicity=entry.find_choice("double_publicity", DoublePublicity),
        publishes_representative=entry.find_flag("publishes_representative"),
    )


def _cited_laws(entry: Entry, laws: Mapping[str, Law]) -> list[Law]:
    cited = entry.texts("legal_basis")
    for law_id in cited:
        if law_id not in laws:
            entry.note(f"法律依据 {law_id} 不在法律依据列表中")
    return [laws[law_id] for law_id in cited if law_id in laws]


def _read_publication(entry: Entry | None) -> Publication | None:
    if entry is None:
        return None
    entry.refuse_unknown(("min_months", "max_months"))
    return Publication(entry.count("min_months"), entry.count("max_months"))
