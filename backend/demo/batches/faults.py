"""Every fault that a delivered row can have, and how a good row gets exactly that one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from backend.demo.batches.rows import KINDS, DepartmentRows, Drawn, Form
from backend.identity.id_number import check_digit
from backend.records.catalogue import DoublePublicity, Polarity, SubjectKind

CONFLICT = "conflict-in-file"
"""The fault that needs an earlier good row, and not a form of its own."""

Damage = Callable[[bytes], bytes]
"""Spoils a written line, its line break apart."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault of the cells: which forms can have it, and what it changes."""

    fits: Callable[[Form], bool]
    change: Callable[[Drawn, DepartmentRows], Mapping[str, str]]


class Codes(NamedTuple):
    """The faults that rows of one format can have, by code."""

    of_cells: Mapping[str, CellFault]
    of_bytes: Mapping[str, Damage]


def _always(_: Form) -> bool:
    return True


def _is_natural(form: Form) -> bool:
    return form.kind is SubjectKind.NATURAL


def _is_legal(form: Form) -> bool:
    return form.kind is SubjectKind.LEGAL


def _is_not_adverse(form: Form) -> bool:
    return form.item.polarity is not Polarity.ADVERSE


def _is_penalty(form: Form) -> bool:
    return form.item.double_publicity is DoublePublicity.PENALTY


def _leave_out(_: Drawn, rows: DepartmentRows) -> Mapping[str, str]:
    return {rows.rng.choice(("document_number", "subject_name", "subject_code", "decided_on")): ""}


def _shorten_number(drawn: Drawn, _: DepartmentRows) -> Mapping[str, str]:
    return {"subject_code": drawn.cells["subject_code"][:-1]}


def _put_letter_into_number(drawn: Drawn, _: DepartmentRows) -> Mapping[str, str]:
    code = drawn.cells["subject_code"]
    return {"subject_code": f"{code[:5]}O{code[6:]}"}


def _be_born_in_month_13(drawn: Drawn, _: DepartmentRows) -> Mapping[str, str]:
    return {"subject_code": _born_on(drawn, drawn.cells["subject_code"][6:10] + "1301")}


def _be_born_in_future(drawn: Drawn, _: DepartmentRows) -> Mapping[str, str]:
    return {"subject_code": _born_on(drawn, "20981231")}


def _be_under_age(drawn: Drawn, rows: DepartmentRows) -> Mapping[str, str]:
    return {"subject_code": _born_on(drawn, f"{int(rows.written.years[drawn.decided_on]) - 10}0615")}


def _born_on(drawn: Drawn, digits: str) -> str:
    code = drawn.cells["subject_code"]
    first_seventeen = code[:6] + digits + code[14:17]
    return first_seventeen + check_digit(first_seventeen)


def _mistype_last(drawn: Drawn, _: DepartmentRows) -> Mapping[str, str]:
    code = drawn.cells["subject_code"]
    return {"subject_code": code[:-1] + ("1" if code[-1] == "0" else "0")}


def _mistake_letter(drawn: Drawn, _: DepartmentRows) -> Mapping[str, str]:
    code = drawn.cells["subject_code"]
    return {"subject_code": f"{code[:12]}O{code[13:]}"}


def _decide_on_no_day(_: Drawn, rows: DepartmentRows) -> Mapping[str, str]:
    return {"decided_on": rows.rng.choice(("2026-02-30", "二〇二五年", "2025.13.1", "20250431"))}


def _revise_tomorrow(_: Drawn, rows: DepartmentRows) -> Mapping[str, str]:
    return {"revised_on": rows.written.by_number[rows.days.today + 1]}


def _revise_before_decision(drawn: Drawn, rows: DepartmentRows) -> Mapping[str, str]:
    return {"revised_on": rows.written.by_number[drawn.decided_on - rows.rng.randint(1, 300)]}


def _invent_item(drawn: Drawn, _: DepartmentRows) -> Mapping[str, str]:
    return {"item_id": f"{drawn.form.item.id}.rides"}


def _take_item_of_another(_: Drawn, rows: DepartmentRows) -> Mapping[str, str]:
    return {"item_id": rows.foreign_item}


def _mistake_kind(drawn: Drawn, _: DepartmentRows) -> Mapping[str, str]:
    if drawn.form.item.subject_kind is SubjectKind.BOTH:
        return {"subject_kind": "其他"}
    other = SubjectKind.LEGAL if _is_natural(drawn.form) else SubjectKind.NATURAL
    return {"subject_kind": KINDS[other]}


def _fulfil_no_duty(_: Drawn, rows: DepartmentRows) -> Mapping[str, str]:
    return {"duty_fulfilled_on": rows.written.by_number[rows.days.today]}


def _be_in_no_state(_: Drawn, __: DepartmentRows) -> Mapping[str, str]:
    return {"state": "注销"}


def _write_fine_in_words(_: Drawn, __: DepartmentRows) -> Mapping[str, str]:
    return {"fine_fen": "伍佰元整"}


def _write_too_much(drawn: Drawn, _: DepartmentRows) -> Mapping[str, str]:
    return {"title": f"关于{drawn.form.item.name_zh}的决定" * 50}


def _hold_control_character(drawn: Drawn, _: DepartmentRows) -> Mapping[str, str]:
    return {"title": f"{drawn.form.item.name_zh}\x7f"}


def contradict(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the same record with other content."""
    return {**cells, "title": f"{cells['title']}（另文）"}


_OF_CELLS: Mapping[str, CellFault] = {
    "field-missing": CellFault(_always, _leave_out),
    "id-number-length": CellFault(_is_natural, _shorten_number),
    "id-number-characters": CellFault(_is_natural, _put_letter_into_number),
    "id-number-birth-date": CellFault(_is_natural, _be_born_in_month_13),
    "id-number-birth-date-in-future": CellFault(_is_natural, _be_born_in_future),
    "id-number-check-digit": CellFault(_is_natural, _mistype_last),
    "subject-under-age": CellFault(_is_natural, _be_under_age),
    "organisation-code-form": CellFault(_is_legal, _mistake_letter),
    "organisation-code-check-digit": CellFault(_is_legal, _mistype_last),
    "date-unreadable": CellFault(_always, _decide_on_no_day),
    "date-in-future": CellFault(_always, _revise_tomorrow),
    "date-order": CellFault(_always, _revise_before_decision),
    "item-not-in-catalogue": CellFault(_always, _invent_item),
    "item-of-another-department": CellFault(_always, _take_item_of_another),
    "subject-kind-mismatch": CellFault(_always, _mistake_kind),
    "duty-not-adverse": CellFault(_is_not_adverse, _fulfil_no_duty),
    "state-unknown": CellFault(_always, _be_in_no_state),
    "amount-unreadable": CellFault(_is_penalty, _write_fine_in_words),
    "text-too-long": CellFault(_always, _write_too_much),
}
_CHARACTERS = "characters-unreadable"


def _add_lone_byte(line: bytes) -> bytes:
    return line + b"\xff"  # begins no character, in UTF-8 as in GB18030


CODES: Mapping[str, Codes] = {
    "csv": Codes(
        _OF_CELLS,
        {
            _CHARACTERS: _add_lone_byte,
            "columns-mismatch": lambda line: line + b",",
            # The second cell, the document number, opens a quote that nobody closes.
            "row-unreadable": lambda line: line.replace(b",", b',"', 1),
        },
    ),
    "jsonl": Codes(
        _OF_CELLS,
        {_CHARACTERS: _add_lone_byte, "row-unreadable": lambda line: line.removesuffix(b"}")},
    ),
    "xlsx": Codes({**_OF_CELLS, _CHARACTERS: CellFault(_always, _hold_control_character)}, {}),
}
"""What each format can carry; `conflict-in-file` besides, in all of them."""
