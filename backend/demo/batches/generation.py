"""Writes the files of all departments, and what is true of every row of them."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from random import Random

from backend.demo.batches.days import Days
from backend.demo.batches.faults import CODES, CONFLICT, contradict
from backend.demo.batches.files import RowWriter, open_writer
from backend.demo.batches.rows import DepartmentRows, Drawn, Form, Population, weigh
from backend.records.catalogue import Catalogue, CatalogueItem

_REPEATED_SHARE = 0.005
_RECENT_ROWS = 200


@dataclass(frozen=True, slots=True)
class Order:
    """What to generate; `faults` is the share of the records that are bad, `encoding` that of CSV."""

    citizens: int
    organisations: int
    records: int
    seed: int
    today: date
    faults: float = 0
    format: str = "csv"
    encoding: str = "utf-8"

    def is_bad(self, number: int) -> bool:
        """Tell whether the record with this number is bad; those that are lie evenly among the others."""
        bad = round(self.faults * self.records)
        return (number + 1) * bad // self.records > number * bad // self.records


@dataclass(slots=True)
class FileTruth:
    """What is true of a file: how many rows it has, and the lines that are bad or repeat good ones."""

    name: str
    department: str
    rows: int = 0
    good: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)
    duplicates: list[int] = field(default_factory=list)


class _DepartmentFile:
    """Fills the file of one department; `made` counts the faults of all files, so that all are as many."""

    def __init__(self, rows: DepartmentRows, order: Order, truth: FileTruth, made: Counter[str]) -> None:
        self._rows = rows
        self._order = order
        self._truth = truth
        self._made = made
        self._codes = CODES[order.format]
        self._recent: deque[Mapping[str, str]] = deque(maxlen=_RECENT_ROWS)
        self._forms = {
            code: fitting
            for code, fault in self._codes.of_cells.items()
            if (fitting := [form for form in rows.forms if fault.fits(form)])
        }

    def fill(self, writer: RowWriter, numbers: range, on_row: Callable[[], None]) -> None:
        """Write the records with these numbers, and the repeats among them."""
        order, truth, chance = self._order, self._truth, self._rows.rng.random
        for number in numbers:
            if order.is_bad(number):
                self._write_bad(writer)
            else:
                cells = self._rows.draw().cells
                writer.write(cells)
                truth.good += 1
                if order.faults:
                    self._recent.append(cells)
                    if chance() < _REPEATED_SHARE:
                        truth.duplicates.append(writer.write(self._rows.rng.choice(self._recent)))
            on_row()
        truth.rows = truth.good + len(truth.bad) + len(truth.duplicates)

    def _write_bad(self, writer: RowWriter) -> None:
        possible = [*self._forms, *self._codes.of_bytes, *([CONFLICT] if self._recent else ())]
        code = min(possible, key=self._made.__getitem__)
        self._made[code] += 1
        if code == CONFLICT:
            line = writer.write(contradict(self._rows.rng.choice(self._recent)))
        elif damage := self._codes.of_bytes.get(code):
            line = writer.write(self._draw_any(self._rows.forms).cells, damage)
        else:
            drawn = self._draw_any(self._forms[code])
            line = writer.write(drawn.cells | dict(self._codes.of_cells[code].change(drawn, self._rows)))
        self._truth.bad.append((line, code))

    def _draw_any(self, forms: Sequence[Form]) -> Drawn:
        return self._rows.draw_of(self._rows.rng.choice(forms))


def generate_batches(
    catalogue: Catalogue, order: Order, folder: Path, on_row: Callable[[], None] = lambda: None
) -> list[FileTruth]:
    """Write one file a department into the folder, and `manifest.json`; return what is true of the files.

    Raises `Invalid` for a `today` that lies too early.
    """
    days = Days(order.today)
    population = Population(order.citizens, order.organisations, order.seed)
    by_department = _items_by_department(catalogue)
    folder.mkdir(parents=True, exist_ok=True)
    made: Counter[str] = Counter()
    truths = []
    for place, (code, numbers) in enumerate(_share_out(by_department, order.records)):
        truth = FileTruth(f"{code}.{order.format}", code)
        foreign = next(item.id for item in catalogue.items.values() if item.department != code)
        rng = Random(f"{order.seed} {code}")  # noqa: S311  synthetic data, the same for the same seed
        items = by_department[code]
        rows = DepartmentRows(catalogue.departments[code], place, items, foreign, population, days, rng)
        with open_writer(folder / truth.name, items, order.format, order.encoding) as writer:
            _DepartmentFile(rows, order, truth, made).fill(writer, numbers, on_row)
        truths.append(truth)
    _write_manifest(folder / "manifest.json", order, truths)
    return truths


def _items_by_department(catalogue: Catalogue) -> dict[str, list[CatalogueItem]]:
    department = attrgetter("department")
    return {
        code: list(items)
        for code, items in groupby(sorted(catalogue.items.values(), key=department), department)
    }


def _share_out(by_department: Mapping[str, Sequence[CatalogueItem]], records: int) -> list[tuple[str, range]]:
    """Return the numbers of the records of each department that has any."""
    whole = sum(map(weigh, by_department.values()))
    shares, weight, first = [], 0.0, 0
    for code, items in by_department.items():
        weight += weigh(items)
        end = round(records * weight / whole)
        if end > first:
            shares.append((code, range(first, end)))
        first = end
    return shares


def _write_manifest(path: Path, order: Order, truths: Sequence[FileTruth]) -> None:
    asked = {
        "citizens": order.citizens,
        "organisations": order.organisations,
        "records": order.records,
        "seed": order.seed,
        "today": order.today.isoformat(),
    }
    manifest = asked | {"files": [asdict(truth) for truth in truths]}
    path.write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
