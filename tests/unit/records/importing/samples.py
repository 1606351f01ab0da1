"""A small catalogue, keys, and short ways to check a row, to work on some, and to read a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.records.catalogue import parse_catalogue
from backend.records.importing.delivered_file import DeliveredFile, Format, Layout
from backend.records.importing.part_work import PartWork, StagedRow
from backend.records.importing.row_check import CheckedRow, Fault, RowCheck
from backend.records.importing.row_reading import RowReader
from backend.records.importing.rules import rules_of
from backend.records.organisation_code import check_character
from tests.builders.deliveries import PENALTY, QUALIFICATION, REGISTRATION, a_row
from tests.unit.records.samples import adverse_data, catalogue_data, item_data

TODAY = date(2026, 11, 23)
PERMIT = "mkt.permit.food"
NOTICE = "mkt.notice.debt"
FIRMS = "mkt.list.firms"
FOREIGN = "tax.notice.debt"
CIPHER = FieldCipher({"f1": bytes(range(32))}, "f1")
INDEX = BlindIndex(bytes(range(32, 64)))
RARE_NAMES = ("㛃", "𠮷田", "䶮", "𬭎", "阿依古丽·买买提", "葛\U000e0100城", "李〇", "王小明")
"""Names that GB 2312 does not hold, of one plane or the other, and some that it does."""

_OBJECTS = Layout(Format.JSON_LINES, "utf-8", ())


def _rules() -> Mapping[str, object]:
    plain = {"double_publicity": None}
    data = catalogue_data(
        item_data(PERMIT),
        adverse_data(PENALTY, "ordinary"),
        item_data(QUALIFICATION, subject_kind="natural", update_cycle="monthly"),
        item_data(REGISTRATION, category="registration", subject_kind="legal", publishes_representative=True),
        adverse_data(NOTICE, "minor", update_cycle="quarterly", **plain),
        adverse_data(FIRMS, "ordinary", subject_kind="legal", update_cycle="yearly"),
    )
    data["categories"].append({"id": "registration", "name_zh": "登记注册", "name_en": "Registration"})
    data["departments"].append({"code": "tax", "name_zh": "税务局", "name_en": "Tax Service"})
    data["items"]["tax"] = [adverse_data(FOREIGN, "minor", **plain)]
    return rules_of(parse_catalogue(data))


RULES = _rules()


def coded(first_seventeen: str) -> str:
    """Return a credit code with its check character."""
    return first_seventeen + check_character(first_seventeen)


def a_permit(**cells: str) -> dict[str, str]:
    """Return a good row with the public fields of 行政许可."""
    usual = {
        "title": "食品经营许可决定书",
        "licence_kind": "普通",
        "content": "热食类食品制售",
        "valid_from": "2026-11-18",
        "valid_until": "2031-11-17",
        "authority": "厦门市市场监督管理局",
        "authority_code": coded("11350299MB0000001"),
    }
    return a_row(PERMIT, **usual | cells)


def check(cells: Mapping[str, str], today: date = TODAY) -> CheckedRow | list[Fault]:
    """Return what the check says of a row of the department `mkt`."""
    return RowCheck("mkt", RULES, today).check({key: cell for key, cell in cells.items() if cell})


def good(cells: Mapping[str, str], today: date = TODAY) -> CheckedRow:
    """Return the row, which must be faultless."""
    checked = check(cells, today)
    assert isinstance(checked, CheckedRow), checked
    return checked


def faults_of(cells: Mapping[str, str], today: date = TODAY) -> list[tuple[str, str]]:
    """Return heading and code of each fault of the row, which must have one."""
    faults = check(cells, today)
    assert isinstance(faults, list)
    assert all(fault.zh for fault in faults)
    return [(fault.field, fault.code) for fault in faults]


def the_work(layout: Layout = _OBJECTS, department: str = "mkt") -> PartWork:
    """Return the work on a batch `bat_1`."""
    return PartWork("bat_1", department, TODAY, layout, RULES, CIPHER, INDEX)


def staged(cells: Mapping[str, str], department: str = "mkt") -> StagedRow:
    """Return a good row as it is staged; the department may be another than that of its item."""
    return the_work(department=department).stage(1, good(cells))


Read = list[tuple[int, Mapping[str, str] | str]]
"""Of each row its line, and its cells or the code of its fault."""


def read_file(path: Path, content: bytes | None = None, rows_each: int = 1000) -> Read:
    """Return the rows of a file, which is written first where its content is given."""
    if content is not None:
        path.write_bytes(content)
    file = DeliveredFile(path)
    reader = RowReader(file.layout)
    read = [(row.line, reader.read(row)) for rows, _ in file.parts(rows_each) for row in rows]
    return [(line, found.code if isinstance(found, Fault) else found) for line, found in read]
