"""What citizens see of themselves: their status, their records, the perks they can have."""

from __future__ import annotations

from collections.abc import Sequence

from backend.perks.offers import OfferState, PerkOffer
from backend.perks.service import PerkService
from backend.records.facts import RecordState
from backend.records.service import RecordService
from backend.status.report import StatusReport
from backend.status.service import StatusService
from bot.dialogues import dispute, repair
from bot.dialogues.choices import find_choice
from bot.dialogues.choosing import ChooseStep, Option
from bot.dialogues.running import GIVEN
from bot.dialogues.step import (
    Ask,
    Asked,
    Dialogue,
    End,
    Heard,
    NotHeard,
    Outcome,
    Step,
    Switch,
    Talk,
    a_look,
)
from bot.dialogues.wording import OF_YOUR_OWN, describe_record, record_line
from bot.turns import Door

STATUS, WHY, RECORDS, PERKS = "my_status", "why_my_status", "my_records", "my_perks"
_NO_RECORDS = "你名下没有信用记录。没有任何记录也是“良好”。\n" + OF_YOUR_OWN
_SHOWN_LINES, _SHOWN_PERKS, _SHOWN_WAYS = 5, 4, 3
_NOT_OPEN, _SAID_ONCE = "暂不符合条件。", "原因与改善办法"


class StatusLook:
    """Shows the status: in WeChat, whose messages stay in a chat, with the consent to that."""

    def __init__(self, status: StatusService) -> None:
        self._status = status

    def read(self, talk: Talk) -> StatusReport:
        """Return the report; raises `Refused` where a consent or the age is missing."""
        in_wechat = talk.door is Door.WECHAT
        return self._status.view_in_bot(talk.citizen_id) if in_wechat else self._status.view(talk.citizen_id)

    def show(self, talk: Talk) -> End:
        """Say the level, and of each record whether it counts and why."""
        report = self.read(talk)
        counted = sum(line.counts for line in report.lines)
        of_records = f"计入 {counted} 条记录，未计入 {len(report.lines) - counted} 条。"
        lines = [
            f"你的信用状况：{report.level.name_zh}",
            of_records if report.lines else "你名下没有信用记录，这也是“良好”。",
            *(f"· {line.zh}" for line in report.lines[:_SHOWN_LINES]),
        ]
        if len(report.lines) > _SHOWN_LINES:
            lines.append("其余请回复“我的记录”，或在“我的信用状况”（/status）里逐条看。")
        if report.lines:
            lines.append("认为哪条有误，回复“提异议”；已经改正的，回复“申请修复”。")
        return End("\n".join([*lines, "", _source(report)]), tells_status=True)

    def explain(self, talk: Talk) -> End:
        """Say why the level is what it is: the records that count, and what would raise it."""
        report = self.read(talk)
        counted = [line for line in report.lines if line.counts]
        lines = [
            f"你现在是“{report.level.name_zh}”，因为计入了 {len(counted)} 条记录："
            if counted
            else f"你现在是“{report.level.name_zh}”：没有一条记录计入。",
            *(f"· {line.zh}" for line in counted[:_SHOWN_LINES]),
            *(["怎样变好："] if report.improvements else []),
            *(f"· {improvement.zh}" for improvement in report.improvements[:_SHOWN_WAYS]),
        ]
        return End("\n".join([*lines, "", _source(report)]), tells_status=True)


class RecordStep:
    """Shows one record, from which a dispute or a repair can be begun."""

    is_free_text = False
    _OFFERS = ("提异议", "申请修复", "看完了")

    def __init__(self, records: RecordService) -> None:
        self._records = records

    def ask(self, talk: Talk) -> Asked:
        """Show it."""
        views = self._records.list_of_citizen(talk.citizen_id)
        view = next((view for view in views if view.record.id == talk.kept["record"]), None)
        if view is None:
            return End("这条记录已经不在了。")
        text = f"{describe_record(view)}\n{OF_YOUR_OWN}"
        if view.record.state != RecordState.IN_FORCE:
            return End(text)
        return Ask(f"{text}\n\n回复“提异议”、“申请修复”或“返回”看别的记录。", self._OFFERS)

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Begin what is wished."""
        place = find_choice(heard.text, self._OFFERS)
        if place is None:
            return NotHeard("请回复“提异议”、“申请修复”或“返回”。")
        given = {key: talk.kept[key] for key in ("record", "record.label")} | {GIVEN: "record"}
        if place == 0:
            return Switch(dispute.NAME, given)
        return Switch(repair.NAME, given) if place == 1 else End("好的。")


class PerkLook:
    """Shows which perks the citizen has, can have, and cannot have yet, and why."""

    def __init__(self, perks: PerkService, status: StatusLook) -> None:
        self._perks = perks
        self._status = status

    def show(self, talk: Talk) -> End:
        """Say it; a perk rests on the status, so its consent is asked here too."""
        report = self._status.read(talk)
        offers = self._perks.explain(talk.citizen_id)
        groups = [
            _group("你已经有", [o for o in offers if o.state is OfferState.HAVE]),
            _group("现在可以有", [o for o in offers if o.state is OfferState.CAN_HAVE]),
            _group("现在还不能有", [o for o in offers if o.state is OfferState.NOT_YET]),
        ]
        source = (
            f"你的信用状况是“{report.level.name_zh}”，原因看“我的信用状况”，记录有误可以“提异议”。"
            "没有激励，一切照原来的办法。领取在我的页面（/mine）的“守信激励”里。\n依据：本服务公布的激励清单，按你的授权得出"
        )
        return End("\n".join([*(group for group in groups if group), "", source]), tells_status=True)


def _source(report: StatusReport) -> str:
    return f"依据：公布的评价规则 {report.policy_version}，按你的授权、用你本人的记录得出"


def _group(title: str, offers: Sequence[PerkOffer]) -> str:
    if not offers:
        return ""
    lines = [f"{title}（{len(offers)} 项）："]
    lines += [f"· {offer.perk.name_zh}：{_why(offer)}" for offer in offers[:_SHOWN_PERKS]]
    rest = offers[_SHOWN_PERKS:]
    return "\n".join(
        [*lines, *([f"· 还有 {len(rest)} 项，请在我的页面（/mine）的“守信激励”里看"] if rest else [])]
    )


def _why(offer: PerkOffer) -> str:
    if offer.state is OfferState.CAN_HAVE:
        return offer.perk.gives_zh
    # What is the same for each is said once, below.
    return offer.zh.removeprefix(_NOT_OPEN).partition(_SAID_ONCE)[0]


def standing_dialogues(
    status: StatusService, records: RecordService, perks: PerkService
) -> tuple[Dialogue, ...]:
    """Return the dialogues about one's own standing."""
    look = StatusLook(status)

    def list_records(talk: Talk) -> Sequence[Option]:
        views = records.list_of_citizen(talk.citizen_id)
        return [Option(view.record.id, record_line(view)) for view in views]

    steps: dict[str, Step] = {
        "record": ChooseStep(
            "record", "你名下的信用记录，看哪一条？回复数字。", list_records, "show", _NO_RECORDS
        ),
        "show": RecordStep(records),
    }
    return (
        a_look(STATUS, "我的信用状况", "status.view", look.show),
        a_look(WHY, "我的等级从哪来", "status.explain", look.explain),
        Dialogue(RECORDS, "我的记录", "records.view", "record", steps),
        a_look(PERKS, "我的激励", "perk.list", PerkLook(perks, look).show),
    )
