from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.cards.loans import RenewalWish, Renewed
from backend.cards.operators import CardFunction
from backend.cards.ports import Busy, Link, RefusedByOperator, RenewalOutcome, Unknown, Unsupported
from backend.cards.service_view import ItemKind, ItemState, ServiceItem, ServiceView
from backend.platform.clock import city_date
from card_integration.koha.operator import KohaOperator
from tests.contract.koha.conftest import Koha, adapter, link_to


def lend(koha: Koha, patron: dict[str, Any], days: float = 10, **more: Any) -> None:
    due_at = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    koha.control(f"/patrons/{patron['cardnumber']}/checkouts", due_at=due_at, **more)


def loans(operator: KohaOperator, link: Link) -> tuple[ServiceItem, ...]:
    view = operator.services(link, CardFunction.LENDING)
    assert isinstance(view, ServiceView)
    return view.items


def wish_for(item: ServiceItem) -> RenewalWish:
    assert item.id is not None
    assert item.due_on is not None
    return RenewalWish(item.id, item.due_on)


def reason_of(outcome: RenewalOutcome) -> str:
    assert isinstance(outcome, RefusedByOperator)
    return outcome.reason


def renewed_times(koha: Koha, patron: dict[str, Any]) -> int:
    return koha.effects_of(patron["patron_id"]).count("item.renewed")


@pytest.fixture
def patron(later_koha: Koha) -> dict[str, Any]:
    return later_koha.open_patron("FREE")


def test_loans_are_shown_with_the_names_of_the_books_and_the_debt(
    later_koha: Koha, later_operator: KohaOperator, patron: dict[str, Any]
) -> None:
    lend(later_koha, patron, title="鹭江志")
    lend(later_koha, patron, days=-2, title="厦门志")
    later_koha.control(f"/patrons/{patron['cardnumber']}/debits", kind="OVERDUE", amount_fen=250)
    view = later_operator.services(link_to(patron), CardFunction.LENDING)
    assert isinstance(view, ServiceView)
    shown = {(one.kind, one.title, one.state) for one in view.items}
    assert shown == {
        (ItemKind.LOAN, "鹭江志", ItemState.OPEN),
        (ItemKind.LOAN, "厦门志", ItemState.OVERDUE),
    }
    assert view.owed_fen == 250


def test_a_loan_is_renewed_and_the_same_wish_again_changes_nothing(
    later_koha: Koha, later_operator: KohaOperator, patron: dict[str, Any]
) -> None:
    lend(later_koha, patron)
    link = link_to(patron)
    [item] = loans(later_operator, link)
    wish = wish_for(item)
    first, again = (later_operator.renew(link, wish) for _ in range(2))
    assert first == again == Renewed(wish.due_on + timedelta(days=30))
    assert renewed_times(later_koha, patron) == 1
    assert loans(later_operator, link)[0].due_on == wish.due_on + timedelta(days=30)


def test_the_limit_a_waiting_reader_and_an_overdue_book_each_have_their_reason(
    later_koha: Koha, later_operator: KohaOperator, patron: dict[str, Any]
) -> None:
    lend(later_koha, patron, is_reserved=True)
    lend(later_koha, patron, days=-1)
    link = link_to(patron)
    reasons = {reason_of(later_operator.renew(link, wish_for(one))) for one in loans(later_operator, link)}
    assert reasons == {"item-reserved", "item-overdue"}


def test_the_third_time_is_one_too_many(
    later_koha: Koha, later_operator: KohaOperator, patron: dict[str, Any]
) -> None:
    lend(later_koha, patron)
    link = link_to(patron)
    for _ in range(2):
        assert isinstance(later_operator.renew(link, wish_for(loans(later_operator, link)[0])), Renewed)
    outcome = later_operator.renew(link, wish_for(loans(later_operator, link)[0]))
    assert reason_of(outcome) == "renewal-limit"


def test_koha_is_never_asked_to_renew_what_is_anothers_or_nobodys(
    later_koha: Koha, later_operator: KohaOperator, patron: dict[str, Any]
) -> None:
    lend(later_koha, patron)
    wish = wish_for(loans(later_operator, link_to(patron))[0])
    stranger = link_to(later_koha.open_patron("FREE"))
    asked = [(stranger, wish), (link_to(patron), RenewalWish("999999", wish.due_on))]
    reasons = {reason_of(later_operator.renew(*one)) for one in asked}
    assert reasons == {"unknown-loan"}
    assert not [
        one for one in later_koha.requests() if one["path"].startswith(f"/api/v1/checkouts/{wish.loan_id}/")
    ]


@pytest.mark.parametrize("kind", ["apply_then_drop", "unavailable"])
def test_a_lost_answer_is_unknown_and_the_loans_tell(
    later_koha: Koha, patron: dict[str, Any], kind: str
) -> None:
    lend(later_koha, patron)
    operator, link = adapter(later_koha, later_koha.http), link_to(patron)
    wish = wish_for(loans(operator, link)[0])
    later_koha.fault(kind, "POST")
    assert operator.renew(link, wish) == Unknown()
    is_done = kind == "apply_then_drop"
    assert loans(operator, link)[0].due_on == wish.due_on + timedelta(days=30 if is_done else 0)


def test_a_403_about_our_own_rights_is_our_fault_and_no_refusal(
    later_koha: Koha, patron: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    lend(later_koha, patron)
    operator, link = adapter(later_koha, later_koha.http), link_to(patron)
    wish = wish_for(loans(operator, link)[0])
    later_koha.fault("forbidden", "POST")
    assert operator.renew(link, wish) == Busy(300)
    assert "refuses our credentials" in caplog.text


def test_an_old_koha_shows_and_renews_no_loans(old_koha: Koha) -> None:
    operator, patron = adapter(old_koha, old_koha.http), old_koha.open_patron("FREE")
    wish = RenewalWish("1", city_date(datetime.now(UTC)))
    assert operator.services(link_to(patron), CardFunction.LENDING) == Unsupported()
    assert operator.renew(link_to(patron), wish) == Unsupported()


def test_a_library_shows_no_other_card_function(later_operator: KohaOperator, patron: dict[str, Any]) -> None:
    others = [one for one in CardFunction if one is not CardFunction.LENDING]
    assert {type(later_operator.services(link_to(patron), one)) for one in others} == {Unsupported}
