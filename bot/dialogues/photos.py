"""The step that takes pictures as materials of a case."""

from __future__ import annotations

from collections.abc import Callable

from backend.platform.errors import Conflict, Invalid, NotFound
from backend.redress.cases import CaseBook
from backend.redress.events import CaseKind
from backend.redress.materials import MaterialService
from bot.dialogues.choices import says_done
from bot.dialogues.step import Ask, Asked, End, Go, Heard, NotHeard, Outcome, Talk
from bot.turns import Door

CASE, NEEDS_PROOF = "case", "needs_proof"
_IN_WECHAT = "请把材料拍清楚，直接把照片发到这里，一次一张。发完回复“完成”。"
_ON_THE_PHONE = "请在这个页面上传照片或PDF（每个不超过10MB）。传完回复“完成”。"
_PATHS = {CaseKind.DISPUTE: "disputes", CaseKind.REPAIR: "repairs"}


class PhotoStep:
    """Adds each picture to the case that is kept, until the citizen says that this is all."""

    is_free_text = False

    def __init__(
        self,
        materials: MaterialService,
        cases: CaseBook,
        kind: CaseKind,
        then: Callable[[Talk], Go | End],
    ) -> None:
        self._materials = materials
        self._cases = cases
        self._kind = kind
        self._then = then

    def ask(self, talk: Talk) -> Asked:
        """Say how to send a picture at this door."""
        return self._prompt(talk, _IN_WECHAT if talk.door is Door.WECHAT else _ON_THE_PHONE)

    def hear(self, talk: Talk, heard: Heard) -> Outcome:
        """Take a picture, or go on."""
        if heard.load_photo is not None:
            return self._take(talk, heard.load_photo)
        if not says_done(heard.text):
            return NotHeard("请发照片；发完回复“完成”。")
        if talk.kept.get(NEEDS_PROOF) and not self._count(talk):
            return self._prompt(
                talk, "还没有收到照片。这项申请要有证明才能受理，请先发一张，或者回复“取消”。"
            )
        return self._then(talk)

    def _take(self, talk: Talk, load: Callable[[], bytes]) -> Ask:
        try:
            self._materials.add(talk.citizen_id, talk.kept[CASE], "聊天照片", load(), talk.key)
        except (Conflict, Invalid, NotFound) as refusal:
            return self._prompt(talk, f"{refusal.zh}\n可以再发一张，或者回复“完成”。")
        return self._prompt(talk, f"收到，一共 {self._count(talk)} 份材料。可以再发，发完回复“完成”。")

    def _count(self, talk: Talk) -> int:
        return len(self._cases.track(talk.citizen_id, talk.kept[CASE]).materials)

    def _prompt(self, talk: Talk, text: str) -> Ask:
        path = f"/api/v1/me/{_PATHS[self._kind]}/{talk.kept[CASE]}/materials"
        return Ask(text, ("完成",), upload_path=path if talk.door is Door.PHONE else None)
