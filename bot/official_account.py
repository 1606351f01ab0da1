"""The official account put together: from a push of WeChat to an answer of the services."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Blueprint

from backend.domain import Domain
from bot.answers import Answers
from bot.article import read_articles
from bot.callback import wechat_callback
from bot.own_status import CitizenStatus
from bot.wechat.door import WeChatDoor
from bot.wechat.push import CallbackKeys, PushOpener
from bot.wechat.repeats import Repeats

_ARTICLES = Path(__file__).parent / "articles"
_WORKERS = 4


def build_official_account(domain: Domain, keys: CallbackKeys, human_zh: str) -> Blueprint:
    """Return the blueprint of WeChat's callback, answering from the articles and the domain's services.

    `human_zh` says where a person can be reached.
    """
    clock = domain.ground.clock
    own_status = CitizenStatus(domain.official_account, domain.status)
    answers = Answers(read_articles(_ARTICLES), own_status, human_zh, clock)
    door = WeChatDoor(
        PushOpener(keys, clock),
        Repeats(domain.ground.short_lived, keys.appid),
        answers.reply_to,
        clock,
        ThreadPoolExecutor(_WORKERS, thread_name_prefix="wechat-answer"),
    )
    return wechat_callback(door)
