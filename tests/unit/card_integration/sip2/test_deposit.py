from __future__ import annotations

import re
from dataclasses import replace

import pytest

from card_integration.sip2.deposit import DepositWaiver, FeeLine, deposits_of
from card_integration.sip2.message import Malformed
from card_integration.sip2.patron import Patron

LINE = re.compile(r"(?P<line>\d+) (?P<text>.+) (?P<amount>\d+\.\d\d)")
WAIVER = DepositWaiver("06", LINE, "借书押金", disallow_overpayment=True)
NOBODY = Patron("1", "张三", True, frozenset(), 0, 0, 0, (), (), ())


def owing(fen: int, *lines: str) -> Patron:
    return replace(NOBODY, owed_fen=fen, fine_items=lines)


def test_the_deposit_is_found_among_other_debts() -> None:
    patron = owing(10_350, "17 借书押金 100.00", "18 overdue 厦门志 3.50")
    assert deposits_of(patron, WAIVER) == (FeeLine("17", "借书押金", 10_000),)


def test_without_a_deposit_none_is_found() -> None:
    assert deposits_of(owing(0), WAIVER) == ()
    assert deposits_of(owing(350, "18 overdue 3.50"), WAIVER) == ()


def test_a_credit_beside_the_deposit_does_not_hide_it() -> None:
    assert len(deposits_of(owing(5_000, "17 借书押金 100.00"), WAIVER)) == 1


@pytest.mark.parametrize(
    "patron",
    [
        owing(10_000),
        owing(10_350, "18 overdue 3.50"),
        owing(10_000, "借书押金 100.00"),
        owing(10_000, "17 借书押金 100"),
    ],
)
def test_a_debt_that_cannot_be_seen_line_by_line_is_not_taken_for_no_deposit(patron: Patron) -> None:
    with pytest.raises(Malformed):
        deposits_of(patron, WAIVER)


@pytest.mark.parametrize(
    "changes", [{"payment_type": "6"}, {"fee_line": re.compile("(?P<line>.*) (?P<amount>.*)")}]
)
def test_a_set_up_that_cannot_work_is_refused_at_once(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"needs|two digits"):
        replace(WAIVER, **changes)
