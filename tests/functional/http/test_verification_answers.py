from __future__ import annotations

import pytest

from backend.certificates.claims import Claim
from backend.certificates.format.content import Claims, Kind
from backend.certificates.outcomes import Outcome
from backend.certificates.verification import Verification
from backend.merchants.past_days import PastPage
from tests.builders.clock import NOON
from tests.functional.http.fakes import AS_MERCHANT, SHOP
from tests.functional.http.views import EVERYTHING, an_entry

PATH = "/api/v1/merchant/verifications"
ALL = tuple(Claim)
REPORTED = (Outcome.OFFLINE, Outcome.OFFLINE_AGAIN)


def a_verification(
    outcome: Outcome = Outcome.VALID, claims: Claims | None = EVERYTHING, shown: tuple[Claim, ...] = ALL
) -> Verification:
    return Verification(outcome, NOON, "acc_1", Kind.DYNAMIC, claims, shown)


def test_a_scan_passes_token_question_and_key_on(client, told) -> None:
    told.merchants.answers["verify"] = a_verification()
    body = {"token": "https://card.example/v#123", "question": "perk"}
    client.post(PATH, json=body, headers=AS_MERCHANT | {"Idempotency-Key": "k1"})
    assert told.merchants.asked == [("verify", SHOP, "https://card.example/v#123", Claim.PERK, "k1", None)]


def test_a_valid_code_shows_every_disclosed_claim(client, told) -> None:
    told.merchants.answers["verify"] = a_verification()
    answer = client.post(PATH, json={"token": "123"}, headers=AS_MERCHANT).json
    assert (answer["valid"], answer["outcome"], answer["reason"]) == (True, "valid", None)
    assert (answer["kind"], answer["receipt"]) == ("dynamic", "acc_1")
    assert answer["verified_at"] == "2026-11-23T12:00:00+08:00"
    assert answer["claims"] == {
        "level": {"code": 3, "id": "good", "name": "良好"},
        "no_adverse": True,
        "perk": {"id": "library.deposit_free", "eligible": True},
        "name": "*明",
        "match_code": "123X",
    }
    assert "question" not in answer


@pytest.mark.parametrize("claim", ALL)
def test_no_claim_but_the_disclosed_one_leaves_the_door(client, told, claim) -> None:
    told.merchants.answers["verify"] = a_verification(shown=(claim,))
    assert client.post(PATH, json={"token": "1"}, headers=AS_MERCHANT).json["claims"].keys() == {claim}


def test_a_question_is_answered_with_its_claim(client, told) -> None:
    told.merchants.answers["verify"] = a_verification(shown=(Claim.PERK,))
    answer = client.post(PATH, json={"token": "1", "question": "perk"}, headers=AS_MERCHANT).json
    assert (answer["question"], answer["not_disclosed"]) == ("perk", False)
    assert answer["answer"] == {"id": "library.deposit_free", "eligible": True}


def test_a_question_about_what_was_not_ticked_is_told_so(client, told) -> None:
    told.merchants.answers["verify"] = a_verification(claims=Claims(level=3), shown=())
    answer = client.post(PATH, json={"token": "1", "question": "name"}, headers=AS_MERCHANT).json
    assert (answer["valid"], answer["answer"], answer["not_disclosed"]) == (True, None, True)


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in (Outcome.VALID, *REPORTED)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_code_that_is_not_valid_gets_its_reason_and_kind_words(client, told, outcome, language) -> None:
    told.merchants.answers["verify"] = a_verification(outcome, claims=None, shown=())
    headers = AS_MERCHANT | {"Accept-Language": language}
    answer = client.post(PATH, json={"token": "1", "question": "level"}, headers=headers)
    assert answer.status_code == 200
    assert (answer.json["valid"], answer.json["reason"]) == (False, outcome)
    assert (answer.json["claims"], answer.json["answer"]) == ({}, None)
    assert answer.json["not_disclosed"] is False
    assert ("please" in answer.json["message"].lower() or "ask" in answer.json["message"]) is (
        language == "en"
    )


def test_a_text_that_is_no_code_has_neither_kind_nor_receipt(client, told) -> None:
    told.merchants.answers["verify"] = Verification(Outcome.MALFORMED, NOON)
    answer = client.post(PATH, json={"token": "WIFI:S:home;;"}, headers=AS_MERCHANT).json
    assert (answer["kind"], answer["receipt"], answer["reason"]) == (None, None, "malformed")


def test_a_level_or_perk_that_is_no_longer_published_has_no_name(client, told) -> None:
    told.merchants.answers["verify"] = a_verification(claims=Claims(level=23, perk=(23, True)))
    claims = client.post(PATH, json={"token": "1"}, headers=AS_MERCHANT).json["claims"]
    assert claims["level"] == {"code": 23, "id": None, "name": None}
    assert claims["perk"] == {"id": None, "eligible": True}


@pytest.mark.parametrize(
    ("body", "faulty"),
    [
        ({}, {"token"}),
        ({"token": ""}, {"token"}),
        ({"token": 7}, {"token"}),
        ({"token": None}, {"token"}),
        ({"token": "1", "question": "id_number"}, {"question"}),
        ({"token": "1", "question": ["level"]}, {"question"}),
        ({"token": "1", "question": ""}, {"question"}),
        ({"token": "1", "name": "王小明"}, {"name"}),
        ({"question": 1, "x": 1}, {"token", "question", "x"}),
    ],
)
def test_the_body_read_by_hand_is_refused_as_any_other(client, body, faulty) -> None:
    answer = client.post(PATH, json=body, headers=AS_MERCHANT)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/fields-invalid")
    assert answer.json["errors"].keys() == faulty


def test_no_question_may_be_written_as_null(client, told) -> None:
    told.merchants.answers["verify"] = a_verification()
    assert client.post(PATH, json={"token": "1", "question": None}, headers=AS_MERCHANT).status_code == 200


def test_a_merchants_own_list_names_no_person(client, told) -> None:
    told.merchants.answers["list_verifications"] = PastPage([an_entry()])
    [past] = client.get(PATH, headers=AS_MERCHANT).json["verifications"]
    assert past.keys() == {"receipt", "at", "outcome", "disclosed"}
