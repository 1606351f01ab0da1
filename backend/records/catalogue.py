"""The published catalogue: a closed list, read from data and refused whole if any of it is faulty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Any

from backend.platform.errors import NotFound
from backend.records.catalogue_check import list_item_faults
from backend.records.catalogue_item import (
    CatalogueItem,
    Category,
    Department,
    DoublePublicity,
    Polarity,
    Publication,
    RepairRoute,
    Seriousness,
    SubjectKind,
    UpdateCycle,
)
from backend.records.published_data import DataFaulty, Entry, note_duplicates

__all__ = [
    "Catalogue",
    "CatalogueFaulty",
    "CatalogueItem",
    "Category",
    "Department",
    "DoublePublicity",
    "Polarity",
    "Publication",
    "RepairRoute",
    "Seriousness",
    "SubjectKind",
    "UpdateCycle",
    "parse_catalogue",
]

_FIELDS = ("version", "effective_from", "categories", "laws", "departments", "templates", "items")
_DERIVED_FIELDS = {"legal_basis_en", "basis_verified"}
_ITEM_FIELDS = [field.name for field in fields(CatalogueItem) if field.name not in _DERIVED_FIELDS]


class CatalogueFaulty(DataFaulty):
    """The catalogue's data cannot be published; `faults` lists every reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("catalogue-faulty", faults)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One edition of the catalogue, in force from `effective_from`."""

    version: str
    effective_from: date
    categories: Mapping[str, Category]
    departments: Mapping[str, Department]
    items: Mapping[str, CatalogueItem]

    def find_item(self, item_id: str) -> CatalogueItem | None:
        """Return the item with this id, or None where the catalogue has none."""
        return self.items.get(item_id)

    def get_department(self, code: str) -> Department:
        """Return the source department with this code; raise NotFound where there is none."""
        if (department := self.departments.get(code)) is None:
            raise NotFound(
                "department-not-found",
                zh="没有这个信源单位，请对照目录核对单位代码。",
                en="There is no such source department; please check the code against the catalogue.",
            )
        return department


@dataclass(frozen=True, slots=True)
class _Law:
    id: str
    zh: str
    en: str
    verified: bool


def parse_catalogue(data: Mapping[str, Any]) -> Catalogue:
    """Read an edition of the catalogue; raise CatalogueFaulty with every fault that it has.

    `templates` is ignored: it is where the file keeps the parts that its items repeat.
    """
    faults: list[str] = []
    top = Entry(data, "目录", faults)
    top.refuse_unknown(_FIELDS)
    laws = [_parse_law(entry) for entry in top.entries("laws", "法律依据")]
    categories = [_parse_category(entry) for entry in top.entries("categories", "类别")]
    departments = [_parse_department(entry) for entry in top.entries("departments", "部门")]
    laws_by_id = {law.id: law for law in laws}
    items = [_parse_item(entry, laws_by_id) for entry in top.entries("items", "目录项")]
    catalogue = Catalogue(
        top.text("version"),
        top.day("effective_from"),
        MappingProxyType({category.id: category for category in categories}),
        MappingProxyType({department.code: department for department in departments}),
        MappingProxyType({item.id: item for item in items}),
    )
    note_duplicates((law.id for law in laws), "法律依据", faults)
    note_duplicates((category.id for category in categories), "类别", faults)
    note_duplicates((department.code for department in departments), "部门", faults)
    note_duplicates((item.id for item in items), "目录项", faults)
    for item in items:
        for fault in list_item_faults(item, catalogue.departments, catalogue.categories):
            faults.append(f"目录项 {item.id}：{fault}")
    if faults:
        raise CatalogueFaulty(tuple(faults))
    return catalogue


def _parse_law(entry: Entry) -> _Law:
    entry.refuse_unknown(("id", "zh", "en", "verified"))
    return _Law(entry.text("id"), entry.text("zh"), entry.text("en"), entry.flag("verified"))


def _parse_category(entry: Entry) -> Category:
    entry.refuse_unknown(("id", "name_zh", "name_en"))
    return Category(entry.text("id"), entry.text("name_zh"), entry.text("name_en"))


def _parse_department(entry: Entry) -> Department:
    entry.refuse_unknown(("code", "name_zh", "name_en"))
    return Department(entry.text("code"), entry.text("name_zh"), entry.text("name_en"))


def _parse_item(entry: Entry, laws: Mapping[str, _Law]) -> CatalogueItem:
    entry.refuse_unknown(_ITEM_FIELDS)
    basis = _cited_laws(entry, laws)
    return CatalogueItem(
        id=entry.text("id"),
        department=entry.text("department"),
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
        publication=_parse_publication(entry.find_entry("publication")),
        repair_route=entry.find_choice("repair_route", RepairRoute),
        retention_months=entry.count("retention_months"),
        update_cycle=entry.choice("update_cycle", UpdateCycle),
        double_publicity=entry.find_choice("double_publicity", DoublePublicity),
        publishes_representative=entry.find_flag("publishes_representative"),
    )


def _cited_laws(entry: Entry, laws: Mapping[str, _Law]) -> list[_Law]:
    cited = entry.texts("legal_basis")
    for law_id in cited:
        if law_id not in laws:
            entry.note(f"法律依据 {law_id} 不在法律依据列表中")
    return [laws[law_id] for law_id in cited if law_id in laws]


def _parse_publication(entry: Entry | None) -> Publication | None:
    if entry is None:
        return None
    entry.refuse_unknown(("min_months", "max_months"))
    return Publication(entry.count("min_months"), entry.count("max_months"))
