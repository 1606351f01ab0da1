"""Conversations with the bot's engine, over the services of a test's domain."""

from __future__ import annotations

from io import BytesIO
from itertools import count

from PIL import Image

from backend.domain import Domain
from backend.redress.case_views import CaseView
from bot.building import Mind, build_mind
from bot.turns import Door, Said, Turn
from bot.understanding.evaluation import Reader
from tests.builders.citizens import TestCitizen

HUMAN_ZH = "需要人工：请到政务服务大厅的窗口。"
_order = count(1)


def a_photo(shade: int = 200) -> bytes:
    """Return a small JPEG, another one for each shade."""
    stream = BytesIO()
    Image.new("RGB", (24, 24), (shade, shade, 90)).save(stream, "JPEG")
    return stream.getvalue()


def a_mind(domain: Domain, understanding: Reader) -> Mind:
    """Return the bot over a domain."""
    return build_mind(domain, understanding, HUMAN_ZH)


def cases_of(domain: Domain, citizen: TestCitizen) -> list[CaseView]:
    """Return the citizen's cases, as they see them."""
    return domain.redress.cases.list_of_citizen(citizen.id)


class Conversing:
    """One person who talks with the bot at one door; without a citizen it is nobody."""

    def __init__(
        self, mind: Mind, citizen: TestCitizen | None = None, door: Door = Door.WECHAT, name: str = ""
    ) -> None:
        self._mind = mind
        self._citizen_id = citizen.id if citizen else None
        self._door = door
        self._name = name or f"talk-{next(_order)}"
        self.lines: list[str] = []
        self.last_key = ""

    def turn(self, text: str = "", *, key: str = "", photo: bytes | None = None, choice: str = "") -> Turn:
        """Return a turn of this conversation, with a key of its own unless one is given."""
        self.last_key = key or f"msg-{next(_order)}"
        load = None if photo is None else (lambda: photo)
        return Turn(self._door, self._name, self.last_key, text, choice, lambda: self._citizen_id, load)

    def hear(self, turn: Turn) -> Said | None:
        """Return what the bot says to a turn, and write both down."""
        said = next(iter(self._mind.engine.answer(turn)), None)
        spoken = turn.text or turn.choice or "〔照片〕"
        self.lines += [f"市民：{spoken}", f"机器人：{said.text if said else '〔沉默〕'}"]
        return said

    def say(self, text: str, *, key: str = "") -> str:
        """Say something, and return the answer's text."""
        said = self.hear(self.turn(text, key=key))
        return said.text if said else ""

    def say_all(self, *texts: str) -> str:
        """Say one thing after the other, and return the last answer's text."""
        return [self.say(text) for text in texts][-1]

    def send(self, photo: bytes, *, key: str = "") -> str:
        """Send a picture, and return the answer's text."""
        said = self.hear(self.turn(photo=photo, key=key))
        return said.text if said else ""

    def choose(self, choice: str) -> str:
        """Choose from the menu, and return the answer's text."""
        said = self.hear(self.turn(choice=choice))
        return said.text if said else ""
