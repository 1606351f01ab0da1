from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest

from backend.cards.ports import Link
from backend.platform.ids import new_id
from card_integration.contract.operator import ContractOperator
from tests.contract.operators.conftest import House, waiver
from tests.contract.operators.synthetic_city import CLIENT_ID, WU, secret_of
from tests.contract.wishes import link_request

LINK = "/links/lnk_" + "a" * 22
ENTITLEMENT = LINK + "/entitlements/ent_" + "b" * 22


def token_of(house: House, http: httpx.Client) -> dict[str, str]:
    form = {"grant_type": "client_credentials"}
    auth = (quote_plus(CLIENT_ID), quote_plus(secret_of(house.name)))
    answer = http.post(f"{house.base_url}/oauth/token", data=form, auth=auth)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/capabilities"),
        ("PUT", LINK),
        ("GET", LINK),
        ("DELETE", LINK),
        ("PUT", ENTITLEMENT),
        ("GET", ENTITLEMENT),
        ("GET", LINK + "/standing"),
        ("GET", LINK + "/services/lending"),
        ("GET", "/entitlements"),
    ],
)
@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic eA=="}]
)
def test_every_operation_refuses_a_caller_without_a_living_token(
    house: House, direct: httpx.Client, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = direct.request(method, house.base_url + path, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/unauthenticated"


def test_a_token_dies_at_its_time(house: House, checked: httpx.Client) -> None:
    headers = token_of(house, checked)
    assert checked.get(f"{house.base_url}/capabilities", headers=headers).status_code == 200
    house.post("/_simulator/clock", offset_seconds=601)
    assert checked.get(f"{house.base_url}/capabilities", headers=headers).status_code == 401


def test_no_name_id_number_level_or_score_is_ever_on_the_wire(
    operator: ContractOperator, house: House
) -> None:
    request = link_request(WU)
    operator.link(request)
    operator.put(waiver(request.link_id))
    operator.standing(Link(request.link_id))
    operator.unlink(Link(request.link_id))
    seen = [one for one in house.get("/_simulator/requests")["requests"] if request.link_id in one["path"]]
    assert [one["method"] for one in seen] == ["PUT", "PUT", "GET", "DELETE"]
    assert [set(json.loads(one["body"])) for one in seen[:2]] == [
        {"card_number", "holder_proof", "consent_id"},
        {"perk", "wanted", "revision", "valid_from", "valid_until", "max_value"},
    ]
    wire = json.dumps(house.get("/_simulator/requests"), ensure_ascii=False)
    for secret in (
        WU.name,
        WU.id_number,
        WU.id_number[:-1],
        base64.b64encode(WU.id_number.encode()).decode(),
    ):
        assert secret not in wire


def test_the_token_is_asked_for_once_for_many_calls(operator: ContractOperator, house: House) -> None:
    before = len(_token_calls(house))
    for _ in range(3):
        operator.unlink(Link(new_id("lnk")))
    assert len(_token_calls(house)) == before + 1


def _token_calls(house: House) -> list[Any]:
    requests = house.get("/_simulator/requests")["requests"]
    return [one for one in requests if one["path"].startswith("/oauth/token")]


def test_an_operator_refuses_a_member_that_the_contract_does_not_have(
    house: House, checked: httpx.Client, operator: ContractOperator, link_id: str
) -> None:
    body = {
        "perk": "deposit_waiver",
        "wanted": "active",
        "revision": 1,
        "valid_from": "2026-01-01T00:00:00+08:00",
        "valid_until": "2099-01-01T00:00:00+08:00",
        "level": "A",
    }
    path = f"/links/{link_id}/entitlements/{new_id('ent')}"
    answer = checked.put(house.base_url + path, json=body, headers=token_of(house, checked))
    assert answer.status_code == 400
    assert "level" in answer.json()["title"]


@pytest.mark.parametrize(
    "change",
    [
        {"revision": True},
        {"revision": 2**70},
        {"valid_until": "2099-01-01T00:00:00"},
        {"valid_until": "soon"},
        {"perk": "a_level"},
        {"max_value": {"amount": 1.5, "currency": "CNY"}},
        {"max_value": {"amount": 100, "currency": "USD"}},
    ],
)
def test_an_operator_refuses_a_malformed_wish(
    house: House, checked: httpx.Client, change: dict[str, object]
) -> None:
    wish = {
        "perk": "deposit_waiver",
        "wanted": "active",
        "revision": 1,
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_until": "2099-01-01T00:00:00Z",
    }
    headers = token_of(house, checked)
    answer = checked.put(house.base_url + ENTITLEMENT, json={**wish, **change}, headers=headers)
    assert answer.status_code == 400


def test_a_period_that_ends_before_it_begins_is_refused_with_its_reason(
    house: House, checked: httpx.Client
) -> None:
    wish = {
        "perk": "deposit_waiver",
        "wanted": "active",
        "revision": 1,
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_until": "2025-01-01T00:00:00Z",
    }
    answer = checked.put(house.base_url + ENTITLEMENT, json=wish, headers=token_of(house, checked))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/period-reversed")


def test_a_link_can_be_shown_open_and_closed(
    house: House, checked: httpx.Client, operator: ContractOperator, link_id: str
) -> None:
    url, headers = f"{house.base_url}/links/{link_id}", token_of(house, checked)
    assert checked.get(url, headers=headers).json()["state"] == "active"
    operator.unlink(Link(link_id))
    assert checked.get(url, headers=headers).json()["state"] == "closed"


def test_reconciliation_pages_through_every_entitlement_once(
    house: House, checked: httpx.Client, operator: ContractOperator, link_id: str
) -> None:
    wishes = [waiver(link_id) for _ in range(5)]
    for wish in wishes:
        operator.put(wish)
    pages = list(_pages(house, checked, limit=2))
    assert max(len(page) for page in pages) == 2
    listed = [one["entitlement_id"] for page in pages for one in page if one["link_id"] == link_id]
    assert listed == [wish.entitlement_id for wish in wishes]


def test_reconciliation_since_a_time_leaves_out_what_did_not_change(
    house: House, checked: httpx.Client, operator: ContractOperator, link_id: str
) -> None:
    operator.put(waiver(link_id))
    house.post("/_simulator/clock", offset_seconds=500)
    later = waiver(link_id)
    operator.put(later)
    [view] = [one for page in _pages(house, checked) for one in page if _is(one, later.entitlement_id)]
    since = list(_pages(house, checked, changed_since=view["changed_at"]))
    assert [one["entitlement_id"] for page in since for one in page if one["link_id"] == link_id] == [
        later.entitlement_id
    ]


def _is(view: dict[str, Any], entitlement_id: str) -> bool:
    return view["entitlement_id"] == entitlement_id


def _pages(house: House, http: httpx.Client, **query: Any) -> Any:
    headers, cursor = token_of(house, http), None
    while True:
        params = {**query, "cursor": cursor} if cursor else query
        page = http.get(f"{house.base_url}/entitlements", params=params, headers=headers).json()
        yield page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return
        assert re.fullmatch(r"\S+", cursor)
