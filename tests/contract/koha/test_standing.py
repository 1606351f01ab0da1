from __future__ import annotations

from datetime import UTC, datetime, timedelta

from backend.cards.ports import Standing, Unsupported
from card_integration.koha.operator import KohaOperator
from tests.contract.koha.conftest import Koha, adapter, link_to


def test_loans_debts_and_overdue_items_are_counted(later_koha: Koha, later_operator: KohaOperator) -> None:
    patron = later_koha.open_patron("FREE")
    card, now = patron["cardnumber"], datetime.now(UTC)
    for days in (-3, 4, 9):
        due_at = (now + timedelta(days=days)).isoformat()
        later_koha.control(f"/patrons/{card}/checkouts", due_at=due_at)
    later_koha.control(f"/patrons/{card}/debits", kind="OVERDUE", amount_fen=1_035)
    assert later_operator.standing(link_to(patron)) == Standing(3, 1, 1_035, ())


def test_more_loans_than_a_page_holds_are_all_counted(later_koha: Koha, later_operator: KohaOperator) -> None:
    patron = later_koha.open_patron("FREE")
    due_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for _ in range(101):
        later_koha.control(f"/patrons/{patron['cardnumber']}/checkouts", due_at=due_at)
    standing = later_operator.standing(link_to(patron))
    assert isinstance(standing, Standing)
    assert standing.open_items == 101


def test_a_balance_in_the_patrons_favour_owes_nothing(later_koha: Koha, later_operator: KohaOperator) -> None:
    patron = later_koha.open_patron("FREE")
    path = f"/patrons/{patron['patron_id']}/account/credits"
    later_koha.call("POST", path, json={"credit_type": "PAYMENT", "amount": 20})
    assert later_operator.standing(link_to(patron)) == Standing(0, 0, 0, ())


def test_an_old_koha_lists_no_loans_so_it_cannot_tell(old_koha: Koha) -> None:
    patron = old_koha.open_patron("FREE")
    assert adapter(old_koha, old_koha.http).standing(link_to(patron)) == Unsupported()
