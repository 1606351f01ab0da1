"""The main job, from a phone login to a book lent without a deposit, over HTTP and separate processes."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.builders.scanner import scanned
from tests.e2e.town import Town

pytestmark = [pytest.mark.store, pytest.mark.e2e]
PURPOSES = ("status.evaluate", "certificate.issue", "card.link", "perk.apply", "bot.status")
CLEAN, WITH_COMMENDATION, WITH_MINOR_RECORD, WITH_ORDINARY_RECORD = 1, 2, 3, 4
WITH_SERIOUS_RECORD, WITH_EXPIRED_RECORD = 5, 6


class Caller:
    """Somebody who calls the public API with a header of their own."""

    def __init__(self, http: httpx.Client, api: str, **header: str) -> None:
        self._http = http
        self._api = api
        self._headers = {name.replace("_", "-"): value for name, value in header.items()}

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return self._http.request(method, self._api + path, json=body, headers=self._headers)

    def get(self, path: str) -> Any:
        return self.send("GET", path).raise_for_status().json()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.send("POST", path, body).raise_for_status().json()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10, trust_env=False) as client:
        yield client


@pytest.fixture
def merchant(town: Town, http: httpx.Client) -> Caller:
    return Caller(http, town.api, X_Api_Key=town.credentials["merchants"][0]["api_key"])


@pytest.fixture
def sign_in(town: Town, http: httpx.Client) -> Callable[[int], Caller]:
    """Return a way to sign a citizen in, prove their name and give every consent."""

    def ready(number: int) -> Caller:
        who = town.citizen(number)
        signed_in = Caller(http, town.api).post("/session/wechat", {"code": who["wechat_code"]})
        phone = Caller(http, town.api, Authorization=f"Bearer {signed_in['access_token']}")
        phone.post("/me/identity", {"name": who["name"], "id_number": who["id_number"]})
        for purpose in PURPOSES:
            phone.send("PUT", f"/me/consents/{purpose}").raise_for_status()
        return phone

    return ready


def _until(look: Callable[[], Any], wanted: str) -> Any:
    for _ in range(200):
        seen = look()
        if seen["state"] == wanted:
            return seen
        time.sleep(0.1)
    raise AssertionError(f"never became {wanted}: {seen}")


class Library:
    """The front desk of the library simulator."""

    def __init__(self, town: Town, http: httpx.Client) -> None:
        self._address = town.library
        self._http = http

    def lend(self, card_number: str) -> httpx.Response:
        loan = {"card_number": card_number, "title": "海错图笔记", "price_fen": 8800}
        return self._http.post(f"{self._address}/desk/loans", json=loan)

    def look(self, path: str) -> Any:
        return self._http.get(self._address + path).raise_for_status().json()

    def misbehave(self, kind: str, count: int) -> None:
        fault = {"kind": kind, "count": count}
        self._http.post(f"{self._address}/_simulator/faults", json=fault).raise_for_status()


@pytest.fixture
def library(town: Town, http: httpx.Client) -> Library:
    return Library(town, http)


@pytest.fixture
def say(town: Town, http: httpx.Client) -> Callable[[str, int], str]:
    """Return a way for a citizen to write to the official account, through WeChat in AES mode."""

    def ask(text: str, number: int) -> str:
        push = {
            "wechat_code": town.citizen(number)["wechat_code"],
            "text": text,
            "mode": "aes",
            "callback_url": f"{town.credentials['base_url']}/wechat/callback",
        }
        simulator = town.credentials["simulators"]["wechat"]
        return str(http.post(f"{simulator}/_simulator/say", json=push).raise_for_status().json()["reply"])

    return ask


def test_a_citizen_signs_in_shows_a_code_and_borrows_a_book_without_a_deposit(
    town: Town,
    sign_in: Callable[[int], Caller],
    merchant: Caller,
    library: Library,
    say: Callable[[str, int], str],
) -> None:
    phone, card_number = sign_in(CLEAN), town.citizen(CLEAN)["card_number"]
    assert phone.get("/me/status")["level"]["id"] == "good"
    assert phone.get("/me/records") == {"records": []}

    card = phone.post("/me/cards", {"card_number": card_number})
    issued = phone.post("/me/certificates", {"kind": "dynamic", "claims": ["level", "no_adverse"]})
    drawn = phone.send("GET", f"/me/certificates/{issued['id']}/qr.png").content
    code = scanned(Image.open(io.BytesIO(drawn)))
    assert code.text.startswith(f"{town.credentials['base_url']}/v#")

    answer = merchant.post("/merchant/verifications", {"token": code.text})
    assert (answer["valid"], answer["claims"]["no_adverse"]) == (True, True)
    again = merchant.post("/merchant/verifications", {"token": code.text})
    assert (again["valid"], again["reason"]) == (False, "already_used")
    entries = phone.get("/me/access-log")["entries"]
    scans = [one["outcome"] for one in entries if one["action"] == "certificate.verified"]
    assert scans == ["already_used", "valid"]

    assert library.lend(card_number).status_code == 422
    grant = phone.post("/me/perks", {"perk": "library.deposit_free", "card": card["id"]})
    _until(lambda: phone.get(f"/me/perks/{grant['id']}"), "active")
    loan = library.lend(card_number).raise_for_status().json()
    assert (loan["deposit_required_fen"], loan["deposit_free"]) == (0, True)
    assert "信用修复管理办法" in say("怎么申请信用修复", CLEAN)
    assert "良好" in say("我的信用状况", CLEAN)

    phone.send("DELETE", "/me/consents/status.evaluate").raise_for_status()
    _until(lambda: phone.get(f"/me/perks/{grant['id']}"), "ended")
    lent = library.look(f"/desk/readers/{card_number}")["loans"]
    assert [one["title"] for one in lent] == ["海错图笔记"]


def test_the_bot_tells_a_status_to_its_owner_alone_and_says_when_it_does_not_know(
    sign_in: Callable[[int], Caller], say: Callable[[str, int], str]
) -> None:
    sign_in(WITH_COMMENDATION)
    assert "你的信用状况：优秀" in say("我的信用状况", WITH_COMMENDATION)
    assert "你的信用状况：" not in say("我的信用状况", WITH_MINOR_RECORD)
    assert "不能乱说" in say("今天天气怎么样", WITH_COMMENDATION)


def test_a_status_that_does_not_open_a_perk_is_explained_and_a_dispute_opens_it(
    town: Town, sign_in: Callable[[int], Caller]
) -> None:
    phone = sign_in(WITH_ORDINARY_RECORD)
    card = phone.post("/me/cards", {"card_number": town.citizen(WITH_ORDINARY_RECORD)["card_number"]})
    wish = {"perk": "library.deposit_free", "card": card["id"]}
    refused = phone.send("POST", "/me/perks", wish)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/perk-not-open")
    (record,) = phone.get("/me/records")["records"]
    phone.post("/me/disputes", {"record": record["id"], "reason": "not_mine", "words": "不是我"})
    assert phone.get("/me/status")["level"]["id"] == "good"
    assert phone.post("/me/perks", wish)["state"] == "pending"


def test_an_operator_that_is_down_leaves_the_grant_pending_and_applies_it_once_when_it_returns(
    town: Town, sign_in: Callable[[int], Caller], library: Library
) -> None:
    phone = sign_in(WITH_EXPIRED_RECORD)
    card = phone.post("/me/cards", {"card_number": town.citizen(WITH_EXPIRED_RECORD)["card_number"]})
    before = len(library.look("/_simulator/ledger")["effects"])
    library.misbehave("busy", 1)
    grant = phone.post("/me/perks", {"perk": "library.deposit_free", "card": card["id"]})
    assert grant["state"] == "pending"
    _until(lambda: phone.get(f"/me/perks/{grant['id']}"), "active")
    assert len(library.look("/_simulator/ledger")["effects"]) == before + 1


def test_no_secret_and_no_id_number_reaches_a_log(town: Town, sign_in: Callable[[int], Caller]) -> None:
    sign_in(WITH_SERIOUS_RECORD)
    log = town.log.read_text()
    for forbidden in ("session_key", "secret=", *(one["id_number"] for one in town.credentials["citizens"])):
        assert forbidden not in log
