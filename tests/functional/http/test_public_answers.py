from __future__ import annotations

import pytest

KEY = {"kty": "EC", "crv": "P-256", "x": "x", "y": "y", "kid": "0a0b", "use": "sig", "alg": "ES256"}


def test_the_catalogue_is_published_whole_in_both_languages(client, policy) -> None:
    published = client.get("/api/v1/catalogue").json
    assert {item["id"] for item in published["items"]} == policy.catalogue.items.keys()
    assert {one["code"] for one in published["departments"]} == policy.catalogue.departments.keys()
    for item in published["items"]:
        assert item["name_zh"]
        assert item["name_en"]
        assert item["legal_basis"]
    told = {item["id"]: item for item in published["items"]}
    assert told["mkt.permit.food"]["double_publicity"] == "licence"
    assert told["mkt.penalty.minor"]["double_publicity"] == "penalty"
    assert told["mkt.registration.company"]["double_publicity"] is None
    assert told["mkt.registration.company"]["publishes_representative"] is True
    assert told["mkt.permit.food"]["publishes_representative"] is False


def test_the_policy_is_published_with_every_level_and_rule(client, policy) -> None:
    published = client.get("/api/v1/status-policy").json
    [edition] = published["editions"]
    source = policy.status.editions[0]
    assert published["in_force"] == edition["version"] == source.version
    assert [rule["level"] for rule in edition["rules"]] == [rule.level.id for rule in source.rules]
    assert {level["id"] for level in edition["levels"]} == source.levels.keys()
    assert edition["counts_at_most_months"].keys() == {"minor", "ordinary", "serious", "commendation"}


@pytest.mark.parametrize("path", ["/api/v1/catalogue", "/api/v1/status-policy"])
def test_who_has_the_rules_already_is_told_so_in_a_few_bytes(client, path) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_keys_are_published_and_may_be_kept_for_minutes(client, told) -> None:
    told.ground.key_ring.answers["jwks"] = {"keys": [KEY]}
    answer = client.get("/.well-known/jwks.json")
    assert (answer.json, answer.headers["Cache-Control"]) == ({"keys": [KEY]}, "public, max-age=300")


def test_a_living_process_says_so_whatever_else_is_down(client) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
