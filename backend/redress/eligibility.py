"""Whether a record can be repaired, from which day, and why: pure, of record, item, rules and day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.records.catalogue_item import CatalogueItem, Polarity, RepairRoute, Seriousness
from backend.records.facts import RecordFacts, RecordState
from backend.records.periods import first_repair_day, last_day_of_months
from backend.redress.events import RepairWay
from backend.redress.policy import RedressPolicy, Said

_LISTS = ("abnormal", "serious_list")
_COURT = "judicial"

_CLASS = {
    Seriousness.MINOR: Said("轻微", "minor"),
    Seriousness.ORDINARY: Said("一般", "ordinary"),
    Seriousness.SERIOUS: Said("严重", "serious"),
}


class ConditionCode(StrEnum):
    """The conditions of a repair."""

    IN_CATALOGUE = "in_catalogue"
    IS_ADVERSE = "is_adverse"
    STANDS = "stands"
    MAY_BE_REPAIRED = "may_be_repaired"
    PERIOD_OVER = "period_over"
    STILL_PUBLISHED = "still_published"
    DUTY_DONE = "duty_done"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: whether it holds, and why, in words."""

    code: ConditionCode
    is_met: bool
    said: Said


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The answer for a day.

    `possible_from` is the first day on which an application is possible, as far as time decides; None where
    it never is. `needs_proof` says that the record does not show the duty as done, so that a proof is needed.
    """

    conditions: tuple[Condition, ...]
    possible_from: date | None
    way: RepairWay | None
    seriousness: Seriousness | None
    needs_proof: bool

    @property
    def is_possible(self) -> bool:
        """Tell whether every condition holds today; a duty without proof is for the application to show."""
        return all(one.is_met or one.code is ConditionCode.DUTY_DONE for one in self.conditions)

    @property
    def obstacle(self) -> Condition | None:
        """Return the first condition that stands against an application today, or None."""
        broken = (one for one in self.conditions if not one.is_met)
        return next((one for one in broken if one.code is not ConditionCode.DUTY_DONE), None)


def judge_repair(
    record: RecordFacts, item: CatalogueItem | None, policy: RedressPolicy, on: date
) -> Eligibility:
    """Return whether repair can be applied for on a day (信用修复管理办法, NDRC Order 36).

    All conditions are judged, so that the person learns everything at once; what cannot be judged because
    an earlier condition fails for good is left out.
    """
    conditions = tuple(_judge(record, item, policy, on))
    is_hopeless = any(not one.is_met and one.code not in _TIME_OR_DUTY for one in conditions)
    if item is None or item.publication is None or is_hopeless:
        return Eligibility(conditions, None, None, item.seriousness if item else None, needs_proof=False)
    done_on = record.duty_fulfilled_on
    opens_on = _opens_on(record, item, policy)
    ended = any(one.code is ConditionCode.STILL_PUBLISHED and not one.is_met for one in conditions)
    return Eligibility(
        conditions,
        possible_from=None if ended else max(opens_on, done_on or opens_on),
        way=RepairWay.REMOVE_FROM_LIST if item.category in _LISTS else RepairWay.END_PUBLICATION,
        seriousness=item.seriousness,
        needs_proof=done_on is None or done_on > on,
    )


_TIME_OR_DUTY = (ConditionCode.PERIOD_OVER, ConditionCode.DUTY_DONE, ConditionCode.STILL_PUBLISHED)


def in_chinese(day: date) -> str:
    """Write a date as people read it: 2027年2月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _judge(
    record: RecordFacts, item: CatalogueItem | None, policy: RedressPolicy, on: date
) -> Iterator[Condition]:
    if item is None:
        yield Condition(
            ConditionCode.IN_CATALOGUE,
            is_met=False,
            said=Said(
                "这条记录不在公布的目录内，不用修复：请提出异议，要求撤下。",
                "The record is outside the published catalogue: dispute it and ask that it be taken off.",
            ),
        )
        return
    if item.polarity is not Polarity.ADVERSE or item.seriousness is None or item.publication is None:
        yield Condition(
            ConditionCode.IS_ADVERSE,
            is_met=False,
            said=Said(
                "这不是失信信息，没有需要修复的内容。",
                "This is no adverse record; nothing is to be repaired.",
            ),
        )
        return
    yield _stands(record)
    yield _may_be_repaired(item)
    yield _period(record, item, policy, on)
    yield _published(record, item, on)
    yield _duty(record, on)


def _stands(record: RecordFacts) -> Condition:
    said = {
        RecordState.IN_FORCE: Said("记录有效。", "The record is in force."),
        RecordState.DISPUTED: Said(
            "记录正在异议处理中；异议办结后，如记录仍有效，再申请修复。",
            "The record is in dispute; once that is decided, and if it still stands, apply for repair.",
        ),
        RecordState.REPAIRED: Said("记录已经修复。", "The record has been repaired already."),
    }.get(record.state, Said("记录已更正或撤下，无需修复。", "The record was corrected or taken off."))
    return Condition(ConditionCode.STANDS, record.state is RecordState.IN_FORCE, said)


def _may_be_repaired(item: CatalogueItem) -> Condition:
    if item.repair_route is RepairRoute.APPLICATION:
        said = Said("法律没有排除修复。", "No law excludes it from repair.")
    elif item.repair_route is RepairRoute.AT_SOURCE and item.category == _COURT:
        said = Said(
            "这份名单由执行法院决定移出：履行义务后，请向执行法院申请。",
            "Only the court that enforces can take you off this list: do as it asks, then apply there.",
        )
    elif item.repair_route is RepairRoute.AT_SOURCE:
        said = Said(
            "这份名单由作出认定的单位移出，请向该单位申请。",
            "Only the body that decided can take this off; please apply there.",
        )
    else:
        said = Said("依法不能修复。", "By law it cannot be repaired.")
    return Condition(ConditionCode.MAY_BE_REPAIRED, item.repair_route is RepairRoute.APPLICATION, said)


def _opens_on(record: RecordFacts, item: CatalogueItem, policy: RedressPolicy) -> date:
    own = item.publication.min_months if item.publication else 0
    least = policy.minimum_months[item.seriousness] if item.seriousness else 0
    return first_repair_day(record.decided_on, max(own, least))


def _period(record: RecordFacts, item: CatalogueItem, policy: RedressPolicy, on: date) -> Condition:
    opens_on = _opens_on(record, item, policy)
    kind = _CLASS[item.seriousness or Seriousness.ORDINARY]
    if opens_on <= on:
        said = Said(
            f"{kind.zh}失信信息，已满最短公示期。",
            f"The record is adverse ({kind.en}), and its least publication period is over.",
        )
    else:
        said = Said(
            f"{kind.zh}失信信息，未满最短公示期：自{in_chinese(opens_on)}起可以申请。",
            f"The record is adverse ({kind.en}), within its least publication period: apply from {opens_on}.",
        )
    return Condition(ConditionCode.PERIOD_OVER, opens_on <= on, said)


def _published(record: RecordFacts, item: CatalogueItem, on: date) -> Condition:
    months = item.publication.max_months if item.publication else 0
    longest = last_day_of_months(record.decided_on, months)
    last_day = min(longest, record.valid_until or longest)
    if on <= last_day:
        said = Said(f"公示到{in_chinese(last_day)}为止。", f"Its publication ends by itself on {last_day}.")
    else:
        said = Said(
            f"公示期已于{in_chinese(last_day)}届满，已不再计入，无需修复。",
            f"Its publication ended on {last_day}; it counts no more and needs no repair.",
        )
    return Condition(ConditionCode.STILL_PUBLISHED, on <= last_day, said)


def _duty(record: RecordFacts, on: date) -> Condition:
    is_done = record.duty_fulfilled_on is not None and record.duty_fulfilled_on <= on
    if is_done and record.duty_fulfilled_on is not None:
        said = Said(
            f"义务已于{in_chinese(record.duty_fulfilled_on)}履行完毕。",
            f"All that was asked was done on {record.duty_fulfilled_on}.",
        )
    else:
        said = Said(
            "记录还没有显示义务已履行；已经履行的，请上传证明（如缴款凭证、整改验收文书）。",
            "The record does not show the duty as done; if it is, please add a proof, such as a receipt.",
        )
    return Condition(ConditionCode.DUTY_DONE, is_done, said)
