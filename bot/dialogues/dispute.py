"""Starting a dispute: which record, what is wrong, in the citizen's own words, and what follows."""

from __future__ import annotations

from collections.abc import Sequence

from backend.platform.clock import Clock, city_date
from backend.records.facts import RecordState
from backend.records.service import RecordService
from backend.redress.building import Redress
from backend.redress.deadlines import due_on, step_that_applies
from backend.redress.events import CaseKind, DisputeReason, DueStep
from backend.redress.policy import RedressPolicies
from bot.dialogues.choosing import ChooseStep, ConfirmStep, Option
from bot.dialogues.photos import CASE, PhotoStep
from bot.dialogues.step import Ask, Asked, Dialogue, End, Go, Heard, NotHeard, Outcome, Talk
from bot.dialogues.wording import REASONS, deadline_line, in_chinese, record_line

NAME = "start_dispute"
_NOTHING = "你名下现在没有可以提异议的记录。处理中的异议，回复“查进度”查看。"
_NOW, _LATER, _NONE = "now", "later", "none"
_MATERIALS = (Option(_NOW, "有，提交后马上发照片"), Option(_LATER, "有，以后再补"), Option(_NONE, "没有材料"))
_FEWEST, _MOST, _SHOWN = 6, 1000, 150


class OwnWordsStep:
    """Takes the citizen's own words as they are."""

    is_free_text = True

    def ask(self, talk: Talk) -> Asked:
        """Say what helps whoever decides."""
        return Ask(
            "请用自己的话写清楚三件事：哪里不对、为什么、希望怎么改。一条消息发完，不超过1000字。\n"
            "不要写身份证号、银行卡号和密码。"
        )

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Keep the words."""
        words = heard.text.strip()
        if not _FEWEST <= len(words) <= _MOST:
            return NotHeard(f"请写 {_FEWEST} 到 {_MOST} 个字，说明哪里不对。照片可以在后面发。")
        return Go("materials", {"words": words})


class DisputeSteps:
    """What the steps of a dispute read and do."""

    def __init__(
        self, records: RecordService, redress: Redress, rules: RedressPolicies, clock: Clock
    ) -> None:
        self._records = records
        self._redress = redress
        self._rules = rules
        self._clock = clock

    def list_records(self, talk: Talk) -> Sequence[Option]:
        """List the records in force: only those can be disputed."""
        views = self._records.list_of_citizen(talk.citizen_id)
        in_force = [view for view in views if view.record.state == RecordState.IN_FORCE]
        return [Option(view.record.id, record_line(view)) for view in in_force]

    def describe(self, talk: Talk) -> str:
        """Say what will be sent, what follows, and by when."""
        kept = talk.kept
        today = city_date(self._clock.now())
        rules = self._rules.in_force_on(today)
        deciding = step_that_applies(
            DueStep.DISPUTE_DECIDE, CaseKind.DISPUTE, kept["reason"], is_extended=False
        )
        forward_days = rules.steps[DueStep.DISPUTE_FORWARD].working_days
        decide_days, by = (
            rules.steps[deciding].working_days,
            due_on(rules, deciding, opened_on=today, moved_on=today),
        )
        longest = rules.steps[DueStep.DISPUTE_DECIDE_EXTENDED].working_days
        materials = next(option.label for option in _MATERIALS if option.id == kept["materials"])
        return (
            "请核对：\n"
            f"记录：{kept.get('record.label', '你刚才看的那条')}\n"
            f"原因：{REASONS[DisputeReason(kept['reason'])]}\n"
            f"你的说明：{_shortened(kept['words'])}\n"
            f"材料：{materials}\n\n"
            "提交以后：\n"
            "· 这条记录马上标为“异议处理中”，不计入信用状况\n"
            f"· {forward_days}个工作日内核查，或者转给来源单位\n"
            f"· {decide_days}个工作日内作出决定，最迟{in_chinese(by)}；"
            f"情况复杂的，累计不超过{longest}个工作日\n"
            f"· {rules.no_fee.zh}\n"
            f"依据：本服务公布的异议和修复办理规则（{rules.version}版）"
        )

    def file(self, talk: Talk) -> Go | End:
        """Open the dispute; a repeat finds the one that was opened."""
        kept = talk.kept
        if CASE in kept:
            return Go("photos")
        case = self._redress.disputes.open(
            talk.citizen_id, kept["record"], DisputeReason(kept["reason"]), kept["words"], talk.key
        )
        by = f"\n{deadline_line(case.deadline)}。" if case.deadline else ""
        says = f"异议已提交，编号 {case.number}。这条记录从现在起不计入。{by}"
        if kept["materials"] == _NOW:
            return Go("photos", {CASE: case.id, "number": case.number}, says)
        later = "材料可以随时补：回复“查进度”，选这个编号。" if kept["materials"] == _LATER else ""
        return End(f"{says}\n{later}回复“查进度”可以看办到哪一步。")

    def finish(self, talk: Talk) -> End:
        """Say that all is there."""
        case = self._redress.cases.track(talk.citizen_id, talk.kept[CASE])
        return End(
            f"材料收好了，一共 {len(case.materials)} 份。你的异议编号是 {case.number}，"
            "回复“查进度”可以看办到哪一步。"
        )


def dispute_dialogue(
    records: RecordService, redress: Redress, rules: RedressPolicies, clock: Clock
) -> Dialogue:
    """Return the dialogue; cancelling it once the dispute is filed takes nothing back."""
    steps = DisputeSteps(records, redress, rules, clock)
    reasons = [Option(reason, words) for reason, words in REASONS.items()]
    photos = PhotoStep(redress.materials, redress.cases, CaseKind.DISPUTE, steps.finish)
    return Dialogue(
        NAME,
        "提异议",
        "dispute.how",
        "record",
        {
            "record": ChooseStep(
                "record", "对哪一条记录提异议？回复数字。", steps.list_records, "reason", _NOTHING
            ),
            "reason": ChooseStep("reason", "哪里不对？回复数字。", lambda _: reasons, "words"),
            "words": OwnWordsStep(),
            "materials": ChooseStep(
                "materials", "有证明材料吗？没有也可以提。", lambda _: _MATERIALS, "confirm"
            ),
            "confirm": ConfirmStep(steps.describe, steps.file),
            "photos": photos,
        },
        cancel=_say_what_stands,
        holds=True,
    )


def _shortened(words: str) -> str:
    """Return words as a review shows them: long ones by their beginning."""
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…（共{len(words)}字，原样提交）"


def _say_what_stands(talk: Talk) -> str:
    number = talk.kept.get("number")
    return (
        f"异议 {number} 已经提交，不受影响；要撤回，在“我的办理”（/cases）里办。"
        if number
        else "什么都没有提交。"
    )
