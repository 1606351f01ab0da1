"""Tracking a case: its state, the next deadline, how to go on, and more materials."""

from __future__ import annotations

from collections.abc import Sequence

from backend.platform.errors import NotFound
from backend.redress.building import Redress
from backend.redress.case_views import CaseView
from backend.redress.events import CaseKind, Event, State
from backend.redress.machines import MACHINES
from bot.dialogues import repair
from bot.dialogues.choices import find_choice
from bot.dialogues.choosing import ChooseStep, Option
from bot.dialogues.photos import CASE, PhotoStep
from bot.dialogues.running import GIVEN
from bot.dialogues.step import Ask, Asked, Dialogue, End, Go, Heard, Kept, NotHeard, Outcome, Switch, Talk
from bot.dialogues.wording import OF_YOUR_OWN, case_line, deadline_line, describe_case

NAME = "track_case"
_NOTHING = "你名下没有异议或者修复案件。要办，回复“提异议”或者“申请修复”。"
_GLANCED = 2
_ADD, _GO_ON, _ENOUGH = "补材料", "接着办", "看完了"


class CaseStep:
    """Shows a case, and offers what its citizen can do here."""

    is_free_text = False

    def __init__(self, redress: Redress) -> None:
        self._redress = redress

    def ask(self, talk: Talk) -> Asked:
        """Show where it stands."""
        try:
            case = self._redress.cases.track(talk.citizen_id, talk.kept[CASE])
        except NotFound:
            return End("你名下没有这个编号的案件，请核对编号。回复“查进度”可以看你全部的案件。")
        text = f"{describe_case(case)}\n{OF_YOUR_OWN}"
        offers = _offers(case)
        if not offers:
            return End(text)
        lines = "、".join(f"“{offer}”" for offer in offers)
        return Ask(f"{text}\n\n可以回复{lines}。", offers, {CASE: case.id})

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Do what was offered."""
        case = self._redress.cases.track(talk.citizen_id, talk.kept[CASE])
        offers = _offers(case)
        place = find_choice(heard.text, offers)
        if place is None:
            return NotHeard("请回复" + "或".join(f"“{offer}”" for offer in offers) + "。")
        if offers[place] == _ADD:
            return Go("repair_photos" if case.kind is CaseKind.REPAIR else "dispute_photos")
        if offers[place] == _GO_ON:
            return Switch(repair.NAME, {"record": case.record_id, GIVEN: "record"})
        return End("好的。有新进展时，“消息”（/inbox）里会告诉你。")


class TrackSteps:
    """What the steps of tracking read and do."""

    def __init__(self, redress: Redress) -> None:
        self._redress = redress

    def list_cases(self, talk: Talk) -> Sequence[Option]:
        """List the citizen's cases, newest first."""
        return [
            Option(case.id, case_line(case)) for case in self._redress.cases.list_of_citizen(talk.citizen_id)
        ]

    def glance(self, talk: Talk) -> End:
        """Say where the citizen's newest cases stand, or the one whose number is known."""
        cases = [*self._redress.cases.list_of_citizen(talk.citizen_id)]
        known = talk.kept.get(CASE)
        told = [case for case in cases if known in (None, case.number)][:_GLANCED]
        return End("\n\n".join([*(describe_case(case) for case in told), OF_YOUR_OWN]) if told else _NOTHING)

    def finish(self, talk: Talk) -> End:
        """Say that the materials are there, and let a case that waited for them go on."""
        case = self._redress.cases.track(talk.citizen_id, talk.kept[CASE])
        if Event.SUPPLY in case.events:
            case = self._redress.repairs.supply(talk.citizen_id, case.id)
        by = f"\n下一步：{deadline_line(case.deadline)}。" if case.deadline else ""
        return End(f"收好了，{case.number} 一共有 {len(case.materials)} 份材料。{by}")


def given(number: str) -> Kept:
    """Return what the dialogue is begun with when the number is known."""
    return {CASE: number, GIVEN: CASE}


def _offers(case: CaseView) -> tuple[str, ...]:
    if case.state in MACHINES[case.kind].final:
        return ()
    return (_GO_ON if case.state is State.DRAFT else _ADD, _ENOUGH)


def track_dialogue(redress: Redress) -> Dialogue:
    """Return the dialogue."""
    steps = TrackSteps(redress)
    photos = {
        f"{kind}_photos": PhotoStep(redress.materials, redress.cases, kind, steps.finish) for kind in CaseKind
    }
    return Dialogue(
        NAME,
        "查进度",
        "dispute.track",
        "case",
        {
            "case": ChooseStep(
                CASE,
                "你的案件，看哪一件？回复数字。",
                steps.list_cases,
                "show",
                _NOTHING,
                skips_single=True,
            ),
            "show": CaseStep(redress),
            **photos,
        },
        glance=steps.glance,
    )
