from __future__ import annotations

from datetime import UTC, datetime

from card_integration.sip2.blocks import blocks_of
from card_integration.sip2.patron import PatronFlag

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
KINDS = {"overdue", "debt", "lost_card", "expired", "manual"}


def test_every_flag_is_shown_as_a_block_that_says_how_it_clears() -> None:
    for flag in PatronFlag:
        [block] = blocks_of({flag}, NOW)
        assert block.kind in KINDS
        assert block.clears_when
        assert block.since == NOW


def test_flags_of_one_cause_are_one_block() -> None:
    denied = [flag for flag in PatronFlag if flag <= PatronFlag.HOLD_DENIED]
    debt = [PatronFlag.TOO_MUCH_FINED, PatronFlag.TOO_MANY_FEES]
    assert [block.kind for block in blocks_of([*denied, *debt], NOW)] == ["debt", "manual"]


def test_no_flag_is_no_block() -> None:
    assert blocks_of([], NOW) == ()


def test_no_block_is_promised_to_be_lifted_by_us() -> None:
    words = "".join(block.clears_when for block in blocks_of(PatronFlag, NOW))
    assert "自动" not in words
    assert "我们" not in words
