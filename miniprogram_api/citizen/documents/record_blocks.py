"""One record in the citizen's report: what it is, whether it counts and why, and how to dispute it."""

from __future__ import annotations

from dataclasses import dataclass

from backend.records.catalogue import CatalogueItem
from backend.records.facts import RecordState
from backend.records.service import RecordView
from backend.status.explanation import in_chinese
from backend.status.report import LineReason, RecordLine
from miniprogram_api.citizen.documents.layout import (
    BODY,
    MM,
    STRONG,
    Block,
    Row,
    english,
    in_both,
    labelled,
    paragraph,
)
from miniprogram_api.citizen.documents.pages import WIDTH

LABELS = 40 * MM
"""The width of the column in which labels stand."""
_SPACE = 12.0

_DISPUTE = {
    RecordState.IN_FORCE: (
        "在“我的信用状况”（/status）打开这条记录，选择“提出异议”，免费。",
        "Open this record in the mini-program and choose “dispute”; it is free of charge.",
    ),
    RecordState.DISPUTED: ("已提出，正在处理。", "Filed, and being handled."),
}
_NO_DISPUTE = (
    "这条记录已不计入。仍有疑问的，请向来源单位提出。",
    "It no longer counts. With questions, please turn to the source.",
)
_UNTIL = {
    LineReason.NOT_YET: ("自", "起计入", "from"),
    LineReason.EXPIRED: ("曾计到", "", "until"),
}
_USUAL_UNTIL = ("计到", "", "until")


@dataclass(frozen=True)
class ReportedRecord:
    """A line of the status and its record; `view` is None for one that came in between the two readings."""

    number: int
    line: RecordLine
    view: RecordView | None
    item: CatalogueItem | None


def record_block(record: ReportedRecord) -> Block:
    """Return the block of a record; it stays together on a page."""
    line = record.line
    rows = [*_heading(record), *_source(record.view)]
    rows += _fact(("是否计入", "Counts"), _counts(line))
    rows += labelled(("理由", "Why"), in_both((line.zh, line.en), WIDTH, indent=LABELS))
    if record.view is not None:
        state = RecordState(record.view.record.state)
        rows += labelled(("异议", "Dispute"), in_both(_DISPUTE.get(state, _NO_DISPUTE), WIDTH, indent=LABELS))
    return Block(tuple(rows), _SPACE, is_ruled=True)


def _counts(line: RecordLine) -> str:
    """Say whether a record counts and, where a day matters, until or from when."""
    said = "计入 yes" if line.counts else "不计入 no"
    if line.until is None:
        return said
    before, after, english_word = _UNTIL.get(line.reason, _USUAL_UNTIL)
    return f"{said}；{before}{in_chinese(line.until)}{after} {english_word} {line.until}"


def _heading(record: ReportedRecord) -> tuple[Row, ...]:
    zh, en = (record.item.name_zh, record.item.name_en) if record.item else (record.line.item_id, "")
    rows = paragraph(f"{record.number}. {zh}", STRONG, WIDTH)
    return (*rows, *english(en, WIDTH)) if en else rows


def _source(view: RecordView | None) -> tuple[Row, ...]:
    if view is None:
        return ()
    department, row = view.department, view.record
    name = (department.name_zh, department.name_en) if department else (row.department, "")
    return (
        *_fact(("标题", "Title"), row.title),
        *_fact(("来源单位", "Source"), " ".join(name)),
        *_fact(("决定日期", "Decided on"), in_chinese(row.decided_on)),
        *_fact(("文号", "Number"), row.document_number),
        *_fact(("记录编号", "Record"), row.id),
    )


def _fact(label: tuple[str, str], value: str) -> tuple[Row, ...]:
    return labelled(label, paragraph(value, BODY, WIDTH, indent=LABELS))
