from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.cards.ports import (
    Applied,
    Busy,
    EntitlementWish,
    NotHeld,
    RefusedByOperator,
    Unknown,
    Unsupported,
)
from card_integration.sip2.operator import Sip2Operator
from tests.contract.operators.synthetic_city import CHEN, LIN
from tests.contract.sip2.conftest import Connect
from tests.contract.sip2.peers import waiver_of
from tests.contract.sip2.processes import SimulatedLibrary
from tests.contract.sip2.waiving import WAIVER, WRITTEN_OFF, balance_fen, written_off


@pytest.fixture
def library(koha: SimulatedLibrary) -> SimulatedLibrary:
    koha.post("/_simulator/payments", disallow_overpayment=True)
    return koha


@pytest.fixture
def operator(library: SimulatedLibrary, connect: Connect) -> Sip2Operator:
    return connect(library, waiver=WAIVER)


def reason_of(outcome: object) -> str:
    assert isinstance(outcome, RefusedByOperator)
    return outcome.reason


def test_the_deposit_is_written_off_and_the_account_shows_it(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    wish = waiver_of(LIN.card_number)
    assert operator.read(wish) == NotHeld()
    assert isinstance(operator.put(wish), Applied)
    assert isinstance(operator.read(wish), Applied)
    assert balance_fen(library, LIN.card_number) == 0


def test_the_payment_names_the_deposits_line_and_our_entitlement_and_nobody(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    wish = waiver_of(LIN.card_number)
    [line] = library.get(f"/desk/readers/{LIN.card_number}")["lines"]
    operator.put(wish)
    [payment] = library.asked("37")
    assert payment["CG"] == str(line["number"])
    assert payment["BK"] == wish.entitlement_id
    assert set(payment) == {"BV", "AO", "AA", "AC", "CG", "BK"}


def test_putting_again_writes_nothing(operator: Sip2Operator, library: SimulatedLibrary) -> None:
    wish = waiver_of(LIN.card_number)
    assert all(isinstance(operator.put(wish), Applied) for _ in range(3))
    assert written_off(library, LIN.card_number) == [WRITTEN_OFF]
    assert len(library.asked("37")) == 1


def test_many_workers_of_one_adapter_write_it_off_once(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    wish = waiver_of(LIN.card_number)
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(operator.put, [wish] * 16))
    assert all(isinstance(outcome, Applied) for outcome in outcomes)
    assert written_off(library, LIN.card_number) == [WRITTEN_OFF]


def test_a_card_that_owes_no_deposit_has_the_perk_without_a_write(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    assert isinstance(operator.put(waiver_of(CHEN.card_number)), Applied)
    assert library.asked("37") == []


def test_another_debt_is_left_alone(operator: Sip2Operator, library: SimulatedLibrary) -> None:
    library.post("/desk/charges", card_number=LIN.card_number, text="逾期 厦门志", amount_fen=350)
    assert isinstance(operator.put(waiver_of(LIN.card_number)), Applied)
    assert balance_fen(library, LIN.card_number) == 350


def test_a_deposit_above_the_perks_bound_is_not_touched(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    assert reason_of(operator.put(waiver_of(LIN.card_number, max_value_fen=9_999))) == "deposit-above-bound"
    assert isinstance(operator.put(waiver_of(LIN.card_number, max_value_fen=10_000)), Applied)
    assert written_off(library, LIN.card_number) == [WRITTEN_OFF]


def test_two_deposits_on_one_account_are_for_the_library_to_clear(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    library.post("/desk/charges", card_number=LIN.card_number, text="借书押金", amount_fen=5_000)
    assert reason_of(operator.put(waiver_of(LIN.card_number))) == "deposit-not-clear"
    assert library.asked("37") == []


def test_a_wish_before_its_time_waits_and_one_after_its_time_is_over(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    now = datetime.now(UTC)
    early = operator.put(waiver_of(LIN.card_number, valid_from=now + timedelta(days=1)))
    assert early == Busy(3600)
    assert reason_of(operator.put(waiver_of(LIN.card_number, valid_until=now))) == "already-over"
    assert library.asked("63") == []


@pytest.mark.parametrize(
    "changes", [{"wanted": EntitlementWish.ENDED}, {"perk": "longer_loans"}], ids=["ended", "another perk"]
)
def test_what_sip2_cannot_do_is_unsupported(operator: Sip2Operator, changes: dict[str, object]) -> None:
    wish = waiver_of(LIN.card_number, **changes)
    assert operator.put(wish) == Unsupported()
    assert operator.read(wish) == Unsupported()


def test_without_a_refusal_of_overpayments_nothing_is_ever_written(
    library: SimulatedLibrary, connect: Connect
) -> None:
    careless = connect(library, waiver=replace(WAIVER, disallow_overpayment=False))
    wish = waiver_of(LIN.card_number)
    assert careless.put(wish) == Unsupported()
    assert careless.read(wish) == Unsupported()
    assert library.asked("37") == []


@pytest.mark.parametrize(("card_number", "account"), [("6000000000009999", "NOPE"), ("none", None)])
def test_a_card_that_is_gone_is_an_unknown_link(
    operator: Sip2Operator, card_number: str, account: str | None
) -> None:
    assert reason_of(operator.put(waiver_of(account))) == "unknown-link"
    assert reason_of(operator.read(waiver_of(account))) == "unknown-link"


def test_a_library_that_writes_its_lines_otherwise_is_not_written_to(
    library: SimulatedLibrary, connect: Connect
) -> None:
    other_lines = re.compile(r"(?P<line>\d+): (?P<text>.+) (?P<amount>\d+\.\d\d)")
    confused = connect(library, waiver=replace(WAIVER, fee_line=other_lines))
    assert confused.put(waiver_of(LIN.card_number)) == Unknown()
    assert confused.read(waiver_of(LIN.card_number)) == Unknown()
    assert library.asked("37") == []


def test_a_refused_write_off_is_told_when_the_account_still_shows_the_deposit(
    operator: Sip2Operator, library: SimulatedLibrary
) -> None:
    library.post("/desk/charges", card_number=LIN.card_number, text="credit", amount_fen=-5_000)
    assert reason_of(operator.put(waiver_of(LIN.card_number))) == "refused-by-operator"
    assert written_off(library, LIN.card_number) == []
