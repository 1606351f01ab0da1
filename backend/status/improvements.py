"""What would raise the level, and from which day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from backend.records.catalogue import Polarity, RepairRoute
from backend.records.periods import day_after, first_repair_day
from backend.status.explanation import explain_effect, explain_level, in_chinese
from backend.status.levels import Level
from backend.status.report import Improvement, ImprovementCode, LineReason
from backend.status.standing import JudgedRecord, Standing


def list_improvements(standing: Standing) -> Iterator[Improvement]:
    """Yield what the person can do now, then what time alone will do, the soonest first."""
    adverse = [record for record in standing.records if record.is_adverse]
    for record in adverse:
        yield from _list_ways_out(standing, record)
    if adverse:
        yield _dispute_if_wrong()
    better = standing.level(more_commendations=1)
    if better.rank > standing.level().rank:
        yield _earn_commendation(better)
    yield from _list_rises(standing)


def _dispute_if_wrong() -> Improvement:
    return Improvement(
        ImprovementCode.DISPUTE_IF_WRONG,
        "认为记录有误的，可以提出异议（免费）；异议处理期间该记录不计入。",
        "If a record is wrong, dispute it (free of charge); it does not count while the dispute is open.",
        None,
        None,
    )


def _earn_commendation(better: Level) -> Improvement:
    level_zh, level_en = explain_level(better)
    return Improvement(
        ImprovementCode.EARN_COMMENDATION,
        f"有一项目录内、有效期内的表彰奖励信息时，{level_zh}；没有也不影响任何基本公共服务。",
        f"With one commendation of the catalogue in force {level_en}; no basic service depends on it.",
        None,
        None,
    )


def _list_rises(standing: Standing) -> Iterator[Improvement]:
    """Yield each coming day on which time alone lifts the level above all before it."""
    best = standing.level().rank
    for day, record_id, code in sorted(_list_turns(standing)):
        level = standing.moved_to(day).level()
        if level.rank <= best:
            continue
        best = level.rank
        level_zh, level_en = explain_level(level)
        starts = code is ImprovementCode.COMMENDATION_STARTS
        yield Improvement(
            code,
            f"自{in_chinese(day)}起，这条记录{'开始' if starts else '不再'}计入，{level_zh}。",
            f"From {day} this record {'counts' if starts else 'no longer counts'} and {level_en}.",
            day,
            record_id,
        )


def _list_turns(standing: Standing) -> Iterator[tuple[date, str, ImprovementCode]]:
    for record in standing.records:
        waits = record.reason is LineReason.NOT_YET
        if not record.item or not record.last_day or not (waits or record.is_adverse):
            continue
        if record.item.polarity is Polarity.ADVERSE:
            yield day_after(record.last_day), record.facts.record_id, ImprovementCode.RECORD_EXPIRES
        else:
            yield record.facts.decided_on, record.facts.record_id, ImprovementCode.COMMENDATION_STARTS


def _list_ways_out(standing: Standing, record: JudgedRecord) -> Iterator[Improvement]:
    if not record.item or not record.last_day or not record.item.publication:
        return
    opens_on = first_repair_day(record.facts.decided_on, record.item.publication.min_months)
    effect = explain_effect(standing, record)
    if record.item.repair_route is RepairRoute.AT_SOURCE:
        yield _ask_source(record, effect)
    elif record.item.repair_route is RepairRoute.APPLICATION and opens_on <= record.last_day:
        yield _repair(record, opens_on, standing.on, effect)


def _ask_source(record: JudgedRecord, effect: tuple[str, str]) -> Improvement:
    return Improvement(
        ImprovementCode.ASK_SOURCE,
        f"这条记录由作出决定的单位（如执行法院）移出：履行义务后请向该单位申请；移出后{effect[0]}。",
        f"Only the body that decided can take this record off: do as it asks, apply there; then {effect[1]}.",
        None,
        record.facts.record_id,
    )


def _repair(record: JudgedRecord, opens_on: date, today: date, effect: tuple[str, str]) -> Improvement:
    """Say when repair can be asked for: the least period is over and the duty done (NDRC Order 36)."""
    done_on = record.facts.duty_fulfilled_on
    on: date | None
    if done_on is None or done_on > today:
        code, on = ImprovementCode.DUTY_FIRST, opens_on if opens_on > today else None
        zh = f"先履行完毕决定所定的义务，{f'最早自{in_chinese(on)}起' if on else '之后'}可以申请信用修复"
        en = (
            f"Do all that the decision asks; then{f', from {on} on,' if on else ''} repair can be applied for"
        )
    elif opens_on > today:
        code, on = ImprovementCode.REPAIR_LATER, opens_on
        zh, en = f"自{in_chinese(on)}起可以申请信用修复", f"Repair can be applied for from {on}"
    else:
        code, on = ImprovementCode.REPAIR_OPEN, max(opens_on, done_on)
        zh, en = "现在就可以申请信用修复", "Repair can be applied for now"
    return Improvement(
        code,
        f"{zh}（免费）；修复后{effect[0]}。",
        f"{en} (free of charge); once repaired, {effect[1]}.",
        on,
        record.facts.record_id,
    )
