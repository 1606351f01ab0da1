from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from backend.cards.loans import RenewalWish, Renewed
from backend.cards.operators import CardFunction
from backend.cards.ports import Busy, Link, Linked, RefusedByOperator, RenewalOutcome, Unknown, Unsupported
from backend.cards.service_view import ServiceItem, ServiceView
from card_integration.contract.operator import ContractOperator
from tests.contract.operators.conftest import House, Library, adapter
from tests.contract.operators.synthetic_city import CHEN, WU
from tests.contract.wishes import link_request

DAY_SECONDS = 86_400
TITLE = "鹭江志"


@pytest.fixture
def house(library: Library) -> Library:
    """Renew at the library alone; no other operator lends."""
    return library


@pytest.fixture
def link(operator: ContractOperator, library: Library) -> object:
    """The open link of Chen, whose deposit is paid; no book of hers is left out afterwards."""
    request = link_request(CHEN)
    assert isinstance(operator.link(request), Linked)
    yield Link(request.link_id)
    library.set_right()
    operator.unlink(Link(request.link_id))
    for loan in library.get(f"/desk/readers/{CHEN.card_number}")["loans"]:
        library.post("/desk/returns", loan_id=loan["loan_id"])


@pytest.fixture
def loan(library: Library, link: Link) -> RenewalWish:
    lent = library.lend(CHEN, 4_500, TITLE).json()
    return RenewalWish(lent["loan_id"], date.fromisoformat(lent["due_on"]))


def seen(operator: ContractOperator, link: Link, loan_id: str) -> ServiceItem:
    view = operator.services(link, CardFunction.LENDING)
    assert isinstance(view, ServiceView)
    return next(item for item in view.items if item.id == loan_id)


def renewed_on(house: House, loan_id: str) -> int:
    effects = house.get("/_simulator/ledger")["effects"]
    return sum(one["effect"] == "loan.renewed" and one["object_id"] == loan_id for one in effects)


def reason_of(outcome: RenewalOutcome) -> str:
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.zh
    assert outcome.en
    return outcome.reason


def test_a_loan_runs_thirty_days_longer_and_says_how_often_it_still_can(
    operator: ContractOperator, link: Link, loan: RenewalWish
) -> None:
    before = seen(operator, link, loan.loan_id)
    assert (before.due_on, before.renewable, before.renewals_left) == (loan.due_on, True, 2)
    later = loan.due_on + timedelta(days=30)
    assert operator.renew(link, loan) == Renewed(later, 1)
    after = seen(operator, link, loan.loan_id)
    assert (after.due_on, after.renewable, after.renewals_left) == (later, True, 1)


def test_the_same_wish_again_renews_once(
    operator: ContractOperator, library: Library, link: Link, loan: RenewalWish
) -> None:
    assert operator.renew(link, loan) == operator.renew(link, loan)
    assert renewed_on(library, loan.loan_id) == 1


def test_a_lost_answer_is_unknown_and_the_loans_tell(
    operator: ContractOperator, library: Library, link: Link, loan: RenewalWish
) -> None:
    library.post("/_simulator/faults", kind="apply_then_drop", count=1)
    assert operator.renew(link, loan) == Unknown()
    assert seen(operator, link, loan.loan_id).due_on == loan.due_on + timedelta(days=30)
    assert operator.renew(link, loan) == Renewed(loan.due_on + timedelta(days=30), 1)
    assert renewed_on(library, loan.loan_id) == 1


@pytest.mark.parametrize(
    ("fault", "outcome"), [("busy", Busy(2)), ("drop", Unknown()), ("malformed", Unknown())]
)
def test_each_failure_says_whether_something_may_have_been_done(
    library: Library, link: Link, loan: RenewalWish, fault: str, outcome: object
) -> None:
    operator = adapter(library, library.http)
    library.post("/_simulator/faults", kind=fault, count=1)
    assert operator.renew(link, loan) == outcome


def test_the_third_time_is_one_too_many(operator: ContractOperator, link: Link, loan: RenewalWish) -> None:
    due_on = loan.due_on
    for _ in range(2):
        outcome = operator.renew(link, RenewalWish(loan.loan_id, due_on))
        assert isinstance(outcome, Renewed)
        due_on = outcome.due_on
    assert reason_of(operator.renew(link, RenewalWish(loan.loan_id, due_on))) == "renewal-limit"
    item = seen(operator, link, loan.loan_id)
    assert (item.due_on, item.renewable, item.renewals_left) == (due_on, False, 0)


def test_a_book_that_another_waits_for_is_not_renewed(
    operator: ContractOperator, library: Library, link: Link, loan: RenewalWish
) -> None:
    library.post("/desk/holds", card_number=WU.card_number, title=TITLE)
    assert reason_of(operator.renew(link, loan)) == "item-reserved"
    assert seen(operator, link, loan.loan_id).renewable is False


def test_an_overdue_book_is_not_renewed(
    operator: ContractOperator, library: Library, link: Link, loan: RenewalWish
) -> None:
    library.post("/_simulator/clock", offset_seconds=31 * DAY_SECONDS)
    assert reason_of(operator.renew(link, loan)) == "item-overdue"


def test_anothers_loan_one_returned_and_none_at_all_are_all_unknown(
    operator: ContractOperator, library: Library, link: Link, loan: RenewalWish
) -> None:
    stranger = link_request(WU)
    assert isinstance(operator.link(stranger), Linked)
    outcomes = [
        operator.renew(Link(stranger.link_id), loan),
        operator.renew(link, RenewalWish("L-0", loan.due_on)),
    ]
    library.post("/desk/returns", loan_id=loan.loan_id)
    outcomes.append(operator.renew(link, loan))
    operator.unlink(Link(stranger.link_id))
    assert {reason_of(one) for one in outcomes} == {"unknown-loan"}
    assert renewed_on(library, loan.loan_id) == 0


def test_a_closed_link_renews_nothing(operator: ContractOperator, link: Link, loan: RenewalWish) -> None:
    operator.unlink(link)
    assert reason_of(operator.renew(link, loan)) == "unknown-link"


def test_an_operator_that_lends_nothing_has_no_such_service(
    find_house: Callable[[str], House], direct: object, loan: RenewalWish
) -> None:
    bike = find_house("bike")
    operator, request = adapter(bike, bike.http), link_request(CHEN)
    assert isinstance(operator.link(request), Linked)
    assert operator.renew(Link(request.link_id), loan) == Unsupported()
    operator.unlink(Link(request.link_id))
