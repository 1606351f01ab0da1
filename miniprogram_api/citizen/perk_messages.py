"""What the citizen is told of their perks without asking: an end that comes, and what was redeemed."""

from __future__ import annotations

from backend.audit.models import AccessEntry
from backend.perks.calendar import NOT_OFFERED, STATUS_UNREAD
from backend.perks.catalogue import PerkCatalogue
from backend.perks.models import GrantState
from backend.perks.redemption_outcomes import RedemptionOutcome
from miniprogram_api.language import Language

_MISSING = {
    NOT_OFFERED: ("这项激励不再提供", "this perk is no longer offered"),
    STATUS_UNREAD: ("目前没有查看信用状况的授权", "there is no consent to read your status"),
    "minimum_level": ("你目前的信用状况不符合等级条件", "your status is not of the level that is asked"),
    "no_adverse": ("目前有计入的失信信息", "an adverse record counts"),
    "commendation": ("目前没有所需的表彰奖励信息", "the commendation that is asked does not count"),
}
_OTHER_MISSING = ("目前不符合条件", "its conditions do not hold")

_NOT_REDEEMED = {
    RedemptionOutcome.NOT_ELIGIBLE: ("目前不符合条件", "its conditions do not hold"),
    RedemptionOutcome.LIMIT_REACHED: (
        "本期的次数已用完，商户不知道这个原因",
        "you have used it as often as this period allows, which they were not told",
    ),
    RedemptionOutcome.NONE_LEFT: ("名额或预算已用完，与你无关", "no more of it is left, whoever asks"),
}
_CARRIED = {
    GrantState.ACTIVE: (
        "{who}已为你办好一项激励，现在就可以用，见“我的激励”。",
        "{who} has put a perk on your card; it is good from now on. See My perks.",
    ),
    GrantState.REFUSED: (
        "{who}没有受理一项激励，与你的信用状况无关，见“我的激励”。疑问请向该单位了解，也可以向我们投诉。",
        "{who} did not take on a perk; your status has nothing to do with it. See My perks, or complain.",
    ),
    GrantState.ENDED: (
        "{who}已结束一项激励，见“我的激励”。",
        "{who} has ended a perk. See My perks.",
    ),
}
_DISPUTE = (
    "到期之前照常使用。若认为记录有误，可以提出异议，异议处理期间该记录不计入；更正后可以再申请。",
    "Until then it stays as it is. If a record is wrong, dispute it: it does not count meanwhile, and once "
    "it is corrected you may ask again.",
)


def perk_words(entry: AccessEntry, perks: PerkCatalogue, language: Language) -> str:
    """Return the message of an access entry whose action begins with `perk.`."""
    pick, who, outcome = language.pick, entry.actor_name, entry.outcome or ""
    perk = perks.find(entry.object_id or "")
    name = pick(perk.name_zh, perk.name_en) if perk else entry.object_id
    if entry.action == "perk.carried":
        return pick(*_CARRIED[GrantState(outcome)]).format(who=who)
    if entry.action == "perk.will_end":
        return pick(
            f"“{name}”将在 30 天内到期，到期之前照常使用，之后可以再申请；日期见“我的激励”。",
            f"“{name}” ends within 30 days and stays as it is until then; you may ask again. See My perks.",
        )
    if entry.action == "perk.not_renewed":
        missing = pick(*_MISSING.get(outcome, _OTHER_MISSING))
        return pick(
            f"“{name}”将在 30 天内到期，目前不能再申请：{missing}。{_DISPUTE[0]}",
            f"“{name}” ends within 30 days and cannot be asked for again now: {missing}. {_DISPUTE[1]}",
        )
    if entry.action == "perk.redeemed":
        return pick(
            "{who}为你核销了“{name}”一次。若不是你，请屏蔽该商户或联系我们。",
            "{who} redeemed “{name}” for you, once. If it was not you, block them or tell us.",
        ).format(who=who, name=name)
    if entry.action == "perk.ended_by_operator":
        return pick(
            "{who}不再提供“{name}”，或没有受理，与你的信用状况无关。疑问请向该单位了解，也可以向我们投诉。",
            "{who} has ended “{name}” or did not take it on; your status has nothing to do with it. Please "
            "ask them, or complain to us.",
        ).format(who=who, name=name)
    why = why_not_redeemed(RedemptionOutcome(outcome), language)
    said = pick("{who}没有核销“{name}”：{why}。", "{who} did not redeem “{name}”: {why}.")
    return said.format(who=who, name=name, why=why)


def why_not_redeemed(outcome: RedemptionOutcome, language: Language) -> str:
    """Return why a shop did not redeem a perk, for the citizen alone, without a full stop."""
    return language.pick(*_NOT_REDEEMED.get(outcome, _OTHER_MISSING))


TOLD_ACTIONS = (
    "perk.carried",
    "perk.will_end",
    "perk.not_renewed",
    "perk.redeemed",
    "perk.not_redeemed",
    "perk.ended_by_operator",
)
"""The entries of the access log that these are the words of."""
