"""What each step is called on the button that takes it."""

from __future__ import annotations

from collections.abc import Mapping

from backend.redress.events import Event
from backend.redress.policy import Said

STEPS: Mapping[Event, Said] = {
    Event.TAKE: Said("接手", "Take the case"),
    Event.RELEASE: Said("交回", "Give it back"),
    Event.CHECK: Said("由服务中心核查", "Check it here"),
    Event.FORWARD: Said("转来源单位核查", "Pass it on to the source department"),
    Event.EXTEND: Said("延长期限（一次）", "Extend the time, once"),
    Event.UPHOLD_CORRECTED: Said("异议成立，更正记录", "Uphold, and correct the record"),
    Event.UPHOLD_WITHDRAWN: Said("异议成立，撤下记录", "Uphold, and take the record off"),
    Event.UPHOLD_PARTLY: Said("部分成立，更正内容", "Uphold in part, and correct"),
    Event.REJECT: Said("异议不成立", "Do not uphold"),
    Event.ASK_MATERIALS: Said("要求补充材料", "Ask for materials"),
    Event.ACCEPT: Said("受理", "Accept"),
    Event.NOT_ACCEPT: Said("不予受理", "Do not accept"),
    Event.GRANT: Said("准予修复", "Grant the repair"),
    Event.PROPOSE_GRANT: Said("拟准予修复，送另一人复核", "Propose the grant to a second officer"),
    Event.APPROVE: Said("复核同意，准予修复", "Approve: the repair is granted"),
    Event.SEND_BACK: Said("复核不同意，退回", "Send it back"),
    Event.REFUSE: Said("不予修复", "Refuse the repair"),
}
"""The steps that an officer may take; the rest are taken by others or by the clock."""
