"""Answers that come later than a passive reply may: by customer-service message (客服消息)."""

from __future__ import annotations

import logging
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from bot.wechat.account_api import AccountApi
from bot.wechat.library import ApiTrouble
from bot.wechat.replies import HandOverPart, ImagePart, Part, TextPart

_NOT_NOW = frozenset({45015, 45047})
_NOT_ALLOWED = 48001
_CLOSED_SECONDS = 86400

logger = logging.getLogger(__name__)


class CustomerMessages:
    """Sends parts of answers while WeChat allows it (duties D14, D15); nothing is tried twice.

    Whether the account may send them at all is learnt from WeChat's first refusal, and asked again after a
    day.
    """

    def __init__(self, api: AccountApi, redis: Redis, appid: str) -> None:
        self._api = api
        self._redis = redis
        self._closed = f"wechat:{appid}:customer_messages_closed"

    def is_open(self) -> bool:
        """Tell whether this account may send customer-service messages, as far as is known."""
        try:
            return not self._redis.exists(self._closed)
        except RedisError:
            return False

    def send(self, openid: str, part: Part) -> bool:
        """Send a part; False where it must wait until the follower writes again."""
        body = _body(part)
        try:
            if body is None or not self.is_open():
                return False
            self._api.post("/cgi-bin/message/custom/send", {"touser": openid, **body})
        except ApiTrouble as trouble:
            self._note(trouble)
            return False
        return True

    def _note(self, trouble: ApiTrouble) -> None:
        if trouble.errcode in _NOT_NOW:
            return
        logger.error("a customer-service message was not sent: %s", trouble)
        if trouble.errcode == _NOT_ALLOWED:
            self._close()

    def _close(self) -> None:
        try:
            self._redis.set(self._closed, 1, ex=_CLOSED_SECONDS)
        except RedisError as trouble:
            logger.error("the refusal is not remembered: %s", type(trouble).__name__)


def _body(part: Part) -> dict[str, Any] | None:
    """Return the message; None for what only a passive reply can carry. A model's words are marked (D16)."""
    match part:
        case TextPart():
            mark = {"aimsgcontext": {"is_ai_msg": 1}} if part.is_generated else {}
            return {"msgtype": "text", "text": {"content": part.text}, **mark}
        case ImagePart():
            return {"msgtype": "image", "image": {"media_id": part.media_id}}
        case HandOverPart():
            return None
