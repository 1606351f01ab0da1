"""The sandbox behaves as the real door does, and nobody real can be reached from it."""

from __future__ import annotations

import pytest

from tests.builders.citizens import a_citizen
from tests.functional.operator_door.conftest import GRANTS, RECONCILIATION, listed

pytestmark = pytest.mark.store
SANDBOX = "/api/v1/operator/sandbox/grants"
WEBHOOK = "/api/v1/operator/webhook"


@pytest.fixture
def make(client, as_sandbox):
    def make(perk: str = "deposit_waiver", **headers: str):
        return client.post(SANDBOX, json={"perk": perk}, headers={**as_sandbox, **headers})

    return make


def say(client, headers, grant, act: str, **more):
    body = {"revision": grant["revision"], **more}
    return client.post(f"{GRANTS}/{grant['id']}/{act}", json=body, headers=headers)


def test_a_synthetic_grant_lives_as_a_real_one_does(client, as_sandbox, make) -> None:
    made = make()
    assert (made.status_code, made.json["state"], made.json["revision"]) == (201, "pending", 1)
    assert say(client, as_sandbox, made.json, "confirm").json["state"] == "active"
    assert say(client, as_sandbox, made.json, "confirm").json["state"] == "active"
    ending = client.delete(f"{SANDBOX}/{made.json['id']}", headers=as_sandbox)
    assert (ending.status_code, ending.json["wanted"], ending.json["revision"]) == (202, "ended", 2)
    assert say(client, as_sandbox, made.json, "confirm").json["type"] == "/problems/stale-revision"
    assert client.get(RECONCILIATION, headers=as_sandbox).text.count("\r\n") == 2
    assert say(client, as_sandbox, ending.json, "confirm").json["state"] == "ended"
    assert client.get(RECONCILIATION, headers=as_sandbox).text.count("\r\n") == 1
    assert [one["id"] for one in listed(client, as_sandbox)] == [made.json["id"]]


def test_a_synthetic_grant_can_be_rejected(client, as_sandbox, make) -> None:
    rejected = say(client, as_sandbox, make().json, "reject", reason="unknown-card").json
    assert (rejected["state"], rejected["reason"]) == ("refused", "unknown-card")


def test_a_repeated_wish_for_a_grant_finds_the_first(make) -> None:
    first, again = (make(**{"Idempotency-Key": "key-1"}).json["id"] for _ in range(2))
    assert first == again != make().json["id"]


def test_only_the_operators_own_perks_can_be_made(make) -> None:
    refused = make("fare_discount")
    assert (refused.status_code, refused.json["type"]) == (422, "/problems/perk-not-of-operator")
    assert refused.json["allowed"] == ["deposit_waiver"]
    assert make("a_level").status_code == 422


def test_a_live_key_makes_no_grants(client, as_library, make) -> None:
    refused = client.post(SANDBOX, json={"perk": "deposit_waiver"}, headers=as_library)
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/sandbox-key-required")
    assert client.delete(f"{SANDBOX}/{make().json['id']}", headers=as_library).status_code == 403


def test_nothing_of_a_real_person_is_reached_with_a_sandbox_key(
    client, domain, ask_for, as_sandbox, as_library, library, worker
) -> None:
    citizen = a_citizen(domain)
    grant_id = ask_for(citizen)
    library.troubles = []
    assert listed(client, as_sandbox) == []
    assert client.get(RECONCILIATION, headers=as_sandbox).text.count("\r\n") == 1
    real = listed(client, as_library)[0]
    for act, more in (("confirm", {}), ("reject", {"reason": "no"})):
        assert say(client, as_sandbox, real, act, **more).status_code == 404
    assert client.delete(f"{SANDBOX}/{grant_id}", headers=as_sandbox).status_code == 404
    assert client.get("/api/v1/operator/dead-letters", headers=as_sandbox).json["dead_letters"] == []
    assert domain.perks.get(citizen.id, grant_id).grant.state == "pending"
    looks = [one for one in domain.access_log.list_of_citizen(citizen.id) if one.action == "perk.fetched"]
    assert len(looks) == 1


def test_no_key_of_another_kind_or_operator_reaches_a_synthetic_grant(
    client, make, as_library, key_of
) -> None:
    made = make().json
    for headers in (as_library, key_of("bus", is_sandbox=True)):
        assert listed(client, headers) == []
        assert say(client, headers, made, "confirm").status_code == 404


def test_events_of_the_sandbox_go_to_the_sandboxs_address_alone(
    client, make, as_sandbox, as_library, worker, sender
) -> None:
    for headers, name in ((as_library, "live"), (as_sandbox, "sandbox")):
        client.put(WEBHOOK, json={"url": f"https://{name}.example.org/"}, headers=headers)
    made = make().json
    worker.run_until_idle()
    assert [event.url for event in sender.sent] == ["https://sandbox.example.org/"]
    assert sender.sent[0].told["data"] == {
        "link_id": made["link_id"],
        "entitlement_id": made["entitlement_id"],
        "revision": 1,
    }


def test_what_is_older_than_a_month_makes_room(client, clock, make, as_sandbox) -> None:
    make()
    clock.pass_time(days=31)
    fresh = make().json["id"]
    assert [one["id"] for one in listed(client, as_sandbox)] == [fresh]
