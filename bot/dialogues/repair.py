"""Starting a repair: which record, whether it is possible yet, commitment, proof, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backend.platform.clock import Clock, city_date
from backend.records.catalogue_item import Polarity
from backend.records.service import RecordService
from backend.redress.building import Redress
from backend.redress.case_views import CaseView
from backend.redress.eligibility import ConditionCode, Eligibility
from backend.redress.events import CaseKind, DueStep, RepairWay, State
from backend.redress.policy import RedressPolicy
from backend.redress.repairs import RepairOutlook, RepairWish
from bot.dialogues.choices import plain, says_yes
from bot.dialogues.choosing import ChooseStep, ConfirmStep, Option
from bot.dialogues.photos import CASE, NEEDS_PROOF, PhotoStep
from bot.dialogues.step import Ask, Asked, Dialogue, End, Go, Heard, NotHeard, Outcome, Talk
from bot.dialogues.wording import deadline_line, describe_case, in_chinese, parse_day, record_line

NAME = "start_repair"
_NOTHING = "你名下没有失信信息，没有需要修复的内容。"
_DUTY, _NUMBER = "duty_done_on", "number"
_WAYS = {RepairWay.END_PUBLICATION: "提前终止公示", RepairWay.REMOVE_FROM_LIST: "移出名单"}
_GO_ON = "继续"
_NO_DISPUTE_EITHER = frozenset({ConditionCode.IN_CATALOGUE, ConditionCode.IS_ADVERSE, ConditionCode.STANDS})
_SKIP = frozenset({"跳过", "记不清", "记不清了", "不记得", "忘了", "不知道"})


class EligibilityStep:
    """Says whether the record can be repaired today, from when and why, and finds a draft of before."""

    is_free_text = False

    def __init__(self, redress: Redress) -> None:
        self._redress = redress

    def ask(self, talk: Talk) -> Asked:
        """Judge the record."""
        outlook = self._redress.repairs.judge(talk.citizen_id, talk.kept["record"])
        judged = outlook.eligibility
        if outlook.open_case is not None:
            return self._take_up(talk, outlook.open_case, judged)
        if not judged.is_possible:
            return End(say_impossible(judged))
        keep = {NEEDS_PROOF: "1"} if judged.needs_proof else {}
        return Ask(say_possible(outlook), (_GO_ON, "取消"), keep)

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Go on where that is wanted."""
        if heard.text.strip() == "1" or says_yes(heard.text):
            return Go("duty" if talk.kept.get(NEEDS_PROOF) else "commitment")
        return NotHeard("要接着办请回复“继续”，不办请回复“取消”。")

    def _take_up(self, talk: Talk, number: str, judged: Eligibility) -> Asked:
        case = self._redress.cases.track(talk.citizen_id, number)
        if case.state is not State.DRAFT:
            return End(f"这条记录的修复申请已经在办。\n{describe_case(case)}")
        keep = {CASE: case.id, _NUMBER: case.number, **({NEEDS_PROOF: "1"} if judged.needs_proof else {})}
        return Go("commitment", keep, f"你有一份还没提交的申请，编号 {case.number}，接着办。")


class DutyStep:
    """Asks on which day all was done, where the record does not show it."""

    is_free_text = False

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def ask(self, talk: Talk) -> Asked:
        """Ask for the day."""
        return Ask(
            "罚款或者其他义务是哪一天履行完的？例如 2026-10-20。记不清请回复“跳过”，以证明上的日期为准。",
            ("跳过",),
        )

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Take a day that is not in the future."""
        if plain(heard.text) in _SKIP:
            return Go("commitment", {_DUTY: ""})
        today = city_date(self._clock.now())
        day = parse_day(heard.text, today)
        if day is None:
            return NotHeard("请写成 2026-10-20 这样的日期，或者回复“跳过”。")
        if day > today:
            return NotHeard("这一天还没到。请写实际履行完的日期，还没履行的请先履行。")
        return Go("commitment", {_DUTY: day.isoformat()})


class RepairSteps:
    """What the steps of a repair read and do."""

    def __init__(self, records: RecordService, redress: Redress) -> None:
        self._records = records
        self._redress = redress

    def list_records(self, talk: Talk) -> Sequence[Option]:
        """List the adverse records."""
        views = self._records.list_of_citizen(talk.citizen_id)
        adverse = [view for view in views if view.item and view.item.polarity is Polarity.ADVERSE]
        return [Option(view.record.id, record_line(view)) for view in adverse]

    def describe_commitment(self, talk: Talk) -> str:
        """Return the commitment and what follows from false material, as they are published."""
        rules = self._redress.repairs.judge(talk.citizen_id, talk.kept["record"]).policy
        return (
            f"申请前请读完，由你本人决定：\n\n信用承诺\n{rules.commitment.zh}\n\n"
            f"提交虚假材料的后果\n{rules.false_material.zh}\n\n{rules.no_fee.zh}\n"
            "“确认”（或“我承诺”）就是作出这份承诺。"
        )

    def draft(self, talk: Talk) -> Go:
        """Draft the application, to which materials can be added; a repeat finds the same."""
        if CASE in talk.kept:
            return Go("photos")
        day = talk.kept.get(_DUTY)
        wish = RepairWish(talk.kept["record"], duty_done_on=date.fromisoformat(day) if day else None)
        case = self._redress.repairs.apply(talk.citizen_id, wish, talk.key)
        wanted = "材料：" + (
            "义务履行完毕的证明，如缴款凭证、整改验收文书。"
            if talk.kept.get(NEEDS_PROOF)
            else "记录已显示义务履行完毕，可以不交证明；有其他材料也可以交。"
        )
        return Go("photos", {CASE: case.id, _NUMBER: case.number}, wanted)

    def review(self, talk: Talk) -> Go:
        """Go on to the last look."""
        return Go("confirm")

    def describe(self, talk: Talk) -> str:
        """Say what will be sent."""
        case = self._redress.cases.track(talk.citizen_id, talk.kept[CASE])
        rules = self._redress.repairs.judge(talk.citizen_id, talk.kept["record"]).policy
        return (
            "请核对：\n"
            f"记录：{talk.kept.get('record.label', '你刚才选的那条')}\n"
            f"材料：{len(case.materials)} 份\n"
            "信用承诺：你已作出\n\n"
            f"提交以后：{_say_days(rules)}\n{rules.no_fee.zh}"
        )

    def send(self, talk: Talk) -> End:
        """Send the draft; a repeat finds it sent."""
        case = self._redress.cases.track(talk.citizen_id, talk.kept[CASE])
        if case.state is State.DRAFT:
            case = self._redress.repairs.confirm(
                talk.citizen_id, case.id, commits=True, knows_consequence=True
            )
        return End(_say_sent(case))

    def cancel(self, talk: Talk) -> str:
        """Take a draft back, so that nothing half done stays."""
        if CASE not in talk.kept:
            return "什么都没有提交。"
        self._redress.repairs.withdraw(talk.citizen_id, talk.kept[CASE])
        return "没有提交的申请已经撤回，以后可以重新申请。"


def say_impossible(judged: Eligibility) -> str:
    """Say why not, from which day on if time alone is missing, and what helps."""
    obstacle = judged.obstacle or judged.conditions[-1]
    lines = ["这条记录现在不能申请修复。", obstacle.said.zh]
    if judged.possible_from is not None:
        lines.append(f"最早可以申请的日子：{in_chinese(judged.possible_from)}。到时再回复“申请修复”。")
    if obstacle.code not in _NO_DISPUTE_EITHER:
        lines.append("如果记录本身有错，不用等，现在就可以回复“提异议”。")
    return "\n".join(lines)


def say_possible(outlook: RepairOutlook) -> str:
    """Say that it is possible, in which way, on which conditions, and by when it is decided."""
    judged, rules = outlook.eligibility, outlook.policy
    way = _WAYS[judged.way] if judged.way else "修复"
    conditions = "\n".join(f"· {one.said.zh}" for one in judged.conditions)
    return (
        f"这条记录可以申请修复，方式是{way}。回复“继续”接着办，回复“取消”先不办。\n{conditions}\n\n"
        f"办理：{_say_days(rules)}\n{rules.no_fee.zh}\n"
        f"依据：《信用修复管理办法》（国家发展改革委令第36号）；本服务公布的规则（{rules.version}版）"
    )


def _say_days(rules: RedressPolicy) -> str:
    accept, decide = (
        rules.steps[step].working_days for step in (DueStep.REPAIR_ACCEPT, DueStep.REPAIR_DECIDE)
    )
    return f"{accept}个工作日内决定是否受理，一般{decide}个工作日内出结果。"


def _say_sent(case: CaseView) -> str:
    by = f"\n下一步：{deadline_line(case.deadline)}。" if case.deadline else ""
    return (
        f"修复申请已提交，编号 {case.number}。{by}\n"
        "要补材料或者看进度，回复“查进度”。全程不收费，收钱代办的都不要信。"
    )


def repair_dialogue(records: RecordService, redress: Redress, clock: Clock) -> Dialogue:
    """Return the dialogue; cancelling it takes back a draft."""
    steps = RepairSteps(records, redress)
    return Dialogue(
        NAME,
        "申请信用修复",
        "repair.process",
        "record",
        {
            "record": ChooseStep(
                "record", "要修复哪一条记录？回复数字。", steps.list_records, "eligibility", _NOTHING
            ),
            "eligibility": EligibilityStep(redress),
            "duty": DutyStep(clock),
            "commitment": ConfirmStep(steps.describe_commitment, steps.draft, any_yes=False),
            "photos": PhotoStep(redress.materials, redress.cases, CaseKind.REPAIR, steps.review),
            "confirm": ConfirmStep(steps.describe, steps.send),
        },
        cancel=steps.cancel,
        holds=True,
    )
