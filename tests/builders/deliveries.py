"""Files and rows as a source department would deliver them, good ones unless told otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

from backend.records.importing.delivered_file import write_cells
from backend.records.importing.fields import DETAIL_FIELDS, RECORD_FIELDS
from backend.records.organisation_code import check_character
from tests.builders.citizens import an_id_number

HEADINGS = {field.key: field.headings[0] for field in (*RECORD_FIELDS, *DETAIL_FIELDS)}
QUALIFICATION = "mkt.qualification.special_equipment"
PENALTY = "mkt.penalty.ordinary"
REGISTRATION = "mkt.registration.company"
_order = count(1)


def an_organisation_code() -> str:
    """Return a fresh synthetic credit code (unassigned area 350299) with a valid check character."""
    first_seventeen = f"91350299MB{next(_order):07d}"
    return first_seventeen + check_character(first_seventeen)


def a_row(item_id: str = QUALIFICATION, **cells: str) -> dict[str, str]:
    """Return a good row of somebody new, by field key; `cells` replace what it says."""
    return {
        "item_id": item_id,
        "document_number": f"厦市监〔2026〕{next(_order)}号",
        "subject_kind": "自然人",
        "subject_name": "王小明",
        "subject_code": cells.get("subject_code") or an_id_number(),
        "decided_on": "2026-11-18",
        **cells,
    }


def a_penalty(**cells: str) -> dict[str, str]:
    """Return a good row with the public fields of 行政处罚."""
    return a_row(
        PENALTY,
        **{
            "title": "行政处罚决定书",
            "violation_kind": "无照经营",
            "violation_facts": "未办理登记从事经营活动",
            "penalty_basis": "市场主体登记管理条例",
            "penalty_kind": "罚款",
            "content": "罚款五百元",
            "fine_fen": "0.05",
            "penalty_valid_until": "2027-11-18",
            "authority": "厦门市市场监督管理局",
            "authority_code": an_organisation_code(),
            **cells,
        },
    )


def a_registration(code: str, name: str, representative: str = "陈海生", **cells: str) -> dict[str, str]:
    """Return a good row that registers a company."""
    return a_row(
        REGISTRATION,
        subject_kind="法人及非法人组织",
        subject_code=code,
        subject_name=name,
        representative=representative,
        **cells,
    )


def write_csv(
    path: Path, rows: Iterable[Mapping[str, str]], encoding: str = "utf-8", raw_lines: Iterable[str] = ()
) -> Path:
    """Write the rows under our Chinese headings, and `raw_lines` after them as they are."""
    lines = [write_cells(list(HEADINGS.values()))]
    lines += [write_cells([row.get(key, "") for key in HEADINGS]) for row in rows]
    path.write_bytes("".join(f"{line}\n" for line in [*lines, *raw_lines]).encode(encoding))
    return path
