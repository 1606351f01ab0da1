"""A push comes in, one reply goes out, in time and once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor

from redis.exceptions import RedisError

from backend.platform.clock import Clock
from bot.wechat.library import render_text
from bot.wechat.push import Push, PushOpener, Query
from bot.wechat.repeats import Repeats
from bot.wechat.texts import Reply, cap_text, safe_text

PATIENCE_SECONDS = 4.0

logger = logging.getLogger(__name__)


class WeChatDoor:
    """Answers WeChat within five seconds whatever the answerer does (duties D9 to D12).

    `answer` gets a push and returns the reply to its sender, or None; it runs in `workers`, outside any
    request. When it takes longer than `patience_seconds`, WeChat hears `success` and a repeat of the push
    finds the reply.
    """

    def __init__(
        self,
        opener: PushOpener,
        repeats: Repeats,
        answer: Callable[[Push], Reply | None],
        clock: Clock,
        workers: Executor,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._opener = opener
        self._repeats = repeats
        self._answer = answer
        self._clock = clock
        self._workers = workers
        self._patience_seconds = patience_seconds

    def echo(self, query: Query) -> str:
        """Return what WeChat asked to be told back. Raises `HostilePush`."""
        return self._opener.echo(query)

    def receive(self, query: Query, body: bytes) -> str:
        """Return the response body to a push. Raises `HostilePush`."""
        push = self._opener.open(query, body)
        try:
            reply = self._reply_to(push)
        except RedisError as trouble:
            logger.error("a push goes unanswered without Redis: %s", type(trouble).__name__)
            reply = None
        return self._opener.seal(reply)

    def _reply_to(self, push: Push) -> str | None:
        turn = self._repeats.begin(push)
        if not turn.is_first:
            return turn.reply
        try:
            return self._workers.submit(self._work, push).result(timeout=self._patience_seconds)
        except TimeoutError:
            return None

    def _work(self, push: Push) -> str | None:
        answered, reply = None, None
        try:
            answered = self._answer(push)
            reply = self._rendered(push, answered.text if answered else "")
        except Exception:  # the door: an error page here is shown to the citizen as a broken account
            logger.exception("a push could not be answered")
        self._repeats.finish(push, reply, is_personal=answered is not None and answered.is_personal)
        return reply

    def _rendered(self, push: Push, text: str) -> str | None:
        content = cap_text(safe_text(text).strip())
        if not content:
            return None
        return render_text(
            to_user=push.sender, from_account=push.account, at=self._clock.now(), content=content
        )
