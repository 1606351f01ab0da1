"""The citizen's own report as a PDF: the status, every record with its reason, and what the person can do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from backend.platform.city import City
from backend.records.catalogue import Catalogue
from backend.records.service import RecordView
from backend.status.explanation import in_chinese
from backend.status.report import Improvement, LineReason, StatusReport
from miniprogram_api.citizen.documents.layout import (
    BODY,
    HEADING,
    MARGINAL,
    RESULT,
    TITLE,
    Block,
    Placed,
    english,
    in_both,
    labelled,
    paginate,
    paragraph,
)
from miniprogram_api.citizen.documents.pages import FOOT, HEAD, HEIGHT, WIDTH, Page, write_pdf
from miniprogram_api.citizen.documents.record_blocks import LABELS, ReportedRecord, record_block
from miniprogram_api.citizen.documents.rights import OF_THE_REPORT

TITLE_ZH, TITLE_EN = "信用状况报告", "Credit status report"


@dataclass(frozen=True)
class ReportFacts:
    """What a report tells; `masked_name` is all that it says of who the person is."""

    city: City
    masked_name: str
    status: StatusReport
    views: Sequence[RecordView]
    catalogue: Catalogue
    made_at: datetime

    @property
    def records(self) -> list[ReportedRecord]:
        """Return the records in the order of the status, the weightiest first, numbered."""
        views = {view.record.id: view for view in self.views}
        return [
            ReportedRecord(number, line, views.get(line.record_id), self.catalogue.find_item(line.item_id))
            for number, line in enumerate(self.status.lines, 1)
        ]


def draw_report(facts: ReportFacts) -> bytes:
    """Return the report as a PDF file."""
    pages = paginate(_blocks(facts), HEIGHT)
    framed = [Page([*placed, *_margins(facts, number, len(pages))]) for number, placed in enumerate(pages, 1)]
    author = f"{facts.city.name_zh} {facts.city.name_en}"
    title = f"{facts.city.name_zh}{TITLE_ZH} {TITLE_EN}"
    return write_pdf(framed, title=title, author=author, made_at=facts.made_at)


def _margins(facts: ReportFacts, number: int, count: int) -> Iterator[Placed]:
    city = f"{facts.city.name_zh} · 市民诚信卡 · {TITLE_ZH}  {facts.city.name_en} · {TITLE_EN}"
    yield Placed(Block(paragraph(city, MARGINAL, WIDTH)), HEAD)
    day = facts.status.evaluated_on
    foot = f"第 {number} 页，共 {count} 页  Page {number} of {count} · {facts.masked_name} · {day}"
    yield Placed(Block(paragraph(foot, MARGINAL, WIDTH)), FOOT)


def _blocks(facts: ReportFacts) -> Iterator[Block]:
    yield from _opening(facts)
    yield from _level(facts)
    yield from _improvements(facts)
    yield from _records(facts)
    yield _heading("你的权利", "Your rights")
    for right in OF_THE_REPORT:
        yield Block(in_both(right, WIDTH), 4)


def _opening(facts: ReportFacts) -> Iterator[Block]:
    yield Block((*paragraph(TITLE_ZH, TITLE, WIDTH), *english(TITLE_EN, WIDTH)))
    status = facts.status
    lines = (
        (("本人", "Holder"), f"{facts.masked_name}（隐去部分的姓名 masked）"),
        (("评价日期", "Evaluated on"), in_chinese(status.evaluated_on)),
        (("评价规则版本", "Policy"), status.policy_version),
        (("目录版本", "Catalogue"), status.catalogue_version),
    )
    rows = [
        row for label, value in lines for row in labelled(label, paragraph(value, BODY, WIDTH, indent=LABELS))
    ]
    yield Block(tuple(rows), 8)


def _level(facts: ReportFacts) -> Iterator[Block]:
    level = facts.status.level
    yield _heading("信用状况", "Status")
    name = paragraph(f"{level.name_zh} {level.name_en}", RESULT, WIDTH)
    yield Block((*name, *in_both((level.meaning_zh, level.meaning_en), WIDTH)), 2)
    yield Block(in_both(_count(facts.status), WIDTH), 4)


def _count(status: StatusReport) -> tuple[str, str]:
    """Say what the level follows from, in numbers."""
    reasons = [line.reason for line in status.lines]
    adverse = reasons.count(LineReason.COUNTS_ADVERSE)
    commendations = reasons.count(LineReason.COUNTS_COMMENDATION)
    rest = len(reasons) - adverse - commendations
    return (
        f"为什么：共 {len(reasons)} 条记录，计入的失信信息 {adverse} 条、表彰奖励信息 {commendations} 条，"
        f"不计入的 {rest} 条。没有分数，没有隐藏的权重。",
        f"Why: of {len(reasons)} in all, adverse records that count: {adverse}; commendations that count: "
        f"{commendations}; records that do not count: {rest}. There is no score and no hidden weight.",
    )


def _improvements(facts: ReportFacts) -> Iterator[Block]:
    improvements = facts.status.improvements
    if not improvements:
        return
    yield _heading("怎样变得更好", "What would raise it")
    numbers = {record.line.record_id: record.number for record in facts.records}
    for improvement in improvements:
        yield Block(in_both(_words_of(improvement, numbers), WIDTH), 4)


def _words_of(improvement: Improvement, numbers: dict[str, int]) -> tuple[str, str]:
    number = numbers.get(improvement.record_id or "")
    if number is None:
        return improvement.zh, improvement.en
    return f"第 {number} 条：{improvement.zh}", f"Record {number}: {improvement.en}"


def _records(facts: ReportFacts) -> Iterator[Block]:
    records = facts.records
    yield _heading(f"信用记录（{len(records)} 条）", f"Records ({len(records)})")
    if not records:
        yield Block(in_both(("没有关于你的信用记录。", "No record is held about you."), WIDTH), 4)
    for record in records:
        yield record_block(record)


def _heading(zh: str, en: str) -> Block:
    return Block(paragraph(f"{zh} {en}", HEADING, WIDTH), 14, leads_in=True)
