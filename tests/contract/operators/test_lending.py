from __future__ import annotations

from dataclasses import replace

import pytest

from backend.cards.ports import EntitlementWish, Link, RefusedByOperator, Standing
from backend.platform.ids import new_id
from card_integration.contract.operator import ContractOperator
from tests.contract.operators.conftest import Library, waiver
from tests.contract.operators.synthetic_city import CHEN, LIN, WU

DAY_SECONDS = 86_400


@pytest.fixture
def house(library: Library) -> Library:
    """Lend at the library alone; no other operator has a front desk."""
    return library


def test_a_book_is_lent_without_a_deposit_while_the_waiver_is_active(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    operator.put(waiver(link_id))
    loan = library.lend(LIN, price_fen=4_500)
    assert loan.status_code == 201
    assert set(loan.json()) == {"loan_id", "title", "due_on", "deposit_required_fen", "deposit_free"}
    assert loan.json()["deposit_required_fen"] == 0
    assert loan.json()["deposit_free"] is True


@pytest.mark.parametrize(("price_fen", "tier_fen"), [(4_500, 5_000), (5_001, 10_000), (60_000, 80_000)])
def test_without_waiver_and_deposit_the_missing_tier_is_named(
    library: Library, price_fen: int, tier_fen: int
) -> None:
    refused = library.lend(WU, price_fen)
    assert refused.status_code == 422
    assert refused.json()["type"] == "/problems/deposit-missing"
    assert refused.json()["deposit_required_fen"] == tier_fen
    assert refused.json()["deposit_paid_fen"] == 0


def test_a_paid_deposit_covers_all_books_out_up_to_its_tier(library: Library) -> None:
    first = library.lend(CHEN, price_fen=6_000)
    assert first.json()["deposit_required_fen"] == 10_000
    assert first.json()["deposit_free"] is False
    assert library.lend(CHEN, price_fen=4_001).json()["deposit_required_fen"] == 20_000
    assert library.lend(CHEN, price_fen=4_000).status_code == 201
    for loan in library.get(f"/desk/readers/{CHEN.card_number}")["loans"]:
        library.post("/desk/returns", loan_id=loan["loan_id"])


def test_books_beyond_the_waivers_bound_need_their_tier(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    operator.put(waiver(link_id, max_value_fen=20_000))
    assert library.lend(LIN, price_fen=20_000).status_code == 201
    assert library.lend(LIN, price_fen=1).json()["deposit_required_fen"] == 30_000


def test_a_book_already_lent_stays_lent_when_the_waiver_ends(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    wish = waiver(link_id)
    operator.put(wish)
    lent = library.lend(LIN, price_fen=4_500).json()
    operator.put(replace(wish, wanted=EntitlementWish.ENDED, revision=2))
    still_out = library.get(f"/desk/readers/{LIN.card_number}")["loans"]
    assert [loan["loan_id"] for loan in still_out] == [lent["loan_id"]]
    assert library.lend(LIN, price_fen=4_500).json()["deposit_required_fen"] == 10_000


def test_a_waiver_ends_by_itself_at_the_desk_too(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    operator.put(waiver(link_id))
    library.post("/_simulator/clock", offset_seconds=91 * DAY_SECONDS)
    assert library.lend(LIN, price_fen=4_500).status_code == 422


def test_unlinking_takes_the_waiver_from_the_desk(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    operator.put(waiver(link_id))
    operator.unlink(Link(link_id))
    assert library.get(f"/desk/readers/{LIN.card_number}")["deposit_waived_up_to_fen"] is None


def test_books_beyond_the_highest_tier_are_not_lent_with_or_without_a_waiver(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    operator.put(waiver(link_id, max_value_fen=None))
    assert library.lend(LIN, price_fen=100_001).json()["type"] == "/problems/over-highest-tier"
    assert library.lend(LIN, price_fen=100_000).status_code == 201


def test_returning_a_book_is_repeatable_and_recorded_once(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    operator.put(waiver(link_id))
    loan_id = library.lend(LIN, price_fen=4_500).json()["loan_id"]
    assert library.post("/desk/returns", loan_id=loan_id) == library.post("/desk/returns", loan_id=loan_id)
    effects = library.get("/_simulator/ledger")["effects"]
    assert [one["effect"] for one in effects if one["object_id"] == loan_id] == ["loan.made", "loan.returned"]


def test_the_desk_knows_no_stranger_and_no_made_up_loan(library: Library) -> None:
    stranger = replace(LIN, card_number="6000000000009999")
    assert library.lend(stranger, price_fen=4_500).status_code == 404
    returned = library.http.post(f"{library.base_url}/desk/returns", json={"loan_id": "L-0"})
    assert returned.status_code == 404


def test_the_standing_of_a_card_without_loans_is_clear(operator: ContractOperator, link_id: str) -> None:
    assert operator.standing(Link(link_id)) == Standing(0, 0, 0, ())


def test_the_standing_tells_loans_debts_and_how_a_block_clears(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    operator.put(waiver(link_id))
    library.lend(LIN, price_fen=4_500)
    library.post("/_simulator/clock", offset_seconds=33 * DAY_SECONDS)
    standing = operator.standing(Link(link_id))
    assert isinstance(standing, Standing)
    assert (standing.open_items, standing.overdue_items, standing.owed_fen) == (1, 1, 30)
    assert [block.kind for block in standing.blocks] == ["overdue"]
    assert "还清" in standing.blocks[0].clears_when
    assert library.lend(LIN, price_fen=4_500).json()["type"] == "/problems/items-overdue"


@pytest.mark.parametrize("is_closed", [False, True])
def test_no_standing_is_told_without_an_open_link(
    operator: ContractOperator, link_id: str, is_closed: bool
) -> None:
    if is_closed:
        operator.unlink(Link(link_id))
    outcome = operator.standing(Link(link_id if is_closed else new_id("lnk")))
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == "unknown-link"
