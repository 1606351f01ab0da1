"""A certificate's life at the door: asked for, previewed, shown, scanned offline, told of, and ended."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.certificates.claims import Claim
from backend.certificates.format.key_set import read_key_set
from backend.certificates.format.status_list import StatusList, read_status_list
from backend.certificates.format.verify import Answer, verify
from backend.domain import Domain
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.merchants import an_owners_key

pytestmark = pytest.mark.store
API = "/api/v1"


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def other_merchant(domain: Domain) -> dict[str, str]:
    return {"X-Api-Key": an_owners_key(domain, "鼓浪屿小铺", [Claim.NO_ADVERSE])}


def issue(client: FlaskClient, citizen: TestCitizen, **order: Any) -> Any:
    order = {"kind": "dynamic", "claims": ["level", "no_adverse"], **order}
    answer = client.post(f"{API}/me/certificates", json=order, headers=citizen.headers)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def preview(client: FlaskClient, citizen: TestCitizen, **order: Any) -> Any:
    order = {"kind": "dynamic", "claims": ["level"], **order}
    return client.post(f"{API}/me/certificates/preview", json=order, headers=citizen.headers)


def scan(client: FlaskClient, merchant: dict[str, str], token: str, **more: Any) -> Any:
    body = {"token": token, **more}
    return client.post(f"{API}/merchant/verifications", json=body, headers=merchant).get_json()


def ask(client: FlaskClient, merchant: dict[str, str]) -> Any:
    return client.post(f"{API}/merchant/challenges", headers=merchant).get_json()


def look(client: FlaskClient, citizen: TestCitizen, path: str) -> Any:
    return client.get(f"{API}{path}", headers=citizen.headers).get_json()


def report(client: FlaskClient, merchant: dict[str, str], *scans: tuple[str, datetime]) -> Any:
    body = {"scans": [{"token": token, "scanned_at": at.isoformat()} for token, at in scans]}
    return client.post(f"{API}/merchant/verifications/offline", json=body, headers=merchant)


def test_the_preview_is_word_for_word_what_is_made_and_makes_nothing(
    client: FlaskClient, citizen: TestCitizen
) -> None:
    ticked = ["level", "no_adverse", "name"]
    seen = preview(client, citizen, claims=ticked).get_json()
    assert look(client, citizen, "/me/certificates") == {"certificates": []}
    assert (seen["merchant"], seen["withheld"]) == (None, [])
    assert seen["preview"] == issue(client, citizen, claims=ticked)["preview"]
    assert [line["claim"] for line in seen["preview"]] == ticked


def test_who_asks_is_named_in_the_preview_with_exactly_what_it_may_see(
    client: FlaskClient, citizen: TestCitizen, other_merchant: dict[str, str]
) -> None:
    challenge = ask(client, other_merchant)["challenge"]
    order = {"kind": "addressed", "claims": ["level", "no_adverse", "name"], "challenge": challenge}
    seen = preview(client, citizen, **order).get_json()
    assert seen["merchant"]["name"] == "鼓浪屿小铺"
    assert [line["claim"] for line in seen["preview"]] == ["no_adverse"]
    assert seen["withheld"] == ["level", "name"]
    made = issue(client, citizen, **order)
    assert made["preview"] == seen["preview"]
    assert made["claims"] == ["no_adverse"]


def test_nothing_is_made_for_a_merchant_that_may_ask_none_of_it(
    client: FlaskClient, citizen: TestCitizen, other_merchant: dict[str, str]
) -> None:
    challenge = ask(client, other_merchant)["challenge"]
    answer = preview(client, citizen, kind="addressed", claims=["name"], challenge=challenge)
    assert answer.status_code == 422
    assert answer.get_json()["type"] == "/problems/merchant-may-ask-none-of-it"


def test_an_addressed_certificate_answers_the_challenge_that_it_was_made_for_once(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str]
) -> None:
    asked, again = ask(client, merchant)["challenge"], ask(client, merchant)["challenge"]
    assert asked != again
    token = issue(client, citizen, kind="addressed", challenge=asked)["token"]
    assert scan(client, merchant, token)["reason"] == "wrong_challenge"
    assert scan(client, merchant, token, challenge=again)["reason"] == "wrong_challenge"
    good = scan(client, merchant, token, challenge=asked)
    assert (good["valid"], good["kind"]) == (True, "addressed")
    assert scan(client, merchant, token, challenge=asked)["reason"] == "already_used"


def test_an_addressed_certificate_tells_another_merchant_nothing(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str], other_merchant: dict[str, str]
) -> None:
    challenge = ask(client, merchant)["challenge"]
    token = issue(client, citizen, kind="addressed", challenge=challenge)["token"]
    refused = client.post(
        f"{API}/merchant/verifications",
        json={"token": token, "challenge": challenge},
        headers=other_merchant,
    )
    assert (refused.status_code, refused.get_json()["type"]) == (
        403,
        "/problems/challenge-of-another-merchant",
    )
    assert scan(client, other_merchant, token)["reason"] == "wrong_audience"
    own = ask(client, other_merchant)["challenge"]
    assert scan(client, other_merchant, token, challenge=own)["reason"] == "wrong_audience"
    assert scan(client, merchant, token, challenge=challenge)["valid"] is True


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        ({"kind": "addressed"}, "challenge-and-kind-differ"),
        ({"kind": "dynamic", "challenge": "OWN"}, "challenge-and-kind-differ"),
        ({"kind": "addressed", "challenge": "OWN", "audience": "鹭江茶铺"}, "audience-and-challenge"),
        ({"kind": "addressed", "challenge": "mer_1.00"}, "challenge-malformed"),
        ({"kind": "addressed", "challenge": f"mer_{'0' * 22}.{'00' * 8}"}, "audience-unknown"),
    ],
)
def test_an_order_that_contradicts_itself_is_refused_in_words(
    client: FlaskClient,
    citizen: TestCitizen,
    merchant: dict[str, str],
    order: dict[str, str],
    problem: str,
) -> None:
    if order.get("challenge") == "OWN":
        order = order | {"challenge": ask(client, merchant)["challenge"]}
    answer = preview(client, citizen, **order)
    assert (answer.status_code, answer.get_json()["type"]) == (422, f"/problems/{problem}")
    assert answer.get_json()["detail_zh"]


def test_a_blocked_merchant_sees_what_it_would_see_of_a_revoked_code_and_the_citizen_knows(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str], other_merchant: dict[str, str]
) -> None:
    first = issue(client, citizen)
    assert scan(client, merchant, first["token"])["valid"] is True
    (seen,) = look(client, citizen, f"/me/certificates/{first['id']}/verifications")["verifications"]
    path = f"{API}/me/blocked-merchants/{seen['merchant_id']}"
    for _ in range(2):
        assert client.put(path, headers=citizen.headers).status_code == 204
    (blocked,) = look(client, citizen, "/me/blocked-merchants")["merchants"]
    assert (blocked["id"], blocked["name"]) == (seen["merchant_id"], seen["merchant"])

    second = issue(client, citizen, kind="printed")
    refused = scan(client, merchant, second["token"])
    assert (refused["valid"], refused["reason"], refused["claims"]) == (False, "revoked", {})
    assert scan(client, other_merchant, second["token"])["valid"] is True
    entries = look(client, citizen, f"/me/certificates/{second['id']}/verifications")["verifications"]
    assert [(one["outcome"], one["disclosed"]) for one in entries] == [
        ("valid", ["no_adverse"]),
        ("blocked", []),
    ]
    past = client.get(f"{API}/merchant/verifications", headers=merchant).get_json()["verifications"]
    # All of it was in one moment of a clock that stands.
    assert sorted(one["outcome"] for one in past) == ["revoked", "valid"]

    for _ in range(2):
        assert client.delete(path, headers=citizen.headers).status_code == 204
    assert scan(client, merchant, second["token"])["valid"] is True


def test_one_citizens_block_is_not_anothers(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, merchant: dict[str, str]
) -> None:
    merchant_id = client.get(f"{API}/merchant", headers=merchant).get_json()["id"]
    client.put(f"{API}/me/blocked-merchants/{merchant_id}", headers=citizen.headers)
    token = issue(client, a_citizen(domain))["token"]
    assert scan(client, merchant, token)["valid"] is True
    unknown = client.put(f"{API}/me/blocked-merchants/mer_nobody", headers=citizen.headers)
    assert (unknown.status_code, unknown.get_json()["type"]) == (404, "/problems/merchant-not-found")


def fetch_list(client: FlaskClient, token: str, now: datetime) -> StatusList:
    keys = read_key_set(client.get("/.well-known/jwks.json").data)
    content = verify(token, keys, None, now).content
    assert content is not None
    assert content.status is not None
    answer = client.get(f"/.well-known/status-list/{content.status.list_number}")
    assert answer.content_type == "application/statuslist+jwt"
    return read_status_list(answer.text, keys)


def test_a_printed_certificate_is_verified_offline_with_what_is_published_until_it_is_revoked(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, clock: StandingClock
) -> None:
    printed = issue(client, citizen, kind="printed")
    keys = read_key_set(client.get("/.well-known/jwks.json").data)
    before = fetch_list(client, printed["token"], clock.now())
    assert verify(printed["url"], keys, before, clock.now()).answer is Answer.VALID
    assert verify(printed["url"], keys, None, clock.now()).answer is Answer.UNCONFIRMED

    client.delete(f"{API}/me/certificates/{printed['id']}", headers=citizen.headers)
    clock.pass_time(seconds=20)
    after = fetch_list(client, printed["token"], clock.now())
    assert verify(printed["url"], keys, after, clock.now()).answer is Answer.REVOKED
    assert (
        verify(printed["url"], keys, before, clock.now() + timedelta(hours=24)).answer is Answer.UNCONFIRMED
    )


def test_withdrawing_consent_shows_in_the_list_too(
    client: FlaskClient, citizen: TestCitizen, clock: StandingClock
) -> None:
    printed = issue(client, citizen, kind="printed")
    keys = read_key_set(client.get("/.well-known/jwks.json").data)
    client.delete(f"{API}/me/consents/certificate.issue", headers=citizen.headers)
    listed = fetch_list(client, printed["token"], clock.now())
    assert verify(printed["url"], keys, listed, clock.now()).answer is Answer.REVOKED


@pytest.mark.parametrize("number", ["99999", "0", "-1", "x", "184x", "%00", "1" * 30])
def test_a_list_that_is_not_in_use_is_not_found(client: FlaskClient, number: str) -> None:
    assert client.get(f"/.well-known/status-list/{number}").status_code == 404


def test_a_list_is_kept_by_caches_under_its_tag(
    client: FlaskClient, citizen: TestCitizen, clock: StandingClock
) -> None:
    printed = issue(client, citizen, kind="printed")
    number = fetch_list(client, printed["token"], clock.now()).number
    first = client.get(f"/.well-known/status-list/{number}")
    again = client.get(f"/.well-known/status-list/{number}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "max-age" in first.headers["Cache-Control"]


def test_an_offline_scan_is_told_to_the_citizen_once_with_all_that_the_device_read(
    client: FlaskClient, citizen: TestCitizen, other_merchant: dict[str, str], clock: StandingClock
) -> None:
    made, scanned_at = issue(client, citizen), clock.now() + timedelta(seconds=5)
    clock.pass_time(minutes=12)
    for _ in range(2):
        (answer,) = report(client, other_merchant, (made["token"], scanned_at)).get_json()["answers"]
        assert answer["outcome"] == "offline"
    (seen,) = look(client, citizen, f"/me/certificates/{made['id']}/verifications")["verifications"]
    assert (seen["outcome"], seen["disclosed"]) == ("offline", ["level", "no_adverse"])
    assert seen["receipt"] == answer["receipt"]
    assert datetime.fromisoformat(seen["at"]) == scanned_at
    assert datetime.fromisoformat(seen["reported_at"]) == clock.now()


def test_a_code_used_online_and_offline_is_told_as_used_again(
    client: FlaskClient,
    citizen: TestCitizen,
    merchant: dict[str, str],
    other_merchant: dict[str, str],
    clock: StandingClock,
) -> None:
    made = issue(client, citizen)
    assert scan(client, merchant, made["token"])["valid"] is True
    answers = report(client, other_merchant, (made["token"], clock.now())).get_json()["answers"]
    assert [one["outcome"] for one in answers] == ["offline_again"]
    words = [one["words"] for one in look(client, citizen, "/me/inbox")["messages"]]
    assert any("此前已用过" in one for one in words)


def test_what_was_over_when_scanned_or_is_no_code_of_ours_enters_nothing(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str], clock: StandingClock
) -> None:
    made = issue(client, citizen)
    late = clock.now() + timedelta(seconds=70)
    clock.pass_time(minutes=5)
    answers = report(client, merchant, (made["token"], late), ("123", late)).get_json()["answers"]
    assert [(one["outcome"], one["receipt"]) for one in answers] == [("expired", None), ("malformed", None)]
    assert look(client, citizen, f"/me/certificates/{made['id']}/verifications") == {"verifications": []}


@pytest.mark.parametrize("ago", [timedelta(days=7, seconds=1), timedelta(seconds=-11)])
def test_a_moment_that_cannot_be_is_refused_and_nothing_of_the_report_is_entered(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str], clock: StandingClock, ago: timedelta
) -> None:
    token = issue(client, citizen)["token"]
    answer = report(client, merchant, (token, clock.now()), (token, clock.now() - ago))
    assert (answer.status_code, answer.get_json()["type"]) == (422, "/problems/scanned-at-out-of-range")
    assert look(client, citizen, "/me/inbox")["messages"] == []


def test_a_scan_is_in_the_inbox_at_once_and_unread_until_it_is_marked(
    client: FlaskClient, citizen: TestCitizen, other_merchant: dict[str, str], clock: StandingClock
) -> None:
    made, offline_at = issue(client, citizen), clock.now()
    scan(client, other_merchant, issue(client, citizen)["token"])
    inbox = look(client, citizen, "/me/inbox")
    assert inbox["unread"] == 1
    assert inbox["messages"][0]["words"] == "鼓浪屿小铺扫了你的信用码，看到了：有无计入的失信信息。"
    client.put(f"{API}/me/inbox/read", headers=citizen.headers)
    clock.pass_time(seconds=1)
    assert look(client, citizen, "/me/inbox")["unread"] == 0

    report(client, other_merchant, (made["token"], offline_at))
    inbox = look(client, citizen, "/me/inbox")
    assert (inbox["unread"], [one["is_read"] for one in inbox["messages"]]) == (1, [False, True])


def test_the_terms_name_every_code_that_a_certificate_can_carry(client: FlaskClient, domain: Domain) -> None:
    terms = client.get("/.well-known/certificate-terms").get_json()
    assert (terms["issuer"], terms["city_zh"], terms["leeway_seconds"]) == ("xm", "厦门市", 10)
    assert {perk["code"] for perk in terms["perks"]} == {perk.code for perk in domain.policy.perks.all()}
    assert {level["id"] for level in terms["levels"]} >= {"good", "attention"}
    assert "id_number" not in json.dumps(terms)
    assert terms["status_lists"] == []


def test_the_terms_name_the_lists_that_a_device_fetches_before_it_is_offline(
    client: FlaskClient, citizen: TestCitizen, clock: StandingClock
) -> None:
    printed = issue(client, citizen, kind="printed")
    number = fetch_list(client, printed["token"], clock.now()).number
    assert client.get("/.well-known/certificate-terms").get_json()["status_lists"] == [number]


def test_a_code_that_is_no_answer_does_not_answer_a_challenge(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str], clock: StandingClock
) -> None:
    asked = ask(client, merchant)["challenge"]
    token = issue(client, citizen)["token"]
    assert scan(client, merchant, token, challenge=asked)["reason"] == "wrong_challenge"
    keys = read_key_set(client.get("/.well-known/jwks.json").data)
    nonce = bytes.fromhex(asked.partition(".")[2])
    assert verify(token, keys, None, clock.now(), nonce=nonce).answer is Answer.WRONG_CHALLENGE


def test_nobody_can_use_up_or_ask_about_a_code_that_is_for_another_merchant(
    client: FlaskClient,
    citizen: TestCitizen,
    merchant: dict[str, str],
    other_merchant: dict[str, str],
    clock: StandingClock,
) -> None:
    asked = ask(client, merchant)["challenge"]
    token = issue(client, citizen, kind="addressed", challenge=asked)["token"]
    before = report(client, other_merchant, (token, clock.now())).get_json()["answers"]
    assert scan(client, merchant, token, challenge=asked)["valid"] is True
    after = report(client, other_merchant, (token, clock.now())).get_json()["answers"]
    assert [one["outcome"] for one in (*before, *after)] == ["wrong_audience", "wrong_audience"]
    words = [one["words"] for one in look(client, citizen, "/me/inbox")["messages"]]
    assert any("不是出示给它的信用码" in one for one in words)


def test_whatever_an_honest_till_took_offline_is_in_the_log(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str], clock: StandingClock
) -> None:
    made, last = issue(client, citizen), clock.now() + timedelta(seconds=69)
    keys = read_key_set(client.get("/.well-known/jwks.json").data)
    assert verify(made["token"], keys, None, last).answer is Answer.VALID
    clock.pass_time(minutes=2)
    (answer,) = report(client, merchant, (made["token"], last)).get_json()["answers"]
    assert answer["outcome"] == "offline"


def test_however_often_a_screen_code_is_reported_it_is_one_entry_and_none_before_it_was_made(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str], clock: StandingClock
) -> None:
    made, issued_at = issue(client, citizen), clock.now()
    moments = [issued_at - timedelta(days=6, seconds=second) for second in range(10)]
    report(client, merchant, *((made["token"], moment) for moment in moments))
    (seen,) = look(client, citizen, f"/me/certificates/{made['id']}/verifications")["verifications"]
    assert datetime.fromisoformat(seen["at"]) >= issued_at.replace(microsecond=0)


def test_a_use_is_remembered_longer_than_the_record_of_single_use(
    client: FlaskClient,
    domain: Domain,
    citizen: TestCitizen,
    merchant: dict[str, str],
    other_merchant: dict[str, str],
    clock: StandingClock,
) -> None:
    made, moment = issue(client, citizen), clock.now()
    scan(client, merchant, made["token"])
    domain.ground.short_lived.flushdb()
    (answer,) = report(client, other_merchant, (made["token"], moment)).get_json()["answers"]
    assert answer["outcome"] == "offline_again"


def test_a_merchants_own_scan_whose_answer_was_lost_is_not_held_against_it(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str], clock: StandingClock
) -> None:
    made = issue(client, citizen)
    scan(client, merchant, made["token"])
    (answer,) = report(client, merchant, (made["token"], clock.now())).get_json()["answers"]
    assert answer["outcome"] == "offline"


def test_a_retry_after_the_minute_gets_the_answer_of_the_scan_that_came_in_time(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str], clock: StandingClock
) -> None:
    made, keyed = issue(client, citizen), merchant | {"Idempotency-Key": "k1"}
    first = scan(client, keyed, made["token"])
    clock.pass_time(seconds=61)
    again = scan(client, keyed, made["token"])
    assert (again["valid"], again["receipt"]) == (True, first["receipt"])
    assert scan(client, merchant, made["token"])["reason"] == "expired"
    assert scan(client, merchant | {"Idempotency-Key": "k2"}, made["token"])["reason"] == "expired"


def test_a_used_code_stays_used_when_redis_is_lost_and_its_request_repeated(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, merchant: dict[str, str]
) -> None:
    keyed = citizen.headers | {"Idempotency-Key": "i1"}
    order = {"kind": "dynamic", "claims": ["level"]}

    def issue_again() -> str:
        return str(client.post(f"{API}/me/certificates", json=order, headers=keyed).get_json()["token"])

    assert scan(client, merchant, issue_again())["valid"] is True
    domain.ground.short_lived.flushdb()
    assert scan(client, merchant, issue_again())["reason"] == "unconfirmed"


def test_a_block_ends_the_repeats_of_a_scan_too_and_what_would_be_made_for_the_merchant(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str]
) -> None:
    keyed = merchant | {"Idempotency-Key": "k1"}
    token = issue(client, citizen)["token"]
    assert scan(client, keyed, token)["valid"] is True
    me = client.get(f"{API}/merchant", headers=merchant).get_json()
    client.put(f"{API}/me/blocked-merchants/{me['id']}", headers=citizen.headers)
    again = scan(client, keyed, token)
    assert (again["valid"], again["reason"], again["claims"]) == (False, "revoked", {})
    order = {"kind": "addressed", "claims": ["level"], "challenge": ask(client, merchant)["challenge"]}
    refused = client.post(f"{API}/me/certificates", json=order, headers=citizen.headers)
    assert (refused.status_code, refused.get_json()["type"]) == (403, "/problems/merchant-blocked-by-you")
    by_name = client.put(f"{API}/me/blocked-merchants/{me['name']}", headers=citizen.headers)
    assert by_name.status_code == 404


def test_paper_that_tells_of_a_standing_ends_when_a_record_is_disputed_and_other_paper_does_not(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, merchant: dict[str, str]
) -> None:
    record = a_record(domain, citizen)
    told = issue(client, citizen, kind="printed", claims=["no_adverse"])
    named = issue(client, citizen, kind="printed", claims=["name"])
    assert scan(client, merchant, told["token"])["claims"] == {"no_adverse": False}
    dispute = {"record": record, "reason": "not_mine", "words": ""}
    assert client.post(f"{API}/me/disputes", json=dispute, headers=citizen.headers).status_code == 201
    assert scan(client, merchant, told["token"])["reason"] == "revoked"
    assert scan(client, merchant, named["token"])["valid"] is True
    anew = issue(client, citizen, kind="printed", claims=["no_adverse"])
    assert scan(client, merchant, anew["token"])["claims"] == {"no_adverse": True}
    listed = look(client, citizen, "/me/certificates")["certificates"]
    assert {one["id"]: one["revoked_because"] for one in listed}[told["id"]] == "standing_changed"


def test_a_list_in_which_nothing_changed_keeps_its_tag_and_is_signed_anew_in_time(
    client: FlaskClient, citizen: TestCitizen, clock: StandingClock
) -> None:
    printed = issue(client, citizen, kind="printed")
    number = fetch_list(client, printed["token"], clock.now()).number

    def tag_after(seconds: int) -> str:
        clock.pass_time(seconds=seconds)
        return str(client.get(f"/.well-known/status-list/{number}").headers["ETag"])

    first = tag_after(0)
    assert tag_after(20) == first
    assert tag_after(300) != first


def test_marking_as_read_spares_what_came_after_the_citizen_looked(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str], clock: StandingClock
) -> None:
    scan(client, merchant, issue(client, citizen)["token"])
    until = look(client, citizen, "/me/inbox")["seen_until"]
    clock.pass_time(seconds=1)
    scan(client, merchant, issue(client, citizen)["token"])
    client.put(f"{API}/me/inbox/read", json={"until": until}, headers=citizen.headers)
    assert look(client, citizen, "/me/inbox")["unread"] == 1


def test_a_certificate_that_would_say_something_else_now_is_ended_and_never_shown_under_the_same_id(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, merchant: dict[str, str]
) -> None:
    printed = issue(client, citizen, kind="printed", claims=["no_adverse"])
    path = f"/me/certificates/{printed['id']}"
    assert look(client, citizen, path)["preview"] == printed["preview"]
    a_record(domain, citizen)
    assert scan(client, merchant, printed["token"])["claims"] == {"no_adverse": True}
    again = look(client, citizen, path)
    assert (again["token"], again["revoked_because"]) == (None, "standing_changed")
    assert client.get(f"{API}{path}/certificate.pdf", headers=citizen.headers).status_code == 409
    assert scan(client, merchant, printed["token"])["reason"] == "revoked"
