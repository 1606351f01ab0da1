from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cards.operators import CardFunction
from backend.cards.ports import (
    Capabilities,
    Link,
    OfferedPerk,
    PerkPace,
    RefusedByOperator,
    Unknown,
    Unsupported,
)
from backend.cards.service_view import (
    Deposit,
    DepositState,
    ItemKind,
    ItemState,
    ServiceItem,
    ServiceView,
)
from card_integration.contract.members import MALFORMED
from card_integration.contract.service_messages import LONGEST_LIST, capabilities_in, service_view_in
from tests.unit.card_integration.scripted_http import ScriptedOperator, adapter, problem

LINK = Link("lnk_1")
ITEM: dict[str, Any] = {
    "kind": "bill",
    "title": "2026 年 10 月水费",
    "at": "2026-11-03T09:00:00+08:00",
    "month": "2026-10",
    "amount": {"amount": 7_397, "currency": "CNY"},
    "due_on": "2026-11-20",
    "state": "overdue",
}
VIEW: dict[str, Any] = {
    "link_id": "lnk_1",
    "service": "water",
    "as_of": "2026-11-23T12:00:00+08:00",
    "balance": {"amount": 0, "currency": "CNY"},
    "owed": {"amount": 7_397, "currency": "CNY"},
    "deposit": {"state": "waived", "amount": {"amount": 30_000, "currency": "CNY"}},
    "valid_from": "2026-01-01",
    "valid_until": "2026-12-31",
    "items": [ITEM],
}
CAPABILITIES: dict[str, Any] = {
    "operator_id": "water",
    "perks": [
        {"perk": "deferred_payment", "applies": "deferred", "max_value": {"amount": 1, "currency": "CNY"}},
        {"perk": "priority_service", "applies": "immediate"},
    ],
    "standing": True,
    "services": ["water"],
}


def answer_to(body: dict[str, Any]) -> object:
    return adapter(ScriptedOperator(httpx.Response(200, json=body))).services(LINK, CardFunction.WATER)


def test_a_whole_view_is_read_in_fen_and_utc() -> None:
    assert answer_to(VIEW) == ServiceView(
        as_of=datetime(2026, 11, 23, 4, tzinfo=UTC),
        balance_fen=0,
        owed_fen=7_397,
        deposit=Deposit(DepositState.WAIVED, 30_000),
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        items=(
            ServiceItem(
                kind=ItemKind.BILL,
                title="2026 年 10 月水费",
                at=datetime(2026, 11, 3, 1, tzinfo=UTC),
                month="2026-10",
                amount_fen=7_397,
                due_on=date(2026, 11, 20),
                state=ItemState.OVERDUE,
            ),
        ),
    )


def test_what_a_function_has_not_is_none() -> None:
    bare = {"link_id": "lnk_1", "service": "water", "as_of": VIEW["as_of"], "items": []}
    assert answer_to(bare) == ServiceView(as_of=datetime(2026, 11, 23, 4, tzinfo=UTC))


def test_a_view_shows_no_figure_when_printed() -> None:
    assert "7397" not in repr(answer_to(VIEW))
    assert "水费" not in repr(answer_to(VIEW))


@pytest.mark.parametrize(
    "change",
    [
        {"link_id": "lnk_2"},
        {"service": "gas"},
        {"as_of": None},
        {"as_of": "2026-11-23T12:00:00"},
        {"as_of": "9999-12-31T23:00:00Z"},
        {"as_of": "0001-01-01T00:00:00+14:00"},
        {"balance": 100},
        {"balance": {"amount": -1, "currency": "CNY"}},
        {"balance": {"amount": 1.0, "currency": "CNY"}},
        {"balance": {"amount": True, "currency": "CNY"}},
        {"balance": {"amount": 2**53, "currency": "CNY"}},
        {"owed": {"amount": 1, "currency": "USD"}},
        {"owed": {"amount": 1}},
        {"deposit": {"state": "lost", "amount": {"amount": 1, "currency": "CNY"}}},
        {"deposit": "paid"},
        {"valid_from": "20260101"},
        {"valid_from": "2026-W01-1"},
        {"valid_from": "2026-02-30"},
        {"valid_until": "2025-12-31"},
        {"items": None},
        {"items": {}},
        {"items": ["a ride"]},
        {"items": [ITEM] * (LONGEST_LIST + 1)},
    ],
)
def test_a_view_against_the_contract_is_unknown(change: dict[str, Any]) -> None:
    assert answer_to({**VIEW, **change}) == Unknown()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "score"},
        {"kind": None},
        {"title": ""},
        {"title": "长" * 101},
        {"title": 7},
        {"at": "2026-11-03"},
        {"month": "2026-13"},
        {"month": "2026-1"},
        {"amount": 1},
        {"due_on": "soon"},
        {"state": "late"},
    ],
)
def test_an_item_against_the_contract_is_unknown(change: dict[str, Any]) -> None:
    assert answer_to({**VIEW, "items": [{**ITEM, **change}]}) == Unknown()


def test_a_function_that_the_operator_does_not_show_is_unsupported() -> None:
    script = ScriptedOperator(problem(404, "unknown-service"))
    assert adapter(script).services(LINK, CardFunction.GAS) == Unsupported()
    assert script.requests[0].url.path == "/api/links/lnk_1/services/gas"


def test_a_link_that_the_operator_does_not_know_is_refused_in_words() -> None:
    outcome = adapter(ScriptedOperator(problem(404, "unknown-link"))).services(LINK, CardFunction.GAS)
    assert isinstance(outcome, RefusedByOperator)
    assert (outcome.reason, "重新关联" in outcome.zh) == ("unknown-link", True)


def test_capabilities_are_read_and_functions_of_tomorrow_passed_over() -> None:
    body = {**CAPABILITIES, "services": ["water", "hot_water"]}
    assert adapter(ScriptedOperator(httpx.Response(200, json=body))).capabilities() == Capabilities(
        perks=(
            OfferedPerk("deferred_payment", PerkPace.DEFERRED, 1),
            OfferedPerk("priority_service", PerkPace.IMMEDIATE, None),
        ),
        services=frozenset({CardFunction.WATER}),
    )


def test_an_operator_of_an_earlier_contract_shows_nothing() -> None:
    body = {name: value for name, value in CAPABILITIES.items() if name != "services"}
    assert capabilities_in(body).services == frozenset()


@pytest.mark.parametrize(
    "change",
    [
        {"perks": None},
        {"perks": ["deposit_waiver"]},
        {"perks": [{"perk": "deposit_waiver", "applies": "tomorrow"}]},
        {"perks": [{"perk": 1, "applies": "immediate"}]},
        {"services": "water"},
        {"services": [{}]},
    ],
)
def test_malformed_capabilities_are_unknown(change: dict[str, Any]) -> None:
    script = ScriptedOperator(httpx.Response(200, json={**CAPABILITIES, **change}))
    assert adapter(script).capabilities() == Unknown()


_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(name=st.sampled_from(sorted(VIEW)), value=_ANY_JSON)
def test_no_view_whatever_breaks_the_adapter(name: str, value: Any) -> None:
    try:
        view = service_view_in("lnk_1", CardFunction.WATER, {**VIEW, name: value})
    except MALFORMED:
        return
    assert view.owed_fen in (None, 7_397)


@given(name=st.sampled_from(sorted(ITEM)), value=_ANY_JSON)
def test_no_item_whatever_breaks_the_adapter(name: str, value: Any) -> None:
    try:
        view = service_view_in("lnk_1", CardFunction.WATER, {**VIEW, "items": [{**ITEM, name: value}]})
    except MALFORMED:
        return
    assert view.items[0].kind is ItemKind.BILL


@given(name=st.sampled_from(sorted(CAPABILITIES)), value=_ANY_JSON)
def test_no_capabilities_whatever_break_the_adapter(name: str, value: Any) -> None:
    try:
        offered = capabilities_in({**CAPABILITIES, name: value})
    except MALFORMED:
        return
    assert offered.services <= {CardFunction.WATER}
