"""Who looked at the citizen's data: the last entries of their own access log, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.audit.models import AccessEntry
from backend.audit.service import AccessLog
from backend.platform.clock import CITY_ZONE
from bot.dialogues.step import Dialogue, End, Talk, a_look
from bot.dialogues.wording import OF_YOUR_OWN

LOG = "my_access_log"
_SHOWN = 5
_ALL_OF_IT = "全部记录（也有你自己的）在“谁看过我”（/mine/log）里看。"
_BY_NOBODY = "最近没有别人看过你的信息。\n" + _ALL_OF_IT
_NOT_KNOWN = "看到不认识的，在那里可以屏蔽商户，也可以回复“人工”。"
DEEDS: Mapping[str, str] = {
    "card.link_asked": "核对一张卡是不是你的",
    "card.loan_renewed": "续借了一本书",
    "card.service_seen": "看了一张卡的用卡情况",
    "card.unlinked": "解除了一张卡的关联",
    "case.viewed": "看了你的一件异议或修复",
    "certificate.verified": "扫了你的信用码",
    "identity.account_moved": "换了关联的微信",
    "material.read": "打开了你交的一份材料",
    "perk.carried": "答复了一项激励的办理",
    "perk.ended_by_operator": "结束了一项激励，或没有受理",
    "perk.fetched": "读取了一项激励的办理申请",
    "perk.not_redeemed": "没有核销一项激励",
    "perk.redeemed": "核销了一次激励",
    "records.viewed": "看了你的信用记录",
    "status.viewed": "看了你的信用状况",
}
"""What others do with somebody's data, by action; the page `/mine/log` says the same."""
_OF_A_KIND = {"dispute": "办理了你的一件异议", "repair": "办理了你的一件信用修复"}
_SAW_NOTHING = frozenset({"blocked", "paused", "not_shown"})
_NOT_PASSED = frozenset(
    {"already_used", "expired", "revoked", "unconfirmed", "wrong_audience", "wrong_challenge"}
)


class LogLook:
    """Shows the log to its person; like the page, it leaves no entry about itself."""

    def __init__(self, log: AccessLog) -> None:
        self._log = log

    def show(self, talk: Talk) -> End:
        """Say who else looked, when and at what, the newest first."""
        by_others = self._log.list_of_citizen(talk.citizen_id, limit=_SHOWN + 1, by_others=True)
        if not by_others:
            return End(f"{_BY_NOBODY}\n{OF_YOUR_OWN}")
        shown = [f"· {_line(entry)}" for entry in by_others[:_SHOWN]]
        return End("\n".join([_heading(by_others), *shown, _ALL_OF_IT, _NOT_KNOWN, OF_YOUR_OWN]))


def _heading(by_others: Sequence[AccessEntry]) -> str:
    if len(by_others) <= _SHOWN:
        return "最近看过或者办过你的信息的："
    return f"最近看过或者办过你的信息的（最近{_SHOWN}次）："


def _line(entry: AccessEntry) -> str:
    at = entry.occurred_at.astimezone(CITY_ZONE)
    deed = DEEDS.get(entry.action) or _OF_A_KIND.get(entry.action.partition(".")[0], "用了你的信息")
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}，{entry.actor_name}{deed}{_came(entry)}"


def _came(entry: AccessEntry) -> str:
    """Return what came of a scan, where it showed nothing."""
    if entry.outcome in _SAW_NOTHING:
        return "，什么也没看到"
    return "，没有通过" if entry.outcome in _NOT_PASSED else ""


def log_dialogue(log: AccessLog) -> Dialogue:
    """Return the dialogue."""
    return a_look(LOG, "谁看过我", "privacy.access", LogLook(log).show)
