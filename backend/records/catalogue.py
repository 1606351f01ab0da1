"""The published catalogue: a closed list, read from data and refused whole if any of it is faulty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from backend.platform.errors import NotFound
from backend.records.catalogue_check import list_item_faults
from backend.records.catalogue_entries import read_items
from backend.records.catalogue_item import (
    CatalogueItem,
    Category,
    Department,
    DoublePublicity,
    Law,
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
    "Law",
    "Polarity",
    "Publication",
    "RepairRoute",
    "Seriousness",
    "SubjectKind",
    "UpdateCycle",
    "parse_catalogue",
]

_FIELDS = ("version", "effective_from", "categories", "laws", "departments", "templates", "items")


class CatalogueFaulty(DataFaulty):
    """The catalogue's data cannot be published; `faults` lists every reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("catalogue-faulty", faults)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One edition of the catalogue, in force from `effective_from`."""

    version: str
    effective_from: date
    laws: Mapping[str, Law]
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


def parse_catalogue(data: Mapping[str, Any]) -> Catalogue:
    """Read an edition of the catalogue; raise CatalogueFaulty with every fault that it has.

    `items` holds under each department's code the items of that department; an item that is `like` one of
    the `templates` states only what differs from it.
    """
    faults: list[str] = []
    top = Entry(data, "目录", faults)
    top.refuse_unknown(_FIELDS)
    laws = [_parse_law(entry) for entry in top.entries("laws", "法律依据")]
    categories = [_parse_category(entry) for entry in top.entries("categories", "类别")]
    departments = [_parse_department(entry) for entry in top.entries("departments", "部门")]
    laws_by_id = {law.id: law for law in laws}
    items = read_items(top, laws_by_id)
    catalogue = Catalogue(
        top.text("version"),
        top.day("effective_from"),
        MappingProxyType(laws_by_id),
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


def _parse_law(entry: Entry) -> Law:
    entry.refuse_unknown(("id", "zh", "en", "verified"))
    return Law(entry.text("id"), entry.text("zh"), entry.text("en"), entry.flag("verified"))


def _parse_category(entry: Entry) -> Category:
    entry.refuse_unknown(("id", "name_zh", "name_en"))
    return Category(entry.text("id"), entry.text("name_zh"), entry.text("name_en"))


def _parse_department(entry: Entry) -> Department:
    entry.refuse_unknown(("code", "name_zh", "name_en"))
    return Department(entry.text("code"), entry.text("name_zh"), entry.text("name_en"))
