"""The bot put together: the official account's callback, and the commands of the group `bot`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Blueprint, Flask

from backend.domain import Domain
from bot.article_commands import articles_commands
from bot.building import ARTICLES, NARROWER_ARTICLES, Mind, build_mind
from bot.callback import wechat_callback
from bot.chat import Chat
from bot.commands import bot_commands
from bot.question_commands import ask_command, questions_commands
from bot.understanding.topic_map import read_topic_map
from bot.understanding.understanding import Understanding, read_understanding
from bot.wechat.account_api import AccountApi
from bot.wechat.building import WeChatGround, build_wechat_door
from bot.wechat.event_counts import EventCounts
from bot.wechat.media import MediaClient
from bot.wechat.menu import MenuClient, MenuGround
from bot.wechat.menu_commands import events_command, menu_commands
from bot.wechat.opening import CallbackKeys
from bot.wechat_conversation import WeChatConversation, forget_in, noting_whose, telling_status

# More than the server's threads, so that answers that come late do not stand in the way of the others.
_WORKERS = 8


@dataclass(frozen=True)
class BotParts:
    """What the bot is given: its keys and API at WeChat, where a human is reached, and the published menu."""

    keys: CallbackKeys
    api: AccountApi
    human_zh: str
    menu: Any
    mini_program_appid: str


@dataclass(frozen=True)
class Bot:
    """The bot's doors and its commands; `chat` is for the mini-program."""

    callback: Blueprint
    commands: click.Group
    chat: Chat

    def register_on(self, app: Flask) -> None:
        """Add WeChat's callback and the commands to the application."""
        app.register_blueprint(self.callback)
        app.cli.add_command(self.commands)


def build_bot(domain: Domain, parts: BotParts) -> Bot:
    """Return the bot, which answers from the articles and the domain's services."""
    understanding = read_understanding()
    mind = build_mind(domain, understanding, parts.human_zh)
    commands = _build_commands(domain, parts, mind, understanding)
    return Bot(_build_callback(domain, parts, mind), commands, mind.chat)


def _build_callback(domain: Domain, parts: BotParts, mind: Mind) -> Blueprint:
    ground, binding = domain.ground, domain.official_account
    photos = MediaClient(parts.api)
    find_citizen = noting_whose(mind.conversations, binding.find_citizen)
    talk = WeChatConversation(mind.engine, find_citizen, photos.download_image)
    forgetting = [_leaving(domain), forget_in(mind.conversations)]
    stands_on = WeChatGround(
        keys=parts.keys,
        api=parts.api,
        redis=ground.short_lived,
        cipher=ground.cipher,
        clock=ground.clock,
        workers=ThreadPoolExecutor(_WORKERS, thread_name_prefix="wechat-answer"),
        known_hosts=frozenset({urlsplit(ground.city.base_url).hostname or ""}),
    )
    may_tell = telling_status(binding.find_citizen, domain.status.require_bot)
    return wechat_callback(build_wechat_door(stands_on, talk, forgetting, may_tell))


def _leaving(domain: Domain) -> Callable[[str], None]:
    """Return what ends messages in WeChat and then the binding, by which their citizen is found."""

    def leave(openid: str) -> None:
        domain.push.farewell.forget(openid)
        domain.official_account.forget(openid)

    return leave


def _build_commands(domain: Domain, parts: BotParts, mind: Mind, understanding: Understanding) -> click.Group:
    ground, topics = domain.ground, read_topic_map().names
    leads_to = MenuGround(ground.city.base_url, parts.mini_program_appid)
    others = (
        articles_commands(ARTICLES, NARROWER_ARTICLES, topics, ground.clock),
        menu_commands(parts.menu, leads_to, topics, MenuClient(parts.api)),
        events_command(EventCounts(ground.short_lived, parts.keys.appid)),
        ask_command(mind.engine),
        questions_commands(domain.questions),
    )
    return bot_commands(understanding, others)
