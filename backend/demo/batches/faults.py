"""Everything that can be wrong with a row, each by one function that spoils just that in a sound row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from backend.demo.batches.days import Days
from backend.demo.batches.rows import Row
from backend.demo.batches.templates import KIND_WORDS, PLACE, Template
from backend.demo.people import COUNTY_CODE, make_id_number
from backend.identity.id_number import check_digit
from backend.records.catalogue import DoublePublicity, SubjectKind
from backend.records.importing.fields import RECORD_FIELDS, list_required

_CODE, _TITLE, _REVISED = PLACE["subject_code"], PLACE["title"], PLACE["revised_on"]
_LONGEST_TITLE = next(one.longest for one in RECORD_FIELDS if one.key == "title")
_YEAR_DAYS = 365
_OTHER_KIND = {
    SubjectKind.NATURAL: KIND_WORDS[SubjectKind.LEGAL],
    SubjectKind.LEGAL: KIND_WORDS[SubjectKind.NATURAL],
}
# Written as the byte FF, which neither UTF-8 nor GB18030 knows.
_UNDECODABLE = "\udcff"
_DELETE = "\x7f"


@dataclass
class Surroundings:
    """What a fault may look at beside its row; `earlier` is a sound row of which a file has taken note."""

    rng: Random
    days: Days
    departments: Sequence[str]
    is_spreadsheet: bool
    earlier: Row | None = field(default=None)


Spoil = Callable[[Row, Surroundings], None]


def leave_out(row: Row, around: Surroundings) -> None:
    """Empty one field that the item requires."""
    row.cells[PLACE[around.rng.choice(list_required(row.template.item))]] = ""


def shorten_id_number(row: Row, around: Surroundings) -> None:
    """Lose a digit of the ID number, as a slip of the hand does."""
    place = around.rng.randrange(18)
    row.cells[_CODE] = row.cells[_CODE][:place] + row.cells[_CODE][place + 1 :]


def put_letter_in_id_number(row: Row, around: Surroundings) -> None:
    """Put a letter where a digit belongs."""
    place = around.rng.randrange(17)
    row.cells[_CODE] = row.cells[_CODE][:place] + "O" + row.cells[_CODE][place + 1 :]


def unmake_birth_date(row: Row, around: Surroundings) -> None:
    """Give the ID number a day of birth that no calendar has."""
    _set_birth(row, around.rng.choice(("19850230", "19901301", "19990931", "19880700")))


def be_born_in_future(row: Row, around: Surroundings) -> None:
    """Give the ID number a birth after today."""
    born_on = around.days.date_of(around.days.today) + timedelta(days=around.rng.randint(1, 300))
    _set_birth(row, f"{born_on:%Y%m%d}")


def break_id_check_digit(row: Row, around: Surroundings) -> None:
    """Change the last digit of the ID number alone."""
    row.cells[_CODE] = _change_last(row.cells[_CODE], "0123456789X", around.rng)


def break_code_form(row: Row, around: Surroundings) -> None:
    """Put a letter into the credit code that it never has."""
    place = around.rng.randrange(8, 17)
    row.cells[_CODE] = row.cells[_CODE][:place] + around.rng.choice("IOSVZ") + row.cells[_CODE][place + 1 :]


def break_code_check_character(row: Row, around: Surroundings) -> None:
    """Change the last character of the credit code alone."""
    row.cells[_CODE] = _change_last(row.cells[_CODE], "0123456789ABCDEFGHJKLMNPQRTUWXY", around.rng)


def write_no_date(row: Row, around: Surroundings) -> None:
    """Write something that is no day."""
    row.cells[PLACE["decided_on"]] = around.rng.choice(("2025-02-30", "20251345", "2025年13月1日", "去年三月"))


def revise_in_future(row: Row, around: Surroundings) -> None:
    """Revise the record after today."""
    row.cells[_REVISED] = row.template.written.by_number[around.days.today + around.rng.randint(1, 300)]


def turn_dates_round(row: Row, around: Surroundings) -> None:
    """Let something that follows come before what it follows."""
    written = row.template.written.by_number
    before = written[row.decided - around.rng.randint(1, 300)]
    if row.template.item.double_publicity is DoublePublicity.LICENCE:
        row.cells[PLACE["valid_until"]] = written[row.decided + _YEAR_DAYS]
        row.cells[PLACE["valid_from"]] = written[row.decided + _YEAR_DAYS + 1]
    elif row.template.is_adverse:
        row.cells[PLACE["duty_fulfilled_on"]] = before
    else:
        row.cells[around.rng.choice((PLACE["valid_until"], _REVISED))] = before


def name_unlisted_item(row: Row, around: Surroundings) -> None:
    """Name an item that no catalogue has."""
    row.cells[PLACE["item_id"]] = f"{row.department}.unlisted.{around.rng.randrange(100)}"


def deliver_for_another(row: Row, around: Surroundings) -> None:
    """Put the row into the file of a department that the item does not belong to."""
    row.department = around.rng.choice([code for code in around.departments if code != row.department])


def mismatch_kind(row: Row, around: Surroundings) -> None:
    """State a kind of subject that the item is not for, or none that can be understood."""
    is_for_both = row.template.item.subject_kind is SubjectKind.BOTH
    unreadable = around.rng.choice(("", "其他"))
    row.cells[PLACE["subject_kind"]] = unreadable if is_for_both else _OTHER_KIND[row.template.kind]


def fulfil_no_duty(row: Row, around: Surroundings) -> None:
    """Let a duty be fulfilled that never was."""
    fulfilled = around.days.draw_between(around.rng, row.decided)
    row.cells[PLACE["duty_fulfilled_on"]] = row.template.written.by_number[fulfilled]


def write_unknown_state(row: Row, around: Surroundings) -> None:
    """State what no record can be."""
    row.cells[PLACE["state"]] = around.rng.choice(("作废", "9", "有效？"))


def write_no_amount(row: Row, around: Surroundings) -> None:
    """Write a fine that is no number, less than nothing, or finer than a fen."""
    row.cells[PLACE["fine_fen"]] = around.rng.choice(("三千元", "-0.5", "0.0000001"))


def write_too_much(row: Row, around: Surroundings) -> None:
    """Make the title one character longer than may be."""
    row.cells[_TITLE] = row.cells[_TITLE].ljust(_LONGEST_TITLE + 1, around.rng.choice("一二三"))


def scramble_characters(row: Row, around: Surroundings) -> None:
    """Put a byte among the characters that none of them has; in a spreadsheet, a control character."""
    row.cells[_TITLE] += _DELETE if around.is_spreadsheet else _UNDECODABLE


def be_under_age(row: Row, around: Surroundings) -> None:
    """Let the subject be sixteen or seventeen at the decision."""
    days = around.rng.randint(16 * 366, 18 * _YEAR_DAYS - 1)
    born_on = around.days.date_of(row.decided) - timedelta(days=days)
    row.cells[_CODE] = make_id_number(born_on, around.rng.randrange(1000)).text


def lose_column(row: Row, around: Surroundings) -> None:
    """Leave a cell out, or add one."""
    if around.rng.random() < 0.5:
        row.cells.pop()
    else:
        row.cells.append("")


def break_row(row: Row, _around: Surroundings) -> None:
    """Leave the row in a state in which it cannot be taken apart."""
    row.is_broken = True


def contradict(row: Row, around: Surroundings) -> None:
    """State an earlier record of the same file otherwise."""
    if around.earlier is None:
        raise ValueError("there is no earlier row to contradict")
    row.template, row.department = around.earlier.template, around.earlier.department
    row.cells[:] = around.earlier.cells
    row.cells[_TITLE] += "（另一版本）"


def _set_birth(row: Row, birth: str) -> None:
    first_seventeen = f"{COUNTY_CODE}{birth}{row.cells[_CODE][14:17]}"
    row.cells[_CODE] = first_seventeen + check_digit(first_seventeen)


def _change_last(text: str, alphabet: str, rng: Random) -> str:
    return text[:-1] + rng.choice(alphabet.replace(text[-1], ""))


def _of_any(_template: Template) -> bool:
    return True


def _of_person(template: Template) -> bool:
    return template.kind is SubjectKind.NATURAL


def _of_organisation(template: Template) -> bool:
    return template.kind is SubjectKind.LEGAL


def _of_adverse(template: Template) -> bool:
    return template.is_adverse


def _of_others(template: Template) -> bool:
    return not template.is_adverse


@dataclass(frozen=True, slots=True)
class FaultKind:
    """How a fault comes about, and in which rows; `suits` tells by the template."""

    spoil: Spoil
    suits: Callable[[Template], bool] = _of_any


FAULTS: Mapping[str, FaultKind] = {
    "field-missing": FaultKind(leave_out),
    "id-number-length": FaultKind(shorten_id_number, _of_person),
    "id-number-characters": FaultKind(put_letter_in_id_number, _of_person),
    "id-number-birth-date": FaultKind(unmake_birth_date, _of_person),
    "id-number-birth-date-in-future": FaultKind(be_born_in_future, _of_person),
    "id-number-check-digit": FaultKind(break_id_check_digit, _of_person),
    "organisation-code-form": FaultKind(break_code_form, _of_organisation),
    "organisation-code-check-digit": FaultKind(break_code_check_character, _of_organisation),
    "date-unreadable": FaultKind(write_no_date),
    "date-in-future": FaultKind(revise_in_future),
    "date-order": FaultKind(turn_dates_round),
    "item-not-in-catalogue": FaultKind(name_unlisted_item),
    "item-of-another-department": FaultKind(deliver_for_another),
    "subject-kind-mismatch": FaultKind(mismatch_kind),
    "duty-not-adverse": FaultKind(fulfil_no_duty, _of_others),
    "state-unknown": FaultKind(write_unknown_state),
    "amount-unreadable": FaultKind(write_no_amount, _of_adverse),
    "text-too-long": FaultKind(write_too_much),
    "characters-unreadable": FaultKind(scramble_characters),
    "subject-under-age": FaultKind(be_under_age, _of_person),
    "columns-mismatch": FaultKind(lose_column),
    "row-unreadable": FaultKind(break_row),
    "conflict-in-file": FaultKind(contradict),
}
"""The ways in which a row can be bad, by the code that an importer gives them."""
