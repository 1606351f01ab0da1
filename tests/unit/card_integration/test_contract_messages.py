from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cards.ports import (
    Applied,
    Entitlement,
    EntitlementWish,
    Link,
    LinkRequest,
    NotHeld,
    Pending,
    RefusedByOperator,
    Unknown,
)
from card_integration.contract.members import MALFORMED
from card_integration.contract.messages import (
    entitlement_body,
    holder_proof,
    outcome_in,
    standing_in,
)
from tests.unit.card_integration.scripted_http import ScriptedOperator, adapter

REQUEST = LinkRequest("lnk_1", "6000000000000001", "林晓梅", "350299198506011022", "cns_1")
WISH = Entitlement(
    entitlement_id="ent_1",
    link=Link("lnk_1"),
    perk="deposit_waiver",
    wanted=EntitlementWish.ACTIVE,
    revision=4,
    valid_from=datetime(2026, 11, 23, 4, 0, 0, 999, tzinfo=UTC),
    valid_until=datetime(2027, 2, 21, 16, 0, tzinfo=UTC),
    max_value_fen=50_000,
)
HELD = {
    "entitlement_id": "ent_1",
    "link_id": "lnk_1",
    "revision": 4,
    "state": "active",
    "in_effect_at": "2026-11-23T12:00:00+08:00",
    "changed_at": "2026-11-23T12:00:00+08:00",
    "operator_ref": "DW-1",
}
STANDING = {"open_items": 1, "overdue_items": 0, "owed": {"amount": 0, "currency": "CNY"}, "blocks": []}


def test_the_holder_is_proved_by_an_hmac_over_card_id_number_and_name() -> None:
    message = "6000000000000001:350299198506011022:林晓梅".encode()
    assert holder_proof("secret", REQUEST) == hmac.new(b"secret", message, hashlib.sha256).hexdigest()


def test_a_link_request_shows_nobody_when_printed() -> None:
    shown = repr(REQUEST)
    for hidden in (REQUEST.holder_name, REQUEST.holder_id_number, REQUEST.card_number):
        assert hidden not in shown


def test_a_wish_is_written_in_city_time_and_fen() -> None:
    assert entitlement_body(WISH) == {
        "perk": "deposit_waiver",
        "wanted": "active",
        "revision": 4,
        "valid_from": "2026-11-23T12:00:00+08:00",
        "valid_until": "2027-02-22T00:00:00+08:00",
        "max_value": {"amount": 50_000, "currency": "CNY"},
    }


def test_a_wish_without_a_bound_names_none() -> None:
    assert "max_value" not in entitlement_body(replace(WISH, max_value_fen=None))


@pytest.mark.parametrize(
    ("wanted", "held", "outcome"),
    [
        ("active", {}, Applied("DW-1", datetime(2026, 11, 23, 4, 0, tzinfo=UTC))),
        (
            "active",
            {"operator_ref": None, "in_effect_at": "2026-11-23T04:00:00Z"},
            Applied(None, datetime(2026, 11, 23, 4, 0, tzinfo=UTC)),
        ),
        ("ended", {"state": "ended"}, Applied("DW-1", datetime(2026, 11, 23, 4, 0, tzinfo=UTC))),
        ("active", {"state": "pending", "in_effect_at": None}, Pending()),
        ("ended", {"state": "active"}, Pending()),
        ("active", {"revision": 3}, NotHeld()),
    ],
)
def test_what_the_operator_holds_is_compared_with_the_wish(
    wanted: str, held: dict[str, Any], outcome: object
) -> None:
    wish = replace(WISH, wanted=EntitlementWish(wanted))
    assert outcome_in(wish, {**HELD, **held}) == outcome


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        ({"revision": 5}, "stale-revision"),
        ({"state": "ended"}, "ended-by-operator"),
        ({"state": "refused", "reason": "/problems/quota-used-up"}, "quota-used-up"),
    ],
)
def test_what_stands_against_the_wish_is_a_refusal(held: dict[str, Any], reason: str) -> None:
    outcome = outcome_in(WISH, {**HELD, **held})
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == reason


@pytest.mark.parametrize(
    "held",
    [
        {"link_id": "lnk_2"},
        {"entitlement_id": None},
        {"revision": "4"},
        {"revision": True},
        {"state": "perhaps"},
        {"state": None},
        {"state": "refused"},
        {"in_effect_at": None},
        {"in_effect_at": "2026-11-23T12:00:00"},
        {"in_effect_at": "noon"},
        {"operator_ref": 7},
        {"operator_ref": "a\0b"},
    ],
)
def test_an_answer_against_the_contract_is_unknown(held: dict[str, Any]) -> None:
    operator = adapter(ScriptedOperator(httpx.Response(200, json={**HELD, **held})))
    assert operator.put(WISH) == Unknown()


def test_an_answer_with_an_older_revision_to_a_put_is_unknown() -> None:
    operator = adapter(ScriptedOperator(httpx.Response(200, json={**HELD, "revision": 3})))
    assert operator.put(WISH) == Unknown()
    assert operator.read(WISH) == NotHeld()


@pytest.mark.parametrize(
    "change", [{"link_id": "lnk_2"}, {"state": "closed"}, {"card_masked": None}, {"card_masked": "*\0"}]
)
def test_a_link_that_was_not_asked_for_is_unknown(change: dict[str, Any]) -> None:
    body = {"link_id": "lnk_1", "state": "active", "card_masked": "****0001", **change}
    assert adapter(ScriptedOperator(httpx.Response(201, json=body))).link(REQUEST) == Unknown()


@pytest.mark.parametrize(
    "change",
    [
        {"owed": {"amount": 1, "currency": "USD"}},
        {"owed": 1},
        {"owed": {"amount": 0.5, "currency": "CNY"}},
        {"open_items": None},
        {"blocks": None},
        {"blocks": ["overdue"]},
        {"blocks": [{"kind": "overdue", "since": "2026-11-23", "clears_when": "…"}]},
    ],
)
def test_a_malformed_standing_is_unknown(change: dict[str, Any]) -> None:
    operator = adapter(ScriptedOperator(httpx.Response(200, json={**STANDING, **change})))
    assert operator.standing(Link("lnk_1")) == Unknown()


_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(name=st.sampled_from(sorted(HELD)), value=_ANY_JSON)
def test_no_answer_whatever_breaks_the_adapter(name: str, value: Any) -> None:
    body = json.loads(json.dumps({**HELD, name: value}))
    try:
        outcome = outcome_in(WISH, body)
    except MALFORMED:
        return
    assert isinstance(outcome, Applied | Pending | NotHeld | RefusedByOperator)


@given(name=st.sampled_from(sorted(STANDING)), value=_ANY_JSON)
def test_no_standing_whatever_breaks_the_adapter(name: str, value: Any) -> None:
    try:
        standing = standing_in({**STANDING, name: value})
    except MALFORMED:
        return
    assert standing.overdue_items == value if name == "overdue_items" else standing.overdue_items == 0
