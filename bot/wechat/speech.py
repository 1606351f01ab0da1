"""From a reply to what WeChat carries: one part in answer to the push, the others later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol

from backend.platform.errors import DomainError
from bot.wechat.kept_answers import KeptAnswers
from bot.wechat.replies import GENERATED_MARK, HandOverPart, ImagePart, Part, Reply, TextPart
from bot.wechat.texts import MAX_REPLY_BYTES, first_page, neutral_text, safe_text

MORE_WORDS = frozenset({"更多", "结果"})
MORE_HINT = "\n…（还有内容，回复“更多”接着看）"
LATE_HINT = "\n\n（你之前的提问有结果了，回复“结果”查看）"
WAIT_TEXT = "还在为你查，请过一会儿回复“结果”查看。"
_ROOM_BYTES = len(f"{MORE_HINT}\n{GENERATED_MARK}".encode())


class Pictures(Protocol):
    """Hands pictures to WeChat; raises `DomainError`."""

    def upload_image(self, content: bytes) -> str:
        """Return the media id of a picture."""
        ...


class LateMessages(Protocol):
    """Sends what comes too late for a passive reply."""

    def is_open(self) -> bool:
        """Tell whether the account may send at all, as far as is known."""
        ...

    def send(self, openid: str, part: Part) -> bool:
        """Send a part; False where it must wait until the follower writes again."""
        ...


class Speech:
    """Puts replies into parts, and sees that each part is told once: now, later, or when asked for."""

    def __init__(
        self, pictures: Pictures, messages: LateMessages, kept: KeptAnswers, known_hosts: Collection[str]
    ) -> None:
        self._pictures = pictures
        self._messages = messages
        self._kept = kept
        self._known_hosts = known_hosts

    def parts_of(self, reply: Reply | None) -> list[Part]:
        """Return what is to be said, safe for WeChat; a picture is handed to it here."""
        if reply is None:
            return []
        text = neutral_text(safe_text(reply.text), self._known_hosts).strip()
        parts: list[Part] = [HandOverPart()] if reply.to_human and self._messages.is_open() else []
        if reply.image is not None:
            parts += self._pictured(reply)
        said = TextPart(text, reply.is_generated, reply.tells_status)
        return [*parts, said] if text else parts

    def begin(self, openid: str, parts: Sequence[Part]) -> tuple[Part | None, list[Part]]:
        """Return the part to answer the push with, and those to send after it.

        A text that is too long is told up to the end of a sentence; what follows is kept for “更多”.
        """
        if not parts:
            return None, []
        first, others = parts[0], list(parts[1:])
        if not isinstance(first, TextPart):
            return first, others
        page, rest = first_page(first.text, MAX_REPLY_BYTES - _ROOM_BYTES)
        rests = [replace(first, text=rest), *others] if rest else others
        if rests:
            self._kept.keep_rest(openid, rests)
            page += MORE_HINT
        return replace(first, text=page), []

    def tell_later(self, openid: str, parts: Sequence[Part]) -> None:
        """Send parts by customer-service message; from the first that does not go, they are kept (D14)."""
        pages = [page for part in parts for page in _paged(part)]
        for place, page in enumerate(pages):
            if not self._messages.send(openid, page):
                self._kept.keep_late(openid, pages[place:])
                return

    def say_to_wait(self) -> Part | None:
        """Return what to say when the answer is not ready; nothing where it will come by itself (D15)."""
        return None if self._messages.is_open() else TextPart(WAIT_TEXT)

    def take_kept(self, openid: str) -> list[Part]:
        """Return what the follower has not been told yet."""
        return self._kept.take(openid)

    def with_late_hint(self, openid: str, parts: list[Part]) -> list[Part]:
        """Return `parts`, saying that an answer waits where one does."""
        if not parts or not isinstance(parts[-1], TextPart) or not self._kept.has_late(openid):
            return parts
        last = parts[-1]
        return [*parts[:-1], replace(last, text=last.text + LATE_HINT)]

    def _pictured(self, reply: Reply) -> list[Part]:
        try:
            return [ImagePart(self._pictures.upload_image(reply.image or b""), reply.tells_status)]
        except DomainError:
            return []


def _paged(part: Part) -> list[Part]:
    if isinstance(part, HandOverPart):
        return []
    if isinstance(part, ImagePart):
        return [part]
    pages: list[Part] = []
    page, rest = first_page(part.text, MAX_REPLY_BYTES)
    while page:
        pages.append(replace(part, text=page))
        page, rest = first_page(rest, MAX_REPLY_BYTES)
    return pages
