from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_integration.koha.account import Account, account_in, line_in, write_off_of
from tests.unit.card_integration.koha.scripted_koha import LINE, account

MARK = "ent_" + "b" * 22


@given(fen=st.integers(min_value=-(10**9), max_value=10**9))
def test_an_amount_in_yuan_is_read_to_the_fen(fen: int) -> None:
    assert account_in({**account(), "balance": fen / 100}).balance_fen == fen


@given(amounts=st.lists(st.integers(min_value=1, max_value=10**7), min_size=1, max_size=5))
def test_a_write_off_is_exactly_what_is_open(amounts: list[int]) -> None:
    lines = [line_in({**LINE, "amount_outstanding": fen / 100}) for fen in amounts]
    assert round(write_off_of(lines, MARK)["amount"] * 100) == sum(amounts)


def test_each_version_gets_its_own_word_for_a_write_off() -> None:
    later = {**LINE, "account_type": None, "debit_type": "ACCOUNT"}
    assert write_off_of([line_in(LINE)], MARK)["credit_type"] == "writeoff"
    assert write_off_of([line_in(later)], MARK)["credit_type"] == "WRITEOFF"


def test_only_open_debits_of_the_deposits_type_count() -> None:
    others = ({**LINE, "account_type": "FU"}, {**LINE, "amount_outstanding": 0.0})
    held = account_in(account(LINE, *others))
    assert [line.line_id for line in held.debits_of("A")] == [10]
    assert held.debits_of("A") == held.debits[:1]


@pytest.mark.parametrize(
    ("description", "note", "is_marked"),
    [
        (f"信用免押 {MARK}", None, True),
        (None, MARK, True),
        (f"信用免押 {MARK}c", None, False),
        (None, None, False),
    ],
)
def test_a_mark_is_the_whole_id_in_either_text(
    description: str | None, note: str | None, is_marked: bool
) -> None:
    line = line_in({**LINE, "description": description, "internal_note": note})
    assert line.is_marked(MARK) is is_marked


def test_an_account_prints_no_text_of_the_librarys() -> None:
    held = account_in(account({**LINE, "description": "李四的押金"}))
    assert isinstance(held, Account)
    assert "李四" not in repr(held)
