"""What the citizen is told of their cases without asking: every step that somebody else took."""

from __future__ import annotations

from backend.audit.models import AccessEntry
from backend.notifications.inbox import TOLD_OF_CASES
from backend.redress.events import CaseKind
from backend.redress.words import HAPPENED, event_of
from miniprogram_api.language import Language

_KINDS = {CaseKind.DISPUTE: ("异议", "Dispute"), CaseKind.REPAIR: ("信用修复申请", "Repair")}

TOLD_ACTIONS = TOLD_OF_CASES
"""The entries of the access log that these are the words of."""


def case_words(entry: AccessEntry, language: Language) -> str:
    """Return the message of an access entry that tells of a step of a case."""
    kind = CaseKind(entry.action.partition(".")[0])
    event = event_of(entry.action)
    happened = HAPPENED[event] if event else None
    said = language.pick(happened.zh, happened.en) if happened else entry.action
    name = language.pick(*_KINDS[kind])
    return language.pick(
        f"{name} {entry.object_id}：{said}。理由和下一步见“我的办理”，全程不收费。",
        f"{name} {entry.object_id}: {said}. See the reason and what is next in My cases; free of charge.",
    )
