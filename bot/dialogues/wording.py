"""Dates, money, records and cases as the bot writes them. All of it pure."""

from __future__ import annotations

from datetime import date, timedelta

from backend.records.facts import RecordState
from backend.records.service import RecordView
from backend.redress.case_views import CaseView, Deadline
from backend.redress.events import CaseKind, DisputeReason

OF_YOUR_OWN = "来源：你本人的数据，只给你看"

RECORD_STATES = {
    RecordState.IN_FORCE: "有效",
    RecordState.DISPUTED: "异议处理中，不计入",
    RecordState.CORRECTED: "已更正，不计入",
    RecordState.REPAIRED: "已修复，不计入",
    RecordState.WITHDRAWN: "来源单位已撤回，不计入",
}
TAKEN_OFF = "异议成立，已撤下，不计入"
REASONS = {
    DisputeReason.NOT_MINE: "不是我的记录",
    DisputeReason.WRONG_CONTENT: "内容写错了",
    DisputeReason.OUT_OF_DATE: "已经过期，不该再显示",
    DisputeReason.REVOKED: "原决定已被撤销或变更",
    DisputeReason.DUTY_FULFILLED: "义务早已履行，没有更新",
    DisputeReason.OTHER: "其他",
}
KINDS = {CaseKind.DISPUTE: "异议", CaseKind.REPAIR: "信用修复"}


def in_chinese(day: date) -> str:
    """Write a date as people read it: 2027年2月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def yuan(fen: int) -> str:
    """Write an amount of money: 12.50元."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}元"


def parse_day(text: str, today: date) -> date | None:
    """Return the day that a text names, as in 2026-10-20, 2026年10月20日 or 昨天, or None."""
    said = text.strip()
    near = {"今天": today, "昨天": today - timedelta(days=1), "前天": today - timedelta(days=2)}
    if said in near:
        return near[said]
    for mark in ("年", "月", "/", "."):
        said = said.replace(mark, "-")
    parts = said.rstrip("日号").split("-")
    if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, OverflowError):
        return None


def record_line(view: RecordView) -> str:
    """Return a record in one line."""
    record = view.record
    name = view.item.name_zh if view.item else record.title
    return f"{name}（{in_chinese(record.decided_on)}，{state_words(view)}）"


def state_words(view: RecordView) -> str:
    """Return how a record stands; one that a decision took off was not withdrawn by its source."""
    record = view.record
    return TAKEN_OFF if record.is_taken_off else RECORD_STATES[RecordState(record.state)]


def describe_record(view: RecordView) -> str:
    """Return what a record says, with its source."""
    record, item = view.record, view.item
    source = view.department.name_zh if view.department else "来源单位"
    lines = [
        item.name_zh if item else record.title,
        f"文书：{record.title}，{record.document_number}",
        f"认定单位：{source}",
        f"决定日期：{in_chinese(record.decided_on)}",
        f"状态：{state_words(view)}",
    ]
    if record.valid_until is not None:
        lines.append(f"有效期到：{in_chinese(record.valid_until)}")
    if record.duty_fulfilled_on is not None:
        lines.append(f"义务履行完毕：{in_chinese(record.duty_fulfilled_on)}")
    basis = item.legal_basis if item else "不在公布的目录内，你可以提出异议，要求撤下"
    return "\n".join([*lines, f"依据：{basis}"])


def case_line(case: CaseView) -> str:
    """Return a case in one line."""
    return f"{KINDS[case.kind]} {case.number}：{case.state_said.zh}"


def describe_case(case: CaseView) -> str:
    """Return where a case stands, what comes next and by when, and how to go on."""
    lines = [f"{KINDS[case.kind]}案件 {case.number}", f"现在：{case.state_said.zh}"]
    if case.deadline is not None:
        lines.append(f"下一步：{deadline_line(case.deadline)}")
    last = case.decision_deadline
    if last is not None and case.deadline is not None and last.due_on != case.deadline.due_on:
        lines.append(f"全案：{deadline_line(last)}")
    told = next((step for step in reversed(case.steps) if step.reason or step.words), None)
    if told is not None and told.reason is not None:
        lines.append(f"说明：{told.reason.zh}")
    if case.materials:
        lines.append(f"已交材料：{len(case.materials)} 份")
    lines += [f"· {way.zh}" for way in case.go_on]
    return "\n".join(lines)


def deadline_line(deadline: Deadline) -> str:
    """Return a deadline with its day, and the working days that are left, or an honest word."""
    return f"{deadline.said.zh}，最迟{in_chinese(deadline.due_on)}（{_left(deadline)}）"


def _left(deadline: Deadline) -> str:
    days = deadline.working_days_left
    if deadline.is_late:
        return f"已超期 {-days} 个工作日" if days else "已超期"
    return f"还有 {days} 个工作日" if days else "就是今天"
