"""Redress in words, Chinese first: where a case stands, what happened to it, and how to go on."""

from __future__ import annotations

from collections.abc import Mapping

from backend.redress.events import CaseKind, DueStep, Event, State
from backend.redress.policy import Said

STATES: Mapping[State, Said] = {
    State.START: Said("未开始", "Not begun"),
    State.FILED: Said("已提交，等待核查或转交", "Filed; to be checked or passed on"),
    State.CHECKING: Said("服务中心核查中", "The service centre is checking"),
    State.AT_SOURCE: Said("已转来源单位核查", "With the source department"),
    State.ANSWERED: Said("来源单位已答复，等待决定", "The source department has answered; to be decided"),
    State.UPHELD: Said("异议成立", "Upheld"),
    State.PARTLY: Said("部分成立，内容已更正", "Upheld in part; corrected"),
    State.REJECTED: Said("异议不成立", "Not upheld"),
    State.IN_REVIEW: Said("复核中", "Under review"),
    State.CLOSED: Said("已办结", "Closed"),
    State.DRAFT: Said("草稿，尚未提交", "A draft, not sent yet"),
    State.APPLIED: Said("已提交，等待受理", "Sent; to be accepted"),
    State.MATERIALS_ASKED: Said("等待你补充材料", "Waiting for your materials"),
    State.ACCEPTED: Said("已受理，等待决定", "Accepted; to be decided"),
    State.AWAITING_SECOND: Said("已初审，等待复核", "Looked at once; a second look is due"),
    State.NOT_ACCEPTED: Said("不予受理", "Not accepted"),
    State.GRANTED: Said("已修复", "Repaired"),
    State.REFUSED: Said("不予修复", "Repair refused"),
    State.LAPSED: Said("已终止", "Ended"),
    State.WITHDRAWN: Said("你已撤回", "Withdrawn by you"),
}

DUE_STEPS: Mapping[DueStep, Said] = {
    DueStep.DISPUTE_FORWARD: Said("核查或转交来源单位", "Checked or passed on"),
    DueStep.DISPUTE_DECIDE: Said("作出决定", "Decided"),
    DueStep.DISPUTE_DECIDE_EXTENDED: Said("作出决定（已延长）", "Decided (extended)"),
    DueStep.DISPUTE_REVOKED: Said("撤下已被撤销的决定", "A revoked decision taken off"),
    DueStep.DISPUTE_SOURCE: Said("来源单位答复", "The source department's answer"),
    DueStep.REVIEW_WINDOW: Said("你可以申请复核", "You may ask for a review"),
    DueStep.REVIEW_DECIDE: Said("复核决定", "The review decided"),
    DueStep.REPAIR_DRAFT: Said("你提交申请", "Your application sent"),
    DueStep.REPAIR_ACCEPT: Said("决定是否受理", "Accepted or not"),
    DueStep.REPAIR_MATERIALS: Said("你补充材料", "Your materials added"),
    DueStep.REPAIR_DECIDE: Said("作出决定", "Decided"),
    DueStep.REPAIR_DECIDE_EXTENDED: Said("作出决定（已延长）", "Decided (extended)"),
}

_PAST: Mapping[Event, str] = {
    Event.FILE: "opened",
    Event.CHECK: "checking",
    Event.FORWARD: "forwarded",
    Event.ANSWER: "answered",
    Event.EXTEND: "extended",
    Event.UPHOLD_CORRECTED: "corrected",
    Event.UPHOLD_WITHDRAWN: "taken_off",
    Event.UPHOLD_PARTLY: "partly_upheld",
    Event.REJECT: "rejected",
    Event.ASK_REVIEW: "review_asked",
    Event.CLOSE: "closed",
    Event.DRAFT: "drafted",
    Event.APPLY: "applied",
    Event.ASK_MATERIALS: "materials_asked",
    Event.SUPPLY: "materials_supplied",
    Event.ACCEPT: "accepted",
    Event.NOT_ACCEPT: "not_accepted",
    Event.GRANT: "granted",
    Event.PROPOSE_GRANT: "grant_proposed",
    Event.APPROVE: "granted",
    Event.SEND_BACK: "sent_back",
    Event.REFUSE: "refused",
    Event.LAPSE: "lapsed",
    Event.SETTLED_OTHERWISE: "settled_otherwise",
    Event.WITHDRAW: "withdrawn",
    Event.TAKE: "taken",
    Event.RELEASE: "released",
    Event.REMIND: "reminded",
    Event.ESCALATE: "escalated",
}

SILENT_EVENTS = (Event.TAKE, Event.RELEASE, Event.PROPOSE_GRANT, Event.SEND_BACK)
"""The desk's own bookkeeping: in the access log, but no message."""

HAPPENED: Mapping[Event, Said] = {
    Event.FILE: Said("你提出了异议，记录已标注，即刻起不计入", "You disputed the record; it counts no more"),
    Event.CHECK: Said("服务中心开始核查", "The service centre began to check"),
    Event.FORWARD: Said("已转交来源单位核查", "Passed on to the source department"),
    Event.ANSWER: Said("来源单位已答复", "The source department answered"),
    Event.EXTEND: Said("期限延长一次", "The time was extended, once"),
    Event.UPHOLD_CORRECTED: Said("异议成立，记录已更正，不再计入", "Upheld: corrected, and counts no more"),
    Event.UPHOLD_WITHDRAWN: Said("异议成立，记录已撤下", "Upheld: the record was taken off"),
    Event.UPHOLD_PARTLY: Said("部分成立，内容已更正，记录仍有效", "Upheld in part: corrected; it stands"),
    Event.REJECT: Said("异议不成立，记录恢复计入", "Not upheld: the record counts again"),
    Event.ASK_REVIEW: Said("你申请了复核", "You asked for a review"),
    Event.CLOSE: Said("案件办结", "The case was closed"),
    Event.DRAFT: Said("你起草了修复申请", "You drafted an application for repair"),
    Event.APPLY: Said("你提交了修复申请和信用承诺", "You applied for repair, with your commitment"),
    Event.ASK_MATERIALS: Said("请补充材料，一次告知", "Materials are missing, told once"),
    Event.SUPPLY: Said("你补齐了材料", "You added the materials"),
    Event.ACCEPT: Said("申请已受理", "The application was accepted"),
    Event.NOT_ACCEPT: Said("申请不予受理", "The application was not accepted"),
    Event.GRANT: Said("准予修复，记录不再计入、不再公示", "Granted: it is neither counted nor published"),
    Event.PROPOSE_GRANT: Said("拟准予修复，等待另一位经办人复核", "To be granted, after a second look"),
    Event.APPROVE: Said("准予修复，记录不再计入、不再公示", "Granted: it is neither counted nor published"),
    Event.SEND_BACK: Said("复核后退回，继续核实", "Sent back for a further check"),
    Event.REFUSE: Said("不予修复", "The repair was refused"),
    Event.LAPSE: Said("逾期未提交，已终止；可以重新申请", "Ended by time; you may apply again"),
    Event.SETTLED_OTHERWISE: Said("记录已更正或撤下，无需修复", "The record is gone; nothing to repair"),
    Event.WITHDRAW: Said("你撤回了案件", "You withdrew the case"),
    Event.TAKE: Said("经办人接手", "An officer took the case"),
    Event.RELEASE: Said("经办人交回", "The officer gave the case back"),
    Event.REMIND: Said("期限将到，已提醒", "A reminder: the deadline is near"),
    Event.ESCALATE: Said("已逾期，列为督办，优先办理", "It is late, is marked so, and goes first"),
}
"""What an event means to the citizen, whoever caused it."""

_REVIEW = Said(
    "不同意的，可以申请一次复核（换人审看，不收费）。",
    "If you disagree, ask for a review, once: another officer looks at it, free of charge.",
)
_AUTHORITY = Said(
    "认为行政行为侵犯你的权益，可以自知道之日起60日内申请行政复议，或6个月内提起行政诉讼；"
    "对处罚决定本身的期限从知道决定起算，不因异议而停止。",
    "You may apply for administrative reconsideration within 60 days of learning of it, or sue within six "
    "months; for the decision itself these run from when you learned of it and do not stop for a dispute.",
)
_REPAIR_INSTEAD = Said(
    "记录没有错但已改正、已履行义务的，可以申请信用修复（不收费）。",
    "If the record is right and you have put things right, apply for repair, free of charge.",
)
_AGAIN = Said("补足条件后可以再次申请（不收费）。", "Once nothing is missing, apply again, free of charge.")
_SOURCE = Said(
    "对内容或结果有疑问，也可以直接向作出认定的单位提出。",
    "With doubts about content or result you may also turn to the body that decided.",
)

GO_ON: Mapping[tuple[CaseKind, State], tuple[Said, ...]] = {
    (CaseKind.DISPUTE, State.REJECTED): (_REVIEW, _SOURCE, _AUTHORITY, _REPAIR_INSTEAD),
    (CaseKind.DISPUTE, State.PARTLY): (_REVIEW, _SOURCE, _AUTHORITY, _REPAIR_INSTEAD),
    (CaseKind.DISPUTE, State.CLOSED): (_SOURCE, _AUTHORITY, _REPAIR_INSTEAD),
    (CaseKind.REPAIR, State.NOT_ACCEPTED): (_AGAIN, _SOURCE, _AUTHORITY),
    (CaseKind.REPAIR, State.REFUSED): (_AGAIN, _SOURCE, _AUTHORITY),
    (CaseKind.REPAIR, State.LAPSED): (_AGAIN,),
}


def action_of(kind: CaseKind, event: Event) -> str:
    """Return the word of the access log for an event, such as `dispute.forwarded`."""
    return f"{kind}.{_PAST[event]}"


def event_of(action: str) -> Event | None:
    """Return an event that an entry of the access log tells of, or None where it is of something else."""
    _, _, past = action.partition(".")
    return next((event for event, word in _PAST.items() if word == past), None)
