"""A push comes in, one reply goes out, in time and once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor

from redis.exceptions import RedisError

from backend.platform.clock import Clock
from bot.wechat.library import Address
from bot.wechat.opening import PushOpener, Query
from bot.wechat.push import Push
from bot.wechat.reception import NotForgotten
from bot.wechat.repeats import Repeats
from bot.wechat.replies import HandOverPart, ImagePart, Part, TextPart
from bot.wechat.speech import Speech

PATIENCE_SECONDS = 4.0
# A message that follows a reply would else be shown before it.
PAUSE_SECONDS = 0.7

logger = logging.getLogger(__name__)


class _Deadline:
    """Settles, once, whether an answer came in time: either the worker meets it or the door misses it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_settled = False

    def settle(self) -> bool:
        """Return True to whoever comes first."""
        with self._lock:
            is_first, self._is_settled = not self._is_settled, True
            return is_first


class WeChatDoor:
    """Answers WeChat within five seconds whatever the answerer does (duties D9 to D12).

    `answer` gets a push and returns what to say to its sender; it runs in `workers`, outside any request.
    When it takes longer than `patience_seconds`, WeChat hears `success`, and the answer follows by itself.
    """

    def __init__(
        self,
        opener: PushOpener,
        repeats: Repeats,
        answer: Callable[[Push], list[Part]],
        speech: Speech,
        clock: Clock,
        workers: Executor,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._opener = opener
        self._repeats = repeats
        self._answer = answer
        self._speech = speech
        self._clock = clock
        self._workers = workers
        self._patience_seconds = patience_seconds

    def echo(self, query: Query) -> str:
        """Return what WeChat asked to be told back. Raises `HostilePush`."""
        return self._opener.echo(query)

    def receive(self, query: Query, body: bytes) -> str:
        """Return the response body to a push.

        Raises `HostilePush`, and `NotForgotten` where WeChat is to tell again that somebody left.
        """
        waits_until = time.monotonic() + self._patience_seconds
        push = self._opener.open(query, body)
        try:
            part = self._reply_to(push, waits_until)
        except RedisError as trouble:
            logger.error("a push goes unanswered without Redis: %s", type(trouble).__name__)
            if push.event == "unsubscribe":
                raise NotForgotten from None
            part = None
        return self._opener.seal(self._rendered(push, part))

    def _reply_to(self, push: Push, waits_until: float) -> Part | None:
        turn = self._repeats.begin(push)
        if not turn.is_first:
            return turn.answered
        deadline = _Deadline()
        work = self._workers.submit(self._work, push, deadline)
        try:
            return work.result(timeout=max(waits_until - time.monotonic(), 0))
        except TimeoutError:
            return self._speech.say_to_wait() if deadline.settle() else work.result()

    def _work(self, push: Push, deadline: _Deadline) -> Part | None:
        try:
            parts = self._answer(push)
            if deadline.settle() and not self._repeats.was_asked_again(push):
                return self._tell(push, parts)
            self._speech.tell_later(push.sender, parts)
        except NotForgotten:
            self._repeats.release(push)
            raise
        except Exception:  # the door: an error page here is shown to the citizen as a broken account
            logger.exception("a push could not be answered")
        return None

    def _tell(self, push: Push, parts: list[Part]) -> Part | None:
        part, later = self._speech.begin(push.sender, parts)
        self._repeats.finish(push, part)
        if later:
            self._workers.submit(self._tell_after_reply, push.sender, later)
        return part

    def _tell_after_reply(self, openid: str, parts: list[Part]) -> None:
        time.sleep(PAUSE_SECONDS)
        self._speech.tell_later(openid, parts)

    def _rendered(self, push: Push, part: Part | None) -> str | None:
        address = Address(push.sender, push.account, self._clock.now())
        match part:
            case TextPart():
                return address.render_text(part.marked) if part.text else None
            case ImagePart():
                return address.render_image(part.media_id)
            case HandOverPart():
                return address.render_transfer()
        return None
