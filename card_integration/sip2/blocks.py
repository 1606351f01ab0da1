"""The marks of a patron's status as blocks, with what lifts each; SIP2 itself can lift none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from backend.cards.ports import Block
from card_integration.sip2.patron import PatronFlag

_MARKS = (
    ({PatronFlag.CARD_LOST}, "lost_card", "这张卡已挂失。找回后请到图书馆取消挂失，或补办新卡。"),
    (
        {PatronFlag.TOO_MANY_OVERDUE, PatronFlag.RECALL_OVERDUE},
        "overdue",
        "有逾期或被催还的图书，全部归还后由图书馆解除。",
    ),
    (
        {PatronFlag.TOO_MUCH_FINED, PatronFlag.TOO_MANY_FEES, PatronFlag.TOO_MANY_BILLED},
        "debt",
        "欠费超过图书馆的限额，向图书馆缴清后解除。",
    ),
    ({PatronFlag.TOO_MANY_CHARGED}, "manual", "已借满图书馆规定的册数，归还一部分后即可再借。"),
    ({PatronFlag.TOO_MANY_RENEWALS}, "manual", "续借次数已满，归还图书后即可再借。"),
    (
        {PatronFlag.TOO_MANY_CLAIMED_RETURNED, PatronFlag.TOO_MANY_LOST},
        "manual",
        "有图书的归还或遗失待图书馆核实，请与图书馆联系。",
    ),
    (
        {
            PatronFlag.CHARGE_DENIED,
            PatronFlag.RENEWAL_DENIED,
            PatronFlag.RECALL_DENIED,
            PatronFlag.HOLD_DENIED,
        },
        "manual",
        "图书馆暂停了这张卡的借阅、续借或预约。其他事项办妥后仍未恢复的，请向图书馆咨询原因。",
    ),
)


def blocks_of(flags: Iterable[PatronFlag], as_of: datetime) -> tuple[Block, ...]:
    """Return what stops a card; SIP2 does not tell since when, so `since` is the moment of the answer."""
    shown = set(flags)
    return tuple(Block(kind, as_of, clears_when) for marks, kind, clears_when in _MARKS if marks & shown)
