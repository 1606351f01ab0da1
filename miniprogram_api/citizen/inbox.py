"""What the citizen is told without asking: a scan of their code, a step of their case, as it happens."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.audit.models import AccessEntry
from backend.certificates.claims import Claim
from backend.certificates.outcomes import BLOCKED, LEARNING, PAUSED, Outcome
from backend.identity.access_tokens import SignedInCitizen
from backend.notifications.inbox import Message
from backend.platform.clock import CITY_ZONE
from miniprogram_api.answer_fields import Answer, AskedMoment, Body, flag, moment, number, parts, text
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.citizen.perk_messages import TOLD_ACTIONS, perk_words
from miniprogram_api.citizen.redress_messages import TOLD_ACTIONS as TOLD_OF_CASES
from miniprogram_api.citizen.redress_messages import case_words
from miniprogram_api.disclosed_claims import NAME_OF_CLAIM
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

room = Room("inbox", "消息 Inbox", CITIZEN)


class MessageAnswer(Answer):
    """A message; `about` is the entry of the access log that it tells of."""

    about = text()
    merchant_id = text("By which the merchant can be blocked.")
    at = moment("When it happened.")
    words = text()
    object = text("The id of what it was about.", nullable=True)
    is_read = flag("Marked as read.")


class InboxAnswer(Answer):
    """The newest messages first."""

    unread = number("How many of all are unread.")
    seen_until = moment("What to mark as read once the citizen has seen this.")
    messages = parts(MessageAnswer)


class ReadBody(Body):
    """Up to when, as `seen_until` said; without it, everything."""

    until = AskedMoment(load_default=None, allow_none=True)


@room.operation("GET", "/me/inbox", Gives(InboxAnswer))
def read_inbox(caller: SignedInCitizen) -> Response:
    """查看消息：谁扫了我的码，案件有什么进展 See who scanned my code, and how my cases go on"""
    inbox = services().inbox.read(caller.citizen_id)
    language = asked_language()
    messages = [_render(message, language) for message in inbox.messages]
    return json_answer(
        {
            "unread": inbox.unread,
            "seen_until": inbox.seen_until.astimezone(CITY_ZONE).isoformat(),
            "messages": messages,
        }
    )


@room.operation("PUT", "/me/inbox/read", Gives(None, 204), Takes(ReadBody, body_required=False))
def mark_inbox_read(caller: SignedInCitizen, body: dict[str, Any]) -> Response:
    """标为已读 Mark what was seen as read"""
    services().inbox.mark_read(caller.citizen_id, body["until"])
    return empty_answer()


def _render(message: Message, language: Language) -> dict[str, Any]:
    entry = message.entry
    return {
        "about": entry.id,
        "merchant_id": entry.actor_id,
        "at": city_time(entry.occurred_at),
        "words": _words(entry, language),
        "object": entry.object_id,
        "is_read": message.is_read,
    }


def _words(entry: AccessEntry, language: Language) -> str:
    if entry.action in TOLD_ACTIONS:
        return perk_words(entry, services().policy.perks, language)
    if entry.action in TOLD_OF_CASES:
        return case_words(entry, language)
    pick = language.pick
    shown = pick("、", ", ").join(pick(*NAME_OF_CLAIM[Claim(claim)]) for claim in entry.disclosed)
    # The name goes in last: it stays as it is registered, whatever the characters around it.
    return pick(*_scanned(entry, has_shown=bool(shown))).format(name=entry.actor_name, shown=shown)


def _scanned(entry: AccessEntry, *, has_shown: bool) -> tuple[str, str]:
    """Return what is said of a scan, in both languages, with places for the name and for what was shown."""
    if entry.outcome == BLOCKED:
        return (
            "{name}扫了你的信用码；你已屏蔽它，它什么也没有看到。",
            "{name} scanned your code; it is blocked and saw nothing.",
        )
    if entry.outcome == PAUSED:
        return (
            "{name}扫了你的信用码；你正在暂停使用个人信息，它什么也没有看到。",
            "{name} scanned your code; you have paused, and they saw nothing.",
        )
    if entry.outcome not in LEARNING and has_shown:
        return (
            "{name}在没有网络时读了一张不是出示给它的信用码，可能看到了：{shown}。",
            "{name} read a code of yours offline that was not for them, and may have seen: {shown}.",
        )
    if entry.outcome not in LEARNING:
        return (
            "{name}扫了你的信用码，没有通过核验，它什么也没有看到。",
            "{name} scanned a code of yours; it did not pass, and they saw nothing.",
        )
    if entry.outcome == Outcome.OFFLINE_AGAIN:
        return (
            "{name}在没有网络时扫了你的信用码，看到了：{shown}。这张码此前已用过；"
            "若不是你出示的，请屏蔽该商户或联系我们。",
            "{name} scanned your code offline and saw: {shown}. It had been used before; if you did not "
            "show it, block this merchant or tell us.",
        )
    if not has_shown:
        return "{name}扫了你的信用码，没有看到任何一项。", "{name} scanned your code and saw nothing of it."
    return "{name}扫了你的信用码，看到了：{shown}。", "{name} scanned your code and saw: {shown}."
