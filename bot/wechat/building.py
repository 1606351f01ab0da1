"""The door to WeChat put together: from the account's keys to what is remembered of a push."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from redis import Redis

from backend.platform.clock import Clock
from backend.platform.field_encryption import FieldCipher
from bot.wechat.account_api import AccountApi
from bot.wechat.customer_messages import CustomerMessages
from bot.wechat.door import PATIENCE_SECONDS, WeChatDoor
from bot.wechat.event_counts import EventCounts
from bot.wechat.kept_answers import KeptAnswers
from bot.wechat.media import MediaClient
from bot.wechat.opening import CallbackKeys, PushOpener
from bot.wechat.reception import Conversation, Reception
from bot.wechat.repeats import Repeats
from bot.wechat.sealed_state import SealedParts
from bot.wechat.sender_limits import SenderLimits
from bot.wechat.speech import Speech


@dataclass(frozen=True)
class WeChatGround:
    """What the door stands on. `known_hosts` are where a link in an answer may lead."""

    keys: CallbackKeys
    api: AccountApi
    redis: Redis
    cipher: FieldCipher
    clock: Clock
    workers: Executor
    known_hosts: frozenset[str]
    patience_seconds: float = PATIENCE_SECONDS


def build_wechat_door(
    ground: WeChatGround,
    conversation: Conversation,
    forgetting: Sequence[Callable[[str], None]],
    may_tell_status: Callable[[str], bool],
) -> WeChatDoor:
    """Return the door behind which `conversation` answers.

    `forgetting` delete what others hold about an openid; what is held here is deleted with it.
    `may_tell_status` says whether a follower consents to hearing of their status.
    """
    appid, redis = ground.keys.appid, ground.redis
    kept, limits = KeptAnswers(SealedParts(redis, ground.cipher), appid), SenderLimits(redis, appid)
    messages = CustomerMessages(ground.api, redis, appid)
    speech = Speech(MediaClient(ground.api), messages, kept, ground.known_hosts)
    events = EventCounts(redis, appid)
    all_forgetting = (kept.forget, limits.forget, *forgetting)
    reception = Reception(conversation, speech, limits, events, all_forgetting, may_tell_status)
    return WeChatDoor(
        PushOpener(ground.keys, ground.clock),
        Repeats(redis, ground.cipher, appid),
        reception.answer,
        speech,
        ground.clock,
        ground.workers,
        ground.patience_seconds,
    )
