"""The words, Chinese first, in which the status explains itself to the person."""

from __future__ import annotations

from datetime import date

from backend.records.catalogue import Seriousness
from backend.status.levels import Level
from backend.status.report import LineReason, RecordLine
from backend.status.standing import JudgedRecord, Standing

_SERIOUSNESS = {
    Seriousness.MINOR: ("轻微", "minor"),
    Seriousness.ORDINARY: ("一般", "ordinary"),
    Seriousness.SERIOUS: ("严重", "serious"),
}

_REASONS = {
    LineReason.COUNTS_ADVERSE: (
        "计入：{class_zh}失信信息，计到{day_zh}（含当日）；修复、更正或提出异议后即不再计入。",
        "Counts: {class_en} adverse record, through {day}; once repaired, corrected or disputed it does not.",
    ),
    LineReason.COUNTS_COMMENDATION: (
        "计入：表彰奖励信息，计到{day_zh}（含当日）。",
        "Counts: commendation, through {day}.",
    ),
    LineReason.NEUTRAL: (
        "不计入：基础信息，只供查阅，对等级没有影响。",
        "Does not count: plain information, kept for you to see; it has no part in the level.",
    ),
    LineReason.NOT_YET: ("尚未计入：自{day_zh}起计入。", "Does not count yet: it will from {day}."),
    LineReason.EXPIRED: (
        "不计入：计入期限已于{day_zh}届满。",
        "Does not count: its time ended on {day}.",
    ),
    LineReason.DISPUTED: (
        "不计入：异议处理期间不计入。",
        "Does not count: it is in dispute, and does not count until that is decided.",
    ),
    LineReason.CORRECTED: (
        "不计入：这条记录已被更正，以更正后的记录为准。",
        "Does not count: it has been corrected; the corrected record stands in its place.",
    ),
    LineReason.REPAIRED: ("不计入：已完成信用修复。", "Does not count: it has been repaired."),
    LineReason.WITHDRAWN: (
        "不计入：来源单位已撤回。",
        "Does not count: the source department has withdrawn it.",
    ),
    LineReason.NOT_IN_CATALOGUE: (
        "不计入：不在公布的目录内，不得用于评价；你可以提出异议，要求删除。",
        "Does not count: it is not in the published catalogue; you may dispute it and ask for its deletion.",
    ),
    LineReason.NOT_FOR_NATURAL_PERSONS: (
        "不计入：该目录项只适用于法人和其他组织，不用于评价个人。",
        "Does not count: this item is about organisations, never about a person.",
    ),
}

_TAKEN_OFF = (
    "不计入：异议成立，记录已撤下。",
    "Does not count: your dispute was upheld, and it was taken off.",
)


def explain_record(record: JudgedRecord) -> RecordLine:
    """Say whether a record counts, why, and until when."""
    facts, reason = record.facts, record.reason
    until = facts.decided_on if reason is LineReason.NOT_YET else record.last_day
    if not (reason.counts or reason in (LineReason.NOT_YET, LineReason.EXPIRED)):
        until = None
    seriousness = record.item.seriousness if record.item else None
    class_zh, class_en = _SERIOUSNESS[seriousness] if seriousness else ("", "")
    zh, en = _TAKEN_OFF if reason is LineReason.WITHDRAWN and facts.is_taken_off else _REASONS[reason]
    words = {"class_zh": class_zh, "class_en": class_en, "day": until, "day_zh": until and in_chinese(until)}
    return RecordLine(
        record_id=facts.record_id,
        item_id=facts.item_id,
        counts=reason.counts,
        reason=reason,
        zh=zh.format(**words),
        en=en.format(**words),
        until=until,
    )


def explain_effect(standing: Standing, record: JudgedRecord) -> tuple[str, str]:
    """Say in Chinese and English what the level becomes once `record` no longer counts."""
    now, then = standing.level(), standing.level(without=record)
    if then.rank > now.rank:
        return explain_level(then)
    return "还有其他计入的记录，等级暂时不变", "the level stays for now, as other records count"


def explain_level(level: Level) -> tuple[str, str]:
    """Say in Chinese and English that the status becomes `level`."""
    return f"信用状况变为“{level.name_zh}”", f"the status becomes “{level.name_en}”"


def in_chinese(day: date) -> str:
    """Write a date as people read it: 2027年2月1日."""
    return f"{day.year}年{day.month}月{day.day}日"
