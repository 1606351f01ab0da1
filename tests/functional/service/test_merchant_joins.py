"""A shop joins, lets its staff in, works, and lets a phone go, all through the door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.domain import Domain
from tests.builders.citizens import TestCitizen, a_citizen
from tests.builders.clock import StandingClock
from tests.builders.merchants import QUESTIONS, TestShop, a_credit_code, a_shop_that_joined, a_staff_phone

pytestmark = pytest.mark.store
MERCHANT = "/api/v1/merchant"
LEVEL = Order(CertificateKind.DYNAMIC, frozenset({Claim.LEVEL}))
INVITATIONS = f"{MERCHANT}/invitations"


@pytest.fixture
def code(domain: Domain) -> str:
    return domain.merchant_access.registry.invite("沙坡尾小铺", a_credit_code(1), QUESTIONS).code


@pytest.fixture
def shop(domain: Domain) -> TestShop:
    return a_shop_that_joined(domain, "别家小店", 2)


@pytest.fixture
def staff(domain: Domain, shop: TestShop) -> dict[str, str]:
    """Return the headers of a phone of staff."""
    return {"X-Api-Key": a_staff_phone(domain, shop.owner).api_key}


def accept(client: FlaskClient, code: str, **changed: Any) -> Any:
    body = {"code": code, "rules_version": "2026-1", "label": "店主手机", **changed}
    return client.post(f"{INVITATIONS}/accept", json=body, headers={"Idempotency-Key": "the-first-request"})


def citizens_log(client: FlaskClient, citizen: TestCitizen) -> list[tuple[str, str]]:
    """Return the scans that the citizen reads of: the entry, and who looked."""
    entries = client.get("/api/v1/me/access-log", headers=citizen.headers).json["entries"]
    return [(one["id"], one["actor"]["name"]) for one in entries if one["action"] == "certificate.verified"]


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["type"]


def test_a_shop_joins_pairs_a_phone_of_staff_scans_and_sees_its_day(
    client: FlaskClient, domain: Domain, clock: StandingClock, code: str
) -> None:
    offer = client.post(f"{INVITATIONS}/look", json={"code": code}).json
    assert (offer["role"], offer["merchant"], offer["label"]) == ("owner", {"name": "沙坡尾小铺"}, None)
    assert offer["questions"] == ["level", "perk"]
    joined = accept(client, code, rules_version=offer["rules"]["version"])
    assert joined.status_code == 201
    assert joined.json["key"]["is_this_one"]
    assert joined.json["merchant"]["questions"] == ["level", "perk"]
    owner = {"X-Api-Key": joined.json["api_key"]}

    clock.pass_time(minutes=1)
    made = client.post(f"{MERCHANT}/keys", json={"label": "收银台"}, headers=owner)
    assert made.status_code == 201
    link, paired_with = made.json["link"], made.json["code"]
    assert link == f"https://card.example/scan#join={paired_with}"
    assert [one["id"] for one in client.get(f"{MERCHANT}/keys", headers=owner).json["invitations"]] == [
        made.json["id"]
    ]
    paired = accept(client, paired_with, label="收银台").json
    staff = {"X-Api-Key": paired["api_key"]}
    me = client.get(MERCHANT, headers=staff).json
    assert (me["role"], me["label"], me["key_id"]) == ("staff", "收银台", paired["key"]["id"])
    assert me["id"] == joined.json["merchant"]["id"]

    order = Order(CertificateKind("dynamic"), frozenset({Claim.LEVEL}))
    token = domain.certificates.issue(a_citizen(domain).id, order, None).digits
    assert client.post(f"{MERCHANT}/verifications", json={"token": token}, headers=staff).json["valid"]
    day = client.get(f"{MERCHANT}/verifications?on=2026-11-23", headers=owner).json
    assert (len(day["verifications"]), day["counts"], day["next"]) == (1, {"valid": 1}, None)

    listed = client.get(f"{MERCHANT}/keys", headers=owner).json
    assert listed["invitations"] == []
    assert [
        (one["label"], one["role"], one["is_this_one"], one["last_used_on"]) for one in listed["keys"]
    ] == [
        ("店主手机", "owner", True, "2026-11-23"),
        ("收银台", "staff", False, "2026-11-23"),
    ]
    assert client.delete(f"{MERCHANT}/keys/{paired['key']['id']}", headers=owner).status_code == 204
    assert client.get(MERCHANT, headers=staff).status_code == 401


def test_a_lost_answer_is_asked_for_again_and_the_label_may_be_another_by_then(
    client: FlaskClient, code: str
) -> None:
    lost, again = accept(client, code).json, accept(client, code, label="柜台").json
    assert (again["key"]["id"], again["key"]["label"]) == (lost["key"]["id"], "柜台")
    assert client.get(MERCHANT, headers={"X-Api-Key": lost["api_key"]}).status_code == 401
    assert client.get(MERCHANT, headers={"X-Api-Key": again["api_key"]}).status_code == 200


def test_a_request_key_that_could_be_guessed_is_refused_before_the_invitation_is_used_up(
    client: FlaskClient, code: str
) -> None:
    body = {"code": code, "rules_version": "2026-1", "label": "店主手机"}
    refused = client.post(f"{INVITATIONS}/accept", json=body, headers={"Idempotency-Key": "k" * 15})
    assert problem(refused) == (422, "/problems/idempotency-key-length")
    assert "16" in refused.json["detail_zh"]
    assert accept(client, code).status_code == 201


def test_an_ended_phone_tells_what_it_scanned_before_and_the_citizen_learns_of_it(
    client: FlaskClient, domain: Domain, clock: StandingClock, shop: TestShop
) -> None:
    phone, citizen = a_staff_phone(domain, shop.owner), a_citizen(domain)
    headers = {"X-Api-Key": phone.api_key}
    token = domain.certificates.issue(citizen.id, LEVEL, None).digits
    before, by_a_clock_ahead, after = (clock.now() + timedelta(seconds=seconds) for seconds in (5, 20, 21))
    clock.pass_time(seconds=10)
    assert client.delete(f"{MERCHANT}/keys/{phone.key.id}", headers=headers).status_code == 204
    clock.pass_time(minutes=5)

    def report(*moments: datetime) -> Any:
        scans = [{"token": token, "scanned_at": moment.isoformat()} for moment in moments]
        return client.post(f"{MERCHANT}/verifications/offline", json={"scans": scans}, headers=headers)

    assert problem(report(before, after)) == (401, "/problems/api-key-invalid")
    assert citizens_log(client, citizen) == []
    [told] = report(before).json["answers"]
    assert told["outcome"] == "offline"
    assert citizens_log(client, citizen) == [(told["receipt"], "别家小店")]
    # A phone knows the time to a second or worse, and the citizen is not to lose an entry by it (rule 6).
    assert report(by_a_clock_ahead).json["answers"][0]["outcome"] == "offline"
    # That is all it may do, and for as long as scans are taken.
    assert client.get(MERCHANT, headers=headers).status_code == 401
    assert client.post(f"{MERCHANT}/verifications", json={"token": token}, headers=headers).status_code == 401
    clock.pass_time(days=7)
    assert problem(report(before)) == (401, "/problems/api-key-invalid")


@pytest.mark.parametrize("act", ["look", "accept"])
def test_every_code_that_is_not_good_gets_the_same_answer(
    client: FlaskClient, domain: Domain, clock: StandingClock, shop: TestShop, act: str
) -> None:
    pairing = domain.merchant_access.pairing
    used, withdrawn, over = (pairing.make(shop.owner, label, None) for label in ("甲", "乙", "丙"))
    accept(client, used.code)
    pairing.withdraw(shop.owner, withdrawn.id)
    clock.pass_time(minutes=15)
    told = []
    for code in (used.code, withdrawn.code, over.code, "x" * 32, "\x00", "码"):
        body = {"code": code} | ({"rules_version": "2026-1", "label": "甲"} if act == "accept" else {})
        answer = client.post(f"{INVITATIONS}/{act}", json=body)
        assert problem(answer) == (404, "/problems/invitation-invalid")
        told.append({name: value for name, value in answer.json.items() if name != "request_id"})
    assert all(one == told[0] for one in told)


def test_former_rules_are_refused_with_the_version_in_force(client: FlaskClient, code: str) -> None:
    refused = accept(client, code, rules_version="2020-1")
    assert problem(refused) == (409, "/problems/rules-changed")
    assert refused.json["version"] == "2026-1"
    assert accept(client, code).status_code == 201


@pytest.mark.parametrize(
    ("language", "title", "law"),
    [
        ("zh-CN", "商户核验规则", "（依据：《个人信息保护法》第十六条）"),
        ("zh-TW", "商戶核驗規則", "（依據：《個人信息保護法》第十六條）"),
        ("en", "Rules for merchants that scan", "(Personal Information Protection Law, article 16)"),
    ],
)
def test_the_rules_are_read_in_the_language_of_the_phone_each_with_its_law(
    client: FlaskClient, code: str, language: str, title: str, law: str
) -> None:
    headers = {"Accept-Language": language}
    answer = client.post(f"{INVITATIONS}/look", json={"code": code}, headers=headers)
    rules = answer.json["rules"]
    assert (rules["version"], rules["title"]) == ("2026-1", title)
    assert [law in rule for rule in rules["items"]].count(True) == 1
    assert answer.headers["Content-Language"] == language


def test_no_code_and_no_key_is_kept_by_a_cache_on_the_way(
    client: FlaskClient, code: str, shop: TestShop
) -> None:
    made = client.post(f"{MERCHANT}/keys", json={"label": "甲"}, headers=shop.headers)
    for answer in (client.post(f"{INVITATIONS}/look", json={"code": code}), accept(client, code), made):
        assert answer.status_code < 300
        assert "no-store" in answer.headers["Cache-Control"]


def test_staff_see_and_make_no_keys_and_end_their_own_alone(
    client: FlaskClient, shop: TestShop, staff: dict[str, str]
) -> None:
    own = client.get(MERCHANT, headers=staff).json["key_id"]
    for method, path, body in (
        ("GET", "/keys", None),
        ("POST", "/keys", {"label": "朋友"}),
        ("DELETE", "/invitations/inv_1", None),
        ("DELETE", f"/keys/{shop.owner.key_id}", None),
    ):
        answer = client.open(f"{MERCHANT}{path}", method=method, json=body, headers=staff)
        assert problem(answer) == (403, "/problems/owner-only"), path
    assert client.delete(f"{MERCHANT}/keys/{own}", headers=staff).status_code == 204
    assert client.get(MERCHANT, headers=staff).status_code == 401


def test_an_owners_last_phone_cannot_be_ended(client: FlaskClient, shop: TestShop) -> None:
    refused = client.delete(f"{MERCHANT}/keys/{shop.owner.key_id}", headers=shop.headers)
    assert problem(refused) == (409, "/problems/last-owner-key")


def test_a_pairing_code_that_is_ended_is_gone_and_an_unknown_one_was_never_there(
    client: FlaskClient, shop: TestShop
) -> None:
    made = client.post(f"{MERCHANT}/keys", json={"label": "甲"}, headers=shop.headers).json
    assert client.delete(f"{INVITATIONS}/{made['id']}", headers=shop.headers).status_code == 204
    unknown = client.delete(f"{INVITATIONS}/inv_{'0' * 22}", headers=shop.headers)
    assert problem(unknown) == (404, "/problems/pairing-code-not-found")
    gone = client.post(f"{INVITATIONS}/look", json={"code": made["code"]})
    assert problem(gone) == (404, "/problems/invitation-invalid")


@pytest.mark.parametrize("listing", ["verifications", "redemptions"])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("on=2026-02-30", "on"),
        ("on=0001-01-01", "on"),
        ("on=9999-12-31", "on"),
        ("before=acc_1", "before"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("citizen=cit_1", "citizen"),
    ],
)
def test_a_day_or_a_place_that_cannot_be_is_refused_by_name(
    client: FlaskClient, shop: TestShop, listing: str, query: str, field: str
) -> None:
    refused = client.get(f"{MERCHANT}/{listing}?{query}", headers=shop.headers)
    assert (refused.status_code, [*refused.json["errors"]]) == (422, [field])


def test_a_day_is_read_in_pages_by_what_each_page_says_comes_next(
    client: FlaskClient, domain: Domain, shop: TestShop, clock: StandingClock
) -> None:
    citizen, receipts, seen = a_citizen(domain), [], []
    for _ in range(3):
        clock.pass_time(seconds=1)
        order = Order(CertificateKind("dynamic"), frozenset({Claim.LEVEL}))
        token = domain.certificates.issue(citizen.id, order, None).digits
        scanned = client.post(f"{MERCHANT}/verifications", json={"token": token}, headers=shop.headers)
        receipts.append(scanned.json["receipt"])
    query = {"on": "2026-11-23", "limit": 2}
    while True:
        page = client.get(f"{MERCHANT}/verifications", query_string=query, headers=shop.headers).json
        seen += [one["receipt"] for one in page["verifications"]]
        assert page["counts"] == {"valid": 3}
        if page["next"] is None:
            break
        query["before"] = page["next"]
    assert seen == receipts[::-1]


def test_a_days_redemptions_count_what_the_shop_was_told(
    client: FlaskClient, domain: Domain, shop: TestShop
) -> None:
    park, citizen = "park.ticket_discount", a_citizen(domain)
    domain.redemptions.admit(shop.owner.merchant_id, park)
    for _ in range(3):
        order = Order(CertificateKind("dynamic"), frozenset({Claim.PERK}), perk=park)
        token = domain.certificates.issue(citizen.id, order, None).digits
        body = {"token": token, "perk": park}
        client.post(f"{MERCHANT}/redemptions", json=body, headers=shop.headers)
    day = client.get(f"{MERCHANT}/redemptions?on=2026-11-23", headers=shop.headers).json
    told = [one["outcome"] for one in day["redemptions"]]
    assert day["counts"] == {word: told.count(word) for word in set(told)}
    assert sum(day["counts"].values()) == 3
    assert "limit_reached" not in day["counts"]
    day_before = client.get(f"{MERCHANT}/redemptions?on=2026-11-22", headers=shop.headers).json
    assert (day_before["redemptions"], day_before["counts"]) == ([], {})
