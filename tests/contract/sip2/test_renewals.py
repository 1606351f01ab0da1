from __future__ import annotations

from datetime import date, timedelta

import pytest

from backend.cards.loans import RenewalWish, Renewed
from backend.cards.operators import CardFunction
from backend.cards.ports import Link, RefusedByOperator, RenewalOutcome, Unknown, Unsupported
from backend.cards.service_view import ItemState, ServiceItem, ServiceView
from card_integration.sip2.operator import Sip2Operator
from tests.contract.operators.synthetic_city import CHEN, LIN
from tests.contract.sip2.conftest import Connect
from tests.contract.sip2.processes import SimulatedLibrary

LINK = Link("lnk_1", CHEN.card_number)


@pytest.fixture
def operator(koha: SimulatedLibrary, connect: Connect) -> Sip2Operator:
    return connect(koha)


def lend(library: SimulatedLibrary, item: str, days: int = 20, **more: bool) -> date:
    lent = library.post(
        "/desk/loans", card_number=CHEN.card_number, item=item, title="鹭江志", days=days, **more
    )
    return date.fromisoformat(lent["due_on"])


def loans(operator: Sip2Operator) -> dict[str | None, ServiceItem]:
    view = operator.services(LINK, CardFunction.LENDING)
    assert isinstance(view, ServiceView)
    return {item.id: item for item in view.items}


def reason_of(outcome: RenewalOutcome) -> str:
    assert isinstance(outcome, RefusedByOperator)
    return outcome.reason


def renewals(library: SimulatedLibrary) -> int:
    return [effect for effect, _ in library.effects(CHEN.card_number)].count("loan.renewed")


def test_loans_are_shown_with_title_and_due_date_but_nobody_knows_since_when(
    koha: SimulatedLibrary, operator: Sip2Operator
) -> None:
    late, open_until = lend(koha, "B1", -3), lend(koha, "B2")
    shown = loans(operator)
    assert {name: (one.title, one.due_on, one.state, one.at) for name, one in shown.items()} == {
        "B1": ("鹭江志", late, ItemState.OVERDUE, None),
        "B2": ("鹭江志", open_until, ItemState.OPEN, None),
    }


def test_a_loan_is_renewed_and_the_same_wish_again_changes_nothing(
    koha: SimulatedLibrary, operator: Sip2Operator
) -> None:
    due_on = lend(koha, "B1")
    wish = RenewalWish("B1", due_on)
    first, again = (operator.renew(LINK, wish) for _ in range(2))
    assert first == again == Renewed(due_on + timedelta(days=30))
    assert renewals(koha) == 1


def test_the_third_time_is_one_too_many(koha: SimulatedLibrary, operator: Sip2Operator) -> None:
    due_on = lend(koha, "B1")
    for _ in range(2):
        outcome = operator.renew(LINK, RenewalWish("B1", due_on))
        assert isinstance(outcome, Renewed)
        due_on = outcome.due_on
    assert reason_of(operator.renew(LINK, RenewalWish("B1", due_on))) == "renewal-limit"


def test_a_book_that_another_waits_for_is_not_renewed(koha: SimulatedLibrary, operator: Sip2Operator) -> None:
    due_on = lend(koha, "B1", is_reserved=True)
    assert reason_of(operator.renew(LINK, RenewalWish("B1", due_on))) == "item-reserved"


def test_a_blocked_card_renews_nothing(koha: SimulatedLibrary, operator: Sip2Operator) -> None:
    due_on = lend(koha, "B1")
    koha.post("/desk/blocks", card_number=CHEN.card_number, is_blocked=True)
    assert reason_of(operator.renew(LINK, RenewalWish("B1", due_on))) == "card-blocked"


def test_the_server_is_never_asked_to_renew_what_is_anothers_or_nobodys(
    koha: SimulatedLibrary, operator: Sip2Operator
) -> None:
    due_on = lend(koha, "B1")
    stranger = Link("lnk_2", LIN.card_number)
    outcomes = [
        operator.renew(stranger, RenewalWish("B1", due_on)),
        operator.renew(LINK, RenewalWish("B9", due_on)),
    ]
    assert {reason_of(one) for one in outcomes} == {"unknown-loan"}
    assert koha.asked("29") == []


@pytest.mark.parametrize(("fault", "is_done"), [("close_after", True), ("close_before", False)])
def test_a_lost_answer_is_unknown_and_the_loans_tell(
    koha: SimulatedLibrary, operator: Sip2Operator, fault: str, is_done: bool
) -> None:
    due_on = lend(koha, "B1")
    koha.order(fault, request="29")
    assert operator.renew(LINK, RenewalWish("B1", due_on)) == Unknown()
    assert loans(operator)["B1"].due_on == due_on + timedelta(days=30 if is_done else 0)


def test_a_server_that_knows_neither_items_nor_renewals_still_lists_what_is_out(
    invenio: SimulatedLibrary, connect: Connect
) -> None:
    due_on, operator = lend(invenio, "B1"), connect(invenio)
    view = operator.services(LINK, CardFunction.LENDING)
    assert isinstance(view, ServiceView)
    assert [(one.id, one.title, one.due_on) for one in view.items] == [(None, "馆藏 B1", None)]
    assert operator.renew(LINK, RenewalWish("B1", due_on)) == Unsupported()


def test_a_library_shows_no_other_card_function(operator: Sip2Operator) -> None:
    others = [one for one in CardFunction if one is not CardFunction.LENDING]
    assert {type(operator.services(LINK, one)) for one in others} == {Unsupported}
    assert reason_of(operator.renew(Link("lnk_1"), RenewalWish("B1", date(2026, 12, 1)))) == "unknown-link"
