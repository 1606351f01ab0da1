"""Sound rows: drawn by chance, no two of the same record, and with everything that their item requires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from backend.demo.batches.days import Days
from backend.demo.batches.subjects import Citizens, Organisations, Subject
from backend.demo.batches.templates import PLACE, Template
from backend.records.catalogue import DoublePublicity, SubjectKind

_DOCUMENT, _NAME, _CODE = PLACE["document_number"], PLACE["subject_name"], PLACE["subject_code"]
_DECIDED, _UNTIL, _FULFILLED = PLACE["decided_on"], PLACE["valid_until"], PLACE["duty_fulfilled_on"]
_REVISED, _FROM = PLACE["revised_on"], PLACE["valid_from"]
_PENALTY_UNTIL, _LICENCE_NUMBER = PLACE["penalty_valid_until"], PLACE["licence_number"]
_REPRESENTATIVE = PLACE["representative"]

_YEAR_DAYS = 365
_LICENCE_YEARS = (1, 2, 3, 5)
_LONG_TERM_SHARE = 0.1
_STARTS_LATER_SHARE = 0.2
_LONGEST_START_DAYS = 30
_LIMITED_SHARE = 0.4
_FULFILLED_SHARE = 0.6
_REVISED_SHARE = 0.08


@dataclass(slots=True)
class Row:
    """A row in the making: its cells in the order of the columns, and its days by number.

    A fault may send it to another department's file, or leave it `is_broken`: not to be read at all.
    """

    template: Template
    department: str
    decided: int
    revised: int
    cells: list[str]
    is_broken: bool = False


class RowMaker:
    """Makes sound rows; documents are numbered, so that no two rows are about the same record."""

    def __init__(self, sizes: tuple[int, int], seed: int, days: Days, rng: Random) -> None:
        """Take the numbers of citizens and of organisations."""
        self._citizens, self._organisations = Citizens(seed), Organisations(seed)
        self._citizen_count, self._organisation_count = sizes
        self._days = days
        self._rng = rng
        self._serial = 0

    def has_subjects(self, kind: SubjectKind) -> bool:
        """Tell whether anybody of this kind was asked for."""
        return bool(self._citizen_count if kind is SubjectKind.NATURAL else self._organisation_count)

    def register(self, templates: Sequence[Template], organisation: int) -> Row:
        """Return the registration of the organisation with this number."""
        return self._make(self._choose(templates), self._organisations[organisation])

    def draw(self, templates: Sequence[Template]) -> Row:
        """Return a row of one of the templates about anybody of its kind."""
        template, chance = self._choose(templates), self._rng.random()
        if template.kind is SubjectKind.NATURAL:
            return self._make(template, self._citizens[int(chance * self._citizen_count)])
        return self._make(template, self._organisations[int(chance * self._organisation_count)])

    def _choose(self, templates: Sequence[Template]) -> Template:
        return templates[int(self._rng.random() * len(templates))]

    def _make(self, template: Template, subject: Subject) -> Row:
        self._serial += 1
        written, cells = template.written, template.cells.copy()
        decided = self._days.draw_decision(self._rng)
        cells[_DOCUMENT] = f"{template.document_mark}{written.years[decided]}〕{self._serial}号"
        cells[_NAME], cells[_CODE] = subject.name, subject.code
        cells[_DECIDED] = written.by_number[decided]
        row = Row(template, template.item.department, decided, decided, cells)
        if template.item.publishes_representative:
            cells[_REPRESENTATIVE] = subject.representative
        if template.item.double_publicity is DoublePublicity.LICENCE:
            self._license(row)
        elif template.is_adverse:
            self._penalise(row)
        elif self._rng.random() < _LIMITED_SHARE:
            cells[_UNTIL] = written.by_number[decided + 3 * _YEAR_DAYS]
        if self._rng.random() < _REVISED_SHARE:
            row.revised = self._days.draw_between(self._rng, decided)
            cells[_REVISED] = written.by_number[row.revised]
        return row

    def _license(self, row: Row) -> None:
        random, written, starts = self._rng.random, row.template.written, row.decided
        if random() < _STARTS_LATER_SHARE:
            starts += int(random() * _LONGEST_START_DAYS)
        row.cells[_FROM] = written.by_number[starts]
        row.cells[_LICENCE_NUMBER] = f"演{written.years[row.decided]}{self._serial:08d}"
        if random() < _LONG_TERM_SHARE:
            row.cells[_UNTIL] = written.long_term
        else:
            years = _LICENCE_YEARS[int(random() * len(_LICENCE_YEARS))]
            row.cells[_UNTIL] = written.by_number[starts + years * _YEAR_DAYS]

    def _penalise(self, row: Row) -> None:
        random, template, cells = self._rng.random, row.template, row.cells
        if template.penalties:
            for place, text in template.penalties[int(random() * len(template.penalties))].items():
                cells[place] = text
            cells[_PENALTY_UNTIL] = template.written.by_number[row.decided + template.publication_days]
        if random() < _FULFILLED_SHARE:
            fulfilled = self._days.draw_between(self._rng, row.decided)
            cells[_FULFILLED] = template.written.by_number[fulfilled]
