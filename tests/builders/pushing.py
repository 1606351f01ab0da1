"""Citizens who are told in WeChat, and a WeChat that answers as it is told to."""

from __future__ import annotations

from collections.abc import Callable

from backend.domain import Domain
from backend.notifications.push.ports import PushMessage, PushOutcome, Sent
from backend.notifications.push.service import Answer
from tests.builders.citizens import TestCitizen, a_citizen

TEMPLATES = ("result", "to_do", "progress", "card")


class FakePush:
    """Takes every message, unless `troubles` say otherwise, and keeps whom it went to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, PushMessage]] = []
        self.troubles: list[PushOutcome] = []
        self.while_sending: Callable[[], None] | None = None

    def find_template_id(self, template: str) -> str | None:
        return f"id-of-{template}" if template in TEMPLATES else None

    def send(self, openid: str, message: PushMessage) -> PushOutcome:
        if self.while_sending is not None:
            self.while_sending()
        if self.troubles:
            return self.troubles.pop(0)
        self.sent.append((openid, message))
        return Sent()


def openid_of(citizen: TestCitizen) -> str:
    """Return where the fake WeChat knows the citizen."""
    return f"openid-{citizen.code.removeprefix('code-')}"


def a_told_citizen(
    domain: Domain, *, permits: int = 1, templates: tuple[str, ...] = TEMPLATES
) -> TestCitizen:
    """Return a citizen who consented to everything and permits so many messages of each template."""
    citizen = a_citizen(domain)
    begin_push(domain, citizen, permits=permits, templates=templates)
    return citizen


def begin_push(
    domain: Domain, citizen: TestCitizen, *, permits: int = 1, templates: tuple[str, ...] = TEMPLATES
) -> None:
    """Let the citizen, who consents, begin and accept."""
    domain.push.service.begin(citizen.id, citizen.code)
    for template in templates:
        for _ in range(permits):
            domain.push.service.note_answer(citizen.id, template, Answer.ACCEPT, None)
