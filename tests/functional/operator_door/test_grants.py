"""What an operator sees of its grants, and what it can never see."""

from __future__ import annotations

import json

import pytest

from backend.perks.models import Grant
from backend.platform.webhooks import new_secret
from tests.builders.citizens import a_citizen
from tests.functional.operator_door.conftest import GRANTS, RECONCILIATION, SECRET_OF_HAND_WORKERS, listed

pytestmark = pytest.mark.store
MEMBERS = {
    *("id", "link_id", "entitlement_id", "perk", "wanted", "revision", "state", "valid_from"),
    *("valid_until", "max_value_fen", "reason", "changed_at", "card"),
}


def test_an_operator_sees_its_wish_and_nothing_of_the_person(
    client, domain, citizen, ask_for, as_library
) -> None:
    grant_id = ask_for(citizen)
    (shown,) = listed(client, as_library)
    assert shown.keys() == MEMBERS
    assert (shown["id"], shown["perk"], shown["wanted"]) == (grant_id, "deposit_waiver", "active")
    assert (shown["state"], shown["revision"], shown["card"]) == ("pending", 1, None)
    text = json.dumps(shown, ensure_ascii=False)
    card = domain.cards.list_of_citizen(citizen.id)[0]
    for hidden in ("王小明", citizen.id_number, citizen.id, card.id, "deposit_free", "good", "良好"):
        assert hidden not in text


def test_other_operators_grants_are_not_there_and_take_no_word(
    client, citizen, ask_for, key_of, as_library
) -> None:
    grant_id = ask_for(citizen)
    as_bus = key_of("bus")
    assert listed(client, as_bus) == []
    for act, body in (("confirm", {}), ("reject", {"reason": "no"})):
        for wanted in (grant_id, "grt_unknown"):
            answer = client.post(f"{GRANTS}/{wanted}/{act}", json={"revision": 1, **body}, headers=as_bus)
            assert (answer.status_code, answer.json["type"]) == (404, "/problems/grant-not-found")
    assert client.get(RECONCILIATION, headers=as_bus).text.count("\r\n") == 1
    assert listed(client, as_library)[0]["state"] == "pending"


def test_pages_follow_each_other_in_the_order_of_change_and_lose_nothing(
    client, domain, clock, ask_for, as_library
) -> None:
    made = []
    for minute in range(5):
        clock.pass_time(minutes=minute % 2)
        made.append(ask_for(a_citizen(domain)))
    seen, cursor = [], None
    while True:
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = client.get(GRANTS, query_string=query, headers=as_library).json
        seen += [one["id"] for one in page["grants"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(made)
    assert len(seen) == 5


def test_what_changed_since_and_what_stands_so_can_be_asked_for(
    client, domain, clock, citizen, ask_for, worker, as_library
) -> None:
    first = ask_for(citizen)
    worker.run_until_idle()
    clock.pass_time(hours=1)
    since = domain.ground.clock.now().isoformat()
    second = ask_for(a_citizen(domain))
    assert [one["id"] for one in listed(client, as_library, changed_since=since)] == [second]
    assert [one["id"] for one in listed(client, as_library, state="active")] == [first]
    clock.pass_time(hours=1)
    domain.perks.end(citizen.id, first)
    assert [one["id"] for one in listed(client, as_library, changed_since=since)] == [second, first]
    ending = listed(client, as_library, state="ending")[0]
    assert (ending["wanted"], ending["revision"]) == ("ended", 2)


def test_a_grant_is_found_by_each_id_that_its_operator_holds_and_by_nothing_else(
    client, domain, citizen, ask_for, key_of, as_library
) -> None:
    grant_id = ask_for(citizen)
    ask_for(a_citizen(domain))
    shown = next(one for one in listed(client, as_library) if one["id"] == grant_id)
    for name in ("id", "link_id", "entitlement_id"):
        assert [one["id"] for one in listed(client, as_library, named=shown[name])] == [grant_id]
        assert listed(client, key_of("bus"), named=shown[name]) == []
    # Neither the person nor their card is a way to a grant.
    card = domain.cards.list_of_citizen(citizen.id)[0]
    for name in (citizen.id, citizen.id_number, card.id, "900000001", shown["link_id"][:-1]):
        assert listed(client, as_library, named=name) == []


@pytest.mark.parametrize("is_sandbox", [False, True])
def test_the_newest_come_first_where_asked_for_and_pages_lose_nothing(
    client, domain, clock, ask_for, key_of, is_sandbox
) -> None:
    headers, made = key_of("library", is_sandbox=is_sandbox), []
    for minute in range(5):
        clock.pass_time(minutes=minute % 2)
        if is_sandbox:
            body = {"perk": "deposit_waiver"}
            made.append(client.post("/api/v1/operator/sandbox/grants", json=body, headers=headers).json["id"])
        else:
            made.append(ask_for(a_citizen(domain)))
    seen, cursor = [], None
    while True:
        query = {"limit": 2, "newest_first": True, **({"cursor": cursor} if cursor else {})}
        page = client.get(GRANTS, query_string=query, headers=headers).json
        seen += page["grants"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(one["id"] for one in seen) == sorted(made)
    moments = [one["changed_at"] for one in seen]
    assert moments == sorted(moments, reverse=True)


def test_an_operator_is_told_whose_key_it_has(client, as_library, as_sandbox) -> None:
    told = [client.get("/api/v1/operator", headers=headers).json for headers in (as_library, as_sandbox)]
    assert told == [{"id": "library", "name": "厦门市图书馆", "is_sandbox": kind} for kind in (False, True)]
    english = {**as_library, "Accept-Language": "en"}
    assert client.get("/api/v1/operator", headers=english).json["name"] == "Xiamen Library"


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "forged"},
        {"cursor": "MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OSB4"},
        {"cursor": "MjAyNi0xMS0yM1QwNDowMDowMCB4"},
        {"cursor": "%00"},
        {"state": "granted"},
        {"changed_since": "yesterday"},
        {"changed_since": "2026-11-23T09:00:00"},
        {"changed_since": "0001-01-01T00:00:00+14:00"},
        {"limit": "0"},
        {"limit": "201"},
        {"named": "%"},
        {"named": "lnk_1\n"},
        {"named": ""},
        {"citizen": "cit_1"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_words(client, as_library, as_sandbox, query) -> None:
    for headers in (as_library, as_sandbox):
        assert client.get(GRANTS, query_string=query, headers=headers).status_code == 422


def test_the_first_sight_of_each_wish_stands_in_the_citizens_access_log(
    client, domain, citizen, ask_for, as_library
) -> None:
    grant_id = ask_for(citizen)

    def looks() -> list[tuple[str, str | None, str | None]]:
        entries = domain.access_log.list_of_citizen(citizen.id)
        return [(one.actor_id, one.object_id, one.outcome) for one in entries if one.action == "perk.fetched"]

    assert looks() == []
    for _ in range(3):
        listed(client, as_library)
    client.get(RECONCILIATION, headers=as_library)
    assert looks() == [("library", grant_id, "pending")]
    domain.perks.end(citizen.id, grant_id)
    assert b"ended" in client.get(RECONCILIATION, headers=as_library).data
    listed(client, as_library)
    assert sorted(looks()) == [("library", grant_id, "ending"), ("library", grant_id, "pending")]


def test_one_that_works_by_hand_is_shown_the_card_and_a_proof_to_compare(
    client, citizen, ask_for, as_bike
) -> None:
    ask_for(citizen, "bike.deposit_free")
    (shown,) = listed(client, as_bike)
    assert shown["card"]["card_number"] == "900000001"
    assert len(shown["card"]["holder_proof"]) == 64
    assert SECRET_OF_HAND_WORKERS not in json.dumps(shown)


def test_a_card_is_shown_only_while_something_is_to_be_held_or_ended(
    client, domain, citizen, ask_for, as_bike
) -> None:
    refused, given_back = (
        ask_for(citizen, "bike.deposit_free"),
        ask_for(a_citizen(domain), "bike.deposit_free"),
    )
    answer = client.post(
        f"{GRANTS}/{refused}/reject", json={"revision": 1, "reason": "holder-differs"}, headers=as_bike
    )
    assert (answer.json["state"], answer.json["card"]) == ("refused", None)
    client.post(f"{GRANTS}/{given_back}/confirm", json={"revision": 1}, headers=as_bike)
    with domain.ground.database.reading() as session:
        citizen_id = session.get_one(Grant, given_back).citizen_id
    domain.perks.end(citizen_id, given_back)
    cards = {one["id"]: one["card"] for one in listed(client, as_bike)}
    assert cards[refused] is None
    assert cards[given_back] is not None
    client.post(f"{GRANTS}/{given_back}/confirm", json={"revision": 2}, headers=as_bike)
    assert [one["card"] for one in listed(client, as_bike)] == [None, None]


@pytest.mark.parametrize("headers", [{}, {"X-Api-Key": "ok_live_forged"}, {"X-Api-Key": new_secret()}])
def test_without_a_key_there_is_nothing(client, headers) -> None:
    for method, path in (("GET", GRANTS), ("GET", RECONCILIATION), ("PUT", "/api/v1/operator/webhook")):
        assert client.open(path, method=method, headers=headers).status_code == 401
