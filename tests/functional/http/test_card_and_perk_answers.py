from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backend.cards.models import CardState
from backend.domain import Policy
from backend.perks.allotment import Left
from backend.perks.eligibility import Eligibility
from backend.perks.offers import OfferState, PerkOffer
from backend.perks.words import ConditionLine
from backend.platform.errors import Refused
from tests.functional.http.fakes import AS_CITIZEN
from tests.functional.http.views import a_card, a_grant

LINKED = {
    "id": "crd_1",
    "operator": {"id": "library", "name": "厦门市图书馆"},
    "card": "3502****0001",
    "state": "linked",
    "linked_at": "2026-11-23T12:00:00+08:00",
}
GRANTS = "/api/v1/me/perks"


def test_a_card_is_linked_at_the_library_unless_another_operator_is_named(client, told) -> None:
    told.cards.answers["link"] = a_card()
    answer = client.post("/api/v1/me/cards", json={"card_number": "35020001"}, headers=AS_CITIZEN)
    assert (answer.status_code, answer.json) == (201, LINKED)
    assert told.cards.asked == [("link", "cit_1", "library", "35020001", None)]


def test_a_card_that_waits_for_its_operator_is_not_linked_yet(client, told) -> None:
    waiting = a_card(state=CardState.PENDING, card_masked=None, settled_at=None)
    told.cards.answers["list_of_citizen"] = [a_card(), waiting]
    linked, pending = client.get("/api/v1/me/cards", headers=AS_CITIZEN).json["cards"]
    assert linked == LINKED
    assert (pending["state"], pending["card"], pending["linked_at"]) == ("pending", None, None)


def test_a_card_is_unlinked_with_an_empty_answer(client, told) -> None:
    told.cards.answers["unlink"] = None
    assert client.delete("/api/v1/me/cards/crd_1", headers=AS_CITIZEN).status_code == 204
    assert told.cards.asked == [("unlink", "cit_1", "crd_1")]


def an_offer(policy: Policy, state: OfferState, **facts: Any) -> PerkOffer:
    perk = policy.perks.get("library.deposit_free")
    lines = (ConditionLine("minimum_level", state is not OfferState.NOT_YET, "条件", "Condition"),)
    eligibility = Eligibility(state is not OfferState.NOT_YET, zh="符合", en="Yes", lines=lines)
    return PerkOffer(perk, eligibility, state, Left.FEW, "原因", "Reason", **facts)


@pytest.mark.parametrize("state", OfferState)
def test_each_perk_says_what_it_is_to_me_and_why(client, told, policy, state) -> None:
    told.perks.answers["explain"] = [an_offer(policy, state)]
    told.redemptions.answers["list_shops"] = {}
    answer = client.get("/api/v1/perks", headers=AS_CITIZEN).json
    assert answer["status_unread_because"] is None
    (one,) = answer["perks"]
    assert (one["id"], one["kind"], one["state"]) == ("library.deposit_free", "granted", state)
    assert (one["eligible"], one["why"], one["left"]) == (state != "not_yet", "原因", "few_left")
    assert one["conditions"] == [{"holds": state != "not_yet", "words": "条件"}]
    assert (one["minimum_level"], one["possible_from"]) == ("good", None)


def test_a_perk_that_time_opens_says_from_which_day(client, told, policy) -> None:
    told.perks.answers["explain"] = [an_offer(policy, OfferState.NOT_YET, possible_from=date(2027, 2, 2))]
    told.redemptions.answers["list_shops"] = {}
    (one,) = client.get("/api/v1/perks", headers=AS_CITIZEN | {"Accept-Language": "en"}).json["perks"]
    assert (one["possible_from"], one["why"]) == ("2027-02-02", "Reason")


def test_a_perk_names_the_places_that_redeem_it_the_first_of_many(client, told, policy) -> None:
    told.perks.answers["explain"] = [an_offer(policy, OfferState.CAN_HAVE)]
    many = [f"第{number}停车场" for number in range(25)]
    told.redemptions.answers["list_shops"] = {"library.deposit_free": many, "other.perk": ["别处"]}
    (one,) = client.get("/api/v1/perks", headers=AS_CITIZEN).json["perks"]
    assert (one["shops"], one["shops_count"]) == (many[:20], 25)


def test_without_consent_the_perks_are_listed_and_what_is_missing_is_named(client, told, policy) -> None:
    told.redemptions.answers["list_shops"] = {}
    told.perks.answers["explain"] = Refused(
        "consent-required/status.evaluate", zh="请先同意", en="Agree first"
    )
    told.perks.answers["list_catalogue"] = policy.perks.all()
    told.perks.answers["read_left"] = {perk.id: Left.AVAILABLE for perk in policy.perks.all()}
    answer = client.get("/api/v1/perks", headers=AS_CITIZEN).json
    assert answer["status_unread_because"] == "consent-required/status.evaluate"
    assert {(one["eligible"], one["state"], one["why"]) for one in answer["perks"]} == {
        (None, None, "请先同意")
    }
    operators = {one["id"]: one["operator"] for one in answer["perks"]}
    assert (operators["library.deposit_free"], operators["park.ticket_discount"]) == ("library", None)


def test_a_perk_is_asked_for_and_answered_before_its_operator_is(client, told) -> None:
    told.perks.answers["request"] = a_grant()
    body = {"perk": "library.deposit_free", "card": "crd_1"}
    answer = client.post(GRANTS, json=body, headers=AS_CITIZEN | {"Idempotency-Key": "k1"})
    assert answer.status_code == 202
    assert told.perks.asked == [("request", "cit_1", "library.deposit_free", "crd_1", "k1")]
    assert answer.json["steps"] == [
        {"at": "2026-11-23T12:00:00+08:00", "state": "pending", "cause": "requested", "actor": "citizen"}
    ]


def test_a_grant_is_found_alone_and_in_the_list(client, told) -> None:
    told.perks.answers = {"get": a_grant(), "list_of_citizen": [a_grant()]}
    one = client.get(f"{GRANTS}/grt_1", headers=AS_CITIZEN).json
    assert client.get(GRANTS, headers=AS_CITIZEN).json == {"perks": [one]}
    assert (one["id"], one["perk"], one["card"]) == ("grt_1", "library.deposit_free", "crd_1")


def test_a_perk_is_given_back(client, told) -> None:
    told.perks.answers["end"] = a_grant()
    assert client.delete(f"{GRANTS}/grt_1", headers=AS_CITIZEN).status_code == 202
    assert told.perks.asked == [("end", "cit_1", "grt_1")]
