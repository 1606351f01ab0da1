"""The whole way of a perk that is used at a shop: ticked, shown, scanned, counted, seen by its citizen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import Domain
from tests.builders.citizens import ORDINARY, TestCitizen, a_citizen, a_record
from tests.functional.service.test_hostile_scans import HOSTILE, JSON

pytestmark = pytest.mark.store
API = "/api/v1"
PERK = "park.ticket_discount"


@pytest.fixture
def park(domain: Domain, merchant: dict[str, str]) -> dict[str, str]:
    """Return the headers of a merchant that is registered for the perk."""
    domain.redemptions.admit("鹭江茶铺", PERK)
    return merchant


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def show(client: FlaskClient, citizen: TestCitizen) -> Callable[[], str]:
    def show_code() -> str:
        order = {"kind": "dynamic", "claims": ["perk"], "perk": PERK}
        answer = client.post(f"{API}/me/certificates", json=order, headers=citizen.headers)
        return answer.get_json()["token"]

    return show_code


def _redeem(client: FlaskClient, shop: dict[str, str], token: str, **headers: str) -> dict[str, Any]:
    body = {"token": token, "perk": PERK}
    answer = client.post(f"{API}/merchant/redemptions", json=body, headers=shop | headers)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def _perk(client: FlaskClient, citizen: TestCitizen) -> dict[str, Any]:
    perks = client.get(f"{API}/perks", headers=citizen.headers).get_json()["perks"]
    return next(one for one in perks if one["id"] == PERK)


def test_a_citizen_uses_a_perk_at_a_shop_once_and_sees_that_they_did(
    client: FlaskClient, park: dict[str, str], citizen: TestCitizen, show: Callable[[], str]
) -> None:
    assert _perk(client, citizen)["state"] == "can_have"
    answer = _redeem(client, park, show())
    assert (answer["redeemed"], answer["message"]) == (True, "已核销一次，请给予优惠。")
    used = _perk(client, citizen)
    assert (used["state"], used["eligible"], used["possible_from"]) == ("not_yet", True, "2026-12-01")
    log = client.get(f"{API}/me/access-log", headers=citizen.headers).get_json()["entries"]
    seen = {one["action"]: one for one in log}
    assert (seen["perk.redeemed"]["object"], seen["perk.redeemed"]["actor"]["name"]) == (PERK, "鹭江茶铺")
    assert seen["certificate.verified"]["disclosed"] == ["perk"]
    inbox = client.get(f"{API}/me/inbox", headers=citizen.headers).get_json()["messages"]
    assert "是否符合一项激励的条件" in "".join(message["words"] for message in inbox)
    again = _redeem(client, park, show())
    assert (again["redeemed"], again["outcome"]) == (False, "not_eligible")


def test_a_citizen_sees_at_their_code_what_it_redeemed_and_how_much_is_left_or_why_it_did_not(
    client: FlaskClient, park: dict[str, str], citizen: TestCitizen
) -> None:
    def redeemed_by_a_code() -> Any:
        order = {"kind": "dynamic", "claims": ["perk"], "perk": PERK}
        code = client.post(f"{API}/me/certificates", json=order, headers=citizen.headers).get_json()
        _redeem(client, park, code["token"])
        path = f"{API}/me/certificates/{code['id']}/verifications"
        [scan] = client.get(path, headers=citizen.headers).get_json()["verifications"]
        return scan["redemption"]

    perk = {"id": PERK, "name": "收费公园门票八折"}
    counted = {"perk": perk, "uses_left": 0, "period": "month"}
    assert redeemed_by_a_code() == {"redeemed": True, "why_not": None, **counted}
    why = "本期的次数已用完，商户不知道这个原因"
    assert redeemed_by_a_code() == {"redeemed": False, "why_not": why, **counted}


def test_a_citizen_reads_where_a_perk_is_redeemed(
    client: FlaskClient, park: dict[str, str], citizen: TestCitizen
) -> None:
    perk = _perk(client, citizen)
    assert (perk["shops"], perk["shops_count"]) == (["鹭江茶铺"], 1)
    perks = client.get(f"{API}/perks", headers=citizen.headers).get_json()["perks"]
    assert [one["id"] for one in perks if one["shops"]] == [PERK]


def test_the_shop_is_told_nothing_of_the_person_not_even_why_not(
    client: FlaskClient, domain: Domain, park: dict[str, str], citizen: TestCitizen, show: Callable[[], str]
) -> None:
    first, used_up = _redeem(client, park, show()), _redeem(client, park, show())
    stranger = a_citizen(domain)
    a_record(domain, stranger, ORDINARY)
    order = {"kind": "dynamic", "claims": ["perk"], "perk": PERK}
    issued = client.post(f"{API}/me/certificates", json=order, headers=stranger.headers)
    not_eligible = _redeem(client, park, issued.get_json()["token"])
    told = [
        {key: answer[key] for key in ("redeemed", "outcome", "message")} for answer in (used_up, not_eligible)
    ]
    assert told[0] == told[1]
    past = client.get(f"{API}/merchant/redemptions", headers=park)
    assert [one["redeemed"] for one in past.get_json()["redemptions"]].count(True) == 1
    for secret in (citizen.id, stranger.id, citizen.id_number, "王小明", "limit_reached"):
        assert secret not in past.text + str(first) + str(used_up)


def test_a_client_that_lost_the_answer_asks_again_with_its_key_and_gets_it(
    client: FlaskClient, park: dict[str, str], show: Callable[[], str]
) -> None:
    token = show()
    first, again = (_redeem(client, park, token, **{"Idempotency-Key": "lost-1"}) for _ in range(2))
    assert first == again
    assert first["redeemed"] is True


def test_a_shop_that_is_not_registered_for_the_perk_is_refused_in_words(
    client: FlaskClient, merchant: dict[str, str], show: Callable[[], str]
) -> None:
    body = {"token": show(), "perk": PERK}
    answer = client.post(f"{API}/merchant/redemptions", json=body, headers=merchant)
    assert (answer.status_code, answer.get_json()["type"]) == (403, "/problems/perk-not-offered-here")


@pytest.mark.parametrize(("perk", "status"), [("library.deposit_free", 422), ("park.free", 404)])
def test_what_cannot_be_redeemed_anywhere_is_refused(
    client: FlaskClient, park: dict[str, str], perk: str, status: int
) -> None:
    body = {"token": "1", "perk": perk}
    assert client.post(f"{API}/merchant/redemptions", json=body, headers=park).status_code == status


@HOSTILE
@given(body=JSON | st.fixed_dictionaries({"token": JSON, "perk": JSON | st.just(PERK)}))
def test_any_body_is_answered_or_refused(client: FlaskClient, park: dict[str, str], body: Any) -> None:
    answer = client.post(f"{API}/merchant/redemptions", json=body, headers=park)
    assert answer.status_code in {200, 400, 404, 422}
