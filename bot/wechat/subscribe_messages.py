"""Messages that the mini-program may send to whoever permitted them (发送订阅消息, duties M8 and M9)."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from redis import Redis

from backend.notifications.push.ports import (
    Lost,
    NobodyThere,
    NotNow,
    NotPermitted,
    PushMessage,
    PushOutcome,
    Sent,
    Unsendable,
)
from bot.wechat.account import AppAccount
from bot.wechat.account_api import AccountApi
from bot.wechat.library import ApiTrouble

_SEND = "/cgi-bin/message/subscribe/send"
_NOBODY, _NOT_SUBSCRIBED, _ANOTHER_UNDER_WAY, _BUSY = 40003, 43101, 43108, -1
_QUOTAS = frozenset({45009, 45011})
_TOKEN_REFUSED = frozenset({40001, 40014, 42001})
_A_MOMENT, _A_MINUTE, _AN_HOUR = 5, 60, 3600

logger = logging.getLogger(__name__)


class SubscribeMessages:
    """Implements the port with the mini-program's own token: the official account's opens nothing here (D30).

    `template_ids` are the ids that WeChat gave the city's templates, by our names; `state` is which edition
    of the mini-program a message opens: `formal`, `trial` or `developer`.
    """

    def __init__(
        self, account: AppAccount, base_url: str, redis: Redis, template_ids: Mapping[str, str], state: str
    ) -> None:
        self._api = AccountApi(account, base_url, redis)
        self._template_ids = template_ids
        self._state = state

    def find_template_id(self, template: str) -> str | None:
        """Return WeChat's id of a template, or None where the city has none."""
        return self._template_ids.get(template)

    def send(self, openid: str, message: PushMessage) -> PushOutcome:
        """Send a message once; a token that WeChat refuses is renewed once before."""
        template_id = self.find_template_id(message.template)
        if template_id is None:
            return Unsendable(f"no template id is set up for {message.template}")
        body = {
            "touser": openid,
            "template_id": template_id,
            "page": message.page,
            "data": {key: {"value": value} for key, value in message.values.items()},
            "miniprogram_state": self._state,
            "lang": "zh_CN",
        }
        try:
            self._api.post(_SEND, body)
        except ApiTrouble as trouble:
            return _outcome_of(trouble)
        return Sent()


def _outcome_of(trouble: ApiTrouble) -> PushOutcome:
    said = str(trouble)
    match trouble.errcode:
        case None if trouble.may_have_arrived:
            logger.warning("a subscribe message has no answer: %s", said)
            return Lost()
        case None:
            return NotNow(said)
        case code if code == _NOT_SUBSCRIBED:
            return NotPermitted()
        case code if code == _NOBODY:
            return NobodyThere()
        case code if code == _ANOTHER_UNDER_WAY:
            return NotNow(said, _A_MOMENT, is_well=True)
        case code if code == _BUSY:
            return NotNow(said)
        case code if code in _QUOTAS:
            return NotNow(said, _AN_HOUR)
        case code if code in _TOKEN_REFUSED:
            return NotNow(said, _A_MINUTE)
    return Unsendable(said)
