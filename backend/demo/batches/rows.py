"""Good rows of one department: every one of its items, about people and organisations of the city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from backend.demo.batches.days import WRITINGS, Days, WrittenDays
from backend.demo.batches.subjects import Citizens, Organisations, Subject, authority_code
from backend.records.catalogue import (
    CatalogueItem,
    Department,
    DoublePublicity,
    Polarity,
    SubjectKind,
)

SHARES: Mapping[Polarity, float] = {
    Polarity.NEUTRAL: 0.86,
    Polarity.COMMENDATION: 0.08,
    Polarity.ADVERSE: 0.06,
}
"""How often rows speak which way, where a department has such items at all."""

KINDS: Mapping[SubjectKind, str] = {SubjectKind.NATURAL: "自然人", SubjectKind.LEGAL: "法人及非法人组织"}
"""How a row says whom it is about."""

_BOTH_PUBLISH = frozenset({"content", "authority", "authority_code"})
_PENALTY_KEYS = ("violation_kind", "violation_facts", "penalty_basis", "penalty_kind", "penalty_valid_until")
PUBLIC_KEYS: Mapping[DoublePublicity, frozenset[str]] = {
    DoublePublicity.PENALTY: _BOTH_PUBLISH.union(_PENALTY_KEYS, ("fine_fen",)),
    DoublePublicity.LICENCE: _BOTH_PUBLISH.union(
        ("certificate_name", "licence_number", "licence_kind", "valid_from")
    ),
}
"""The fields, beyond those of every record, that rows of the two kinds of decision fill."""

_NATURAL_SHARE = 0.8
_DRAWN_AHEAD = 4096
_YEAR_DAYS = 365
_VALIDITY_YEARS = 5
# Kind, facts, what is decided, the fine in 万元.
_VIOLATIONS = (
    ("未按规定备案", "经检查，当事人逾期未办理备案手续", "责令限期改正；处罚款人民币伍佰元", "0.05"),
    ("超出许可范围经营", "经检查，当事人超出许可范围从事经营活动", "停止违法行为；处罚款人民币贰仟元", "0.2"),
    ("未建立管理制度", "经检查，当事人未建立应当建立的管理制度", "责令限期改正；给予警告", "0"),
    ("提供虚假材料", "经查证，当事人申报时提供了虚假材料", "没收违法所得；处罚款人民币壹万伍仟元", "1.5"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """One item about one kind of subject: the cells that all of its rows share, and how often they come."""

    item: CatalogueItem
    kind: SubjectKind
    cells: Mapping[str, str]
    weight: float


class Drawn(NamedTuple):
    """A row by field key, its form, and the number of the day of its decision."""

    cells: dict[str, str]
    form: Form
    decided_on: int


class Population:
    """The citizens and organisations that rows may be about."""

    def __init__(self, citizens: int, organisations: int, seed: int) -> None:
        self._citizens, self._organisations = Citizens(seed), Organisations(seed)
        self._citizen_count, self._organisation_count = citizens, organisations

    def draw(self, rng: Random, kind: SubjectKind) -> Subject:
        """Return somebody of this kind."""
        if kind is SubjectKind.NATURAL:
            return self._citizens[int(rng.random() * self._citizen_count)]
        return self._organisations[int(rng.random() * self._organisation_count)]


class DepartmentRows:
    """Draws the rows of one department; their document numbers count up, so that no two are alike.

    `foreign_item` is the id of an item that another department delivers.
    """

    def __init__(
        self,
        department: Department,
        number: int,
        items: Sequence[CatalogueItem],
        foreign_item: str,
        population: Population,
        days: Days,
        rng: Random,
    ) -> None:
        self.rng = rng
        self.days = days
        self.written = WrittenDays(days, WRITINGS[number % len(WRITINGS)])
        self.foreign_item = foreign_item
        self.forms = _forms_of(department, number, items)
        self._population = population
        self._prefix = f"厦演{department.code}〔"
        self._serial = 0
        self._ahead = rng.choices(self.forms, [form.weight for form in self.forms], k=_DRAWN_AHEAD)

    def draw(self) -> Drawn:
        """Return a good row of any form, now and then with a line break in its `content`."""
        chance = self.rng.random
        drawn = self.draw_of(self._ahead[int(chance() * _DRAWN_AHEAD)])
        content = drawn.cells.get("content")
        if content and chance() < 0.01:
            drawn.cells["content"] = content.replace("；", "；\n")
        return drawn

    def draw_of(self, form: Form) -> Drawn:
        """Return a good row of this form, all of it on one line."""
        self._serial += 1
        rng, written = self.rng, self.written
        day = self.days.draw_decision(rng)
        subject = self._population.draw(rng, form.kind)
        cells = {
            **form.cells,
            "document_number": f"{self._prefix}{written.years[day]}〕{self._serial}号",
            "subject_name": subject.name,
            "subject_code": subject.code,
            "decided_on": written.by_number[day],
        }
        if form.item.publishes_representative:
            cells["representative"] = subject.representative
        self._fill_details(cells, form.item, day)
        self._fill_changes(cells, form.item, day)
        return Drawn(cells, form, day)

    def _fill_details(self, cells: dict[str, str], item: CatalogueItem, day: int) -> None:
        chance, written = self.rng.random, self.written.by_number
        later = day + _YEAR_DAYS * (1 + int(chance() * _VALIDITY_YEARS))
        if item.double_publicity is DoublePublicity.PENALTY:
            kind, facts, content, fine = _VIOLATIONS[int(chance() * len(_VIOLATIONS))]
            cells["violation_kind"], cells["violation_facts"] = kind, facts
            cells["content"], cells["fine_fen"] = content, fine
            cells["penalty_valid_until"] = written[day + _YEAR_DAYS]
        elif item.double_publicity is DoublePublicity.LICENCE:
            cells["licence_number"] = f"演许{self._serial:08d}"
            cells["valid_from"], cells["valid_until"] = written[day], written[later]
        elif item.polarity is not Polarity.ADVERSE and chance() < 0.3:
            cells["valid_until"] = written[later] if chance() < 0.8 else self.written.long_term

    def _fill_changes(self, cells: dict[str, str], item: CatalogueItem, day: int) -> None:
        chance, written = self.rng.random, self.written.by_number
        if item.polarity is Polarity.ADVERSE and chance() < 0.6:
            cells["duty_fulfilled_on"] = written[self.days.draw_between(self.rng, day)]
        if chance() < 0.05:
            cells["revised_on"] = written[self.days.draw_between(self.rng, day)]
            cells["state"] = "撤回" if chance() < 0.2 else "有效"


def weigh(items: Sequence[CatalogueItem]) -> float:
    """Return how many rows a department delivers, compared with others."""
    return len(items) * sum(SHARES[polarity] for polarity in {item.polarity for item in items})


def _forms_of(department: Department, number: int, items: Sequence[CatalogueItem]) -> list[Form]:
    forms = []
    for item in items:
        weight = SHARES[item.polarity] / sum(other.polarity is item.polarity for other in items)
        cells = _shared_cells(department, number, item)
        if item.subject_kind is not SubjectKind.BOTH:
            # Every other department leaves out what the item says anyway.
            said = {"subject_kind": KINDS[item.subject_kind]} if number % 2 else {}
            forms.append(Form(item, item.subject_kind, cells | said, weight))
            continue
        for kind, share in ((SubjectKind.NATURAL, _NATURAL_SHARE), (SubjectKind.LEGAL, 1 - _NATURAL_SHARE)):
            forms.append(Form(item, kind, cells | {"subject_kind": KINDS[kind]}, weight * share))
    return forms


def _shared_cells(department: Department, number: int, item: CatalogueItem) -> dict[str, str]:
    cells = {"item_id": item.id, "title": item.name_zh}
    if item.double_publicity is None:
        return cells
    cells |= {"authority": department.name_zh, "authority_code": authority_code(number)}
    if item.double_publicity is DoublePublicity.PENALTY:
        return cells | {"penalty_basis": item.legal_basis, "penalty_kind": "罚款"}
    return cells | {
        "licence_kind": "普通",
        "certificate_name": item.name_zh,
        "content": f"准予{item.name_zh}；按核准的范围从事活动",
    }
