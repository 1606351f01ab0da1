"""Each of the eleven functions of the card, linked, read and shown over HTTP and separate processes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from backend.cards.operators import BASIC_RIGHTS, CardFunction
from tests.e2e.town import Town

pytestmark = [pytest.mark.store, pytest.mark.e2e]
CLEAN, OTHER, WITH_DEPOSIT = 1, 2, 10


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10, trust_env=False) as client:
        yield client


class Phone:
    """A citizen who signed in, proved their name and agreed to link cards."""

    def __init__(self, town: Town, http: httpx.Client, number: int) -> None:
        self._http, self._api, self.who = http, town.api, town.citizen(number)
        self._headers: dict[str, str] = {}
        token = self.post("/session/wechat", {"code": self.who["wechat_code"]})["access_token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self.post("/me/identity", {"name": self.who["name"], "id_number": self.who["id_number"]})
        for purpose in ("status.evaluate", "card.link"):
            self.send("PUT", f"/me/consents/{purpose}").raise_for_status()

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return self._http.request(method, self._api + path, json=body, headers=self._headers)

    def get(self, path: str) -> Any:
        return self.send("GET", path).raise_for_status().json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.send("POST", path, body).raise_for_status().json()

    def link(self, operator: str) -> str:
        return str(
            self.post("/me/cards", {"card_number": self.who["card_number"], "operator": operator})["id"]
        )


def order_fault(http: httpx.Client, town: Town, operator: str, kind: str, count: int) -> None:
    address = f"{town.credentials['simulators'][operator]}/_simulator/faults"
    http.post(address, json={"kind": kind, "count": count}).raise_for_status()


def test_each_of_the_eleven_functions_is_linked_read_and_shown(town: Town, http: httpx.Client) -> None:
    phone = Phone(town, http, CLEAN)
    hold = {"card_number": phone.who["card_number"], "title": "海错图笔记"}
    http.post(f"{town.library}/desk/holds", json=hold).raise_for_status()
    status = phone.get("/me/status")
    seen = {}
    for operator in phone.get("/me/card-operators")["operators"]:
        card = phone.link(operator["id"])
        for service in operator["services"]:
            seen[service["id"]] = phone.get(f"/me/cards/{card}/services/{service['id']}")
    assert set(seen) == set(CardFunction)
    assert {name for name, shown in seen.items() if shown["basic_right"]} == BASIC_RIGHTS
    assert [name for name, shown in seen.items() if not shown["items"]] == []
    assert len(phone.get("/me/cards")["cards"]) == 11
    looks = [one for one in phone.get("/me/access-log")["entries"] if one["action"] == "card.service_seen"]
    assert {name for look in looks for name in look["disclosed"]} == set(CardFunction)
    assert phone.get("/me/status") == status


def test_an_operator_that_does_not_answer_is_a_503_and_the_others_show_as_ever(
    town: Town, http: httpx.Client
) -> None:
    phone = Phone(town, http, OTHER)
    bus, gas = phone.link("bus"), phone.link("gas")
    order_fault(http, town, "bus", "busy", 1)
    refused = phone.send("GET", f"/me/cards/{bus}/services/bus")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert refused.json()["type"] == "/problems/operator-unavailable"
    order_fault(http, town, "bus", "malformed", 1)
    assert phone.send("GET", f"/me/cards/{bus}/services/bus").status_code == 503
    assert phone.get(f"/me/cards/{gas}/services/gas")["owed_fen"] >= 0
    assert phone.get(f"/me/cards/{bus}/services/bus")["balance_fen"] >= 0


def test_a_book_is_renewed_from_the_phone_until_the_library_says_no(town: Town, http: httpx.Client) -> None:
    phone = Phone(town, http, WITH_DEPOSIT)
    card = phone.link("library")
    book = {"card_number": phone.who["card_number"], "title": "鹭江志", "price_fen": 1_000}
    loan_id = http.post(f"{town.library}/desk/loans", json=book).raise_for_status().json()["loan_id"]
    lending = f"/me/cards/{card}/services/lending"

    def renew() -> httpx.Response:
        [item] = [one for one in phone.get(lending)["items"] if one["id"] == loan_id]
        return phone.send("POST", f"{lending}/loans/{loan_id}/renewal", {"due_on": item["due_on"]})

    order_fault(http, town, "library", "none", 0)
    assert [renew().json()["renewals_left"] for _ in range(2)] == [1, 0]
    refused = renew()
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/renewal-refused/renewal-limit")
    entries = phone.get("/me/access-log")["entries"]
    outcomes = [one["outcome"] for one in entries if one["action"] == "card.loan_renewed"]
    assert outcomes == ["not_renewed", "renewed", "renewed"]
