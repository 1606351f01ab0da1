"""The eight product rules of the design, each held at the door."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from backend.domain import Domain
from backend.platform.database import Base
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import (
    ORDINARY,
    TestCitizen,
    a_citizen,
    a_linked_card,
    a_record,
    a_visitor,
    an_id_number,
)
from tests.builders.clock import StandingClock
from tests.builders.outside import FakeOperator

pytestmark = pytest.mark.store
_ROOT = Path(__file__).parents[3]
_BACKEND_SUBJECTS = ("status", "records")


def _issue(client: FlaskClient, citizen: TestCitizen, **order: Any) -> dict[str, Any]:
    order = {"kind": "printed", "claims": ["level"], **order}
    response = client.post("/api/v1/me/certificates", json=order, headers=citizen.headers)
    assert response.status_code == 201, response.text
    return response.get_json()


def _scan(client: FlaskClient, merchant: dict[str, str], token: str) -> dict[str, Any]:
    return client.post("/api/v1/merchant/verifications", json={"token": token}, headers=merchant).get_json()


def _get(client: FlaskClient, citizen: TestCitizen, path: str) -> Any:
    return client.get(f"/api/v1{path}", headers=citizen.headers).get_json()


def _asked_in(document: dict[str, Any], operations: dict[str, Any]) -> set[str]:
    """Return every name that a caller may send: parameters, and members of request bodies at any depth."""
    asked: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            asked.update(node.get("properties", {}))
            reference = node.get("$ref", "")
            for child in (
                *node.values(),
                document["components"]["schemas"].get(reference.rpartition("/")[2]),
            ):
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    shared = operations.get("parameters", [])
    for operation in (operations[method] for method in operations.keys() - {"parameters"}):
        asked |= {one["name"] for one in [*shared, *operation.get("parameters", [])]}
        walk(operation.get("requestBody"))
    return asked


def test_rule_1_opt_in_nobody_has_a_status_until_they_consent(client: FlaskClient, domain: Domain) -> None:
    citizen = a_citizen(domain, consents=())
    response = client.get("/api/v1/me/status", headers=citizen.headers)
    assert response.status_code == 403
    assert response.get_json()["type"] == "/problems/consent-required/status.evaluate"
    client.put("/api/v1/me/consents/status.evaluate", headers=citizen.headers)
    assert _get(client, citizen, "/me/status")["level"]["id"] == "good"


def test_rule_1_opt_in_withdrawing_works_at_once_and_ends_everything_in_order(
    client: FlaskClient, domain: Domain, merchant: dict[str, str], library: FakeOperator
) -> None:
    citizen = a_citizen(domain)
    grant = domain.perks.request(citizen.id, "library.deposit_free", a_linked_card(domain, citizen), None)
    worker = OutboxWorker(domain.ground.database, domain.ground.clock, domain.outbox_handlers)
    worker.run_until_idle()
    token = _issue(client, citizen)["token"]
    assert client.delete("/api/v1/me/consents/status.evaluate", headers=citizen.headers).status_code == 204
    assert client.get("/api/v1/me/status", headers=citizen.headers).status_code == 403
    assert _scan(client, merchant, token)["reason"] == "revoked"
    worker.run_until_idle()
    assert domain.perks.get(citizen.id, grant.grant.id).grant.state == "ended"
    assert len(library.links) == 1


def test_rule_2_incentive_only_no_route_lets_a_third_party_name_a_person(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    third_party = {
        path: operations
        for path, operations in document["paths"].items()
        if not path.startswith(("/api/v1/me/", "/api/v1/session")) and path != "/api/v1/me"
    }
    assert "token" in _asked_in(document, third_party["/api/v1/merchant/verifications"])
    # By law an organisation is public and has a name to ask for; test_organisations.py: it finds no person.
    assert _asked_in(document, third_party.pop("/api/v1/organisations")) == {"name"}
    for path, operations in third_party.items():
        named = set(path.replace("{", "/").replace("}", "/").split("/")) | _asked_in(document, operations)
        assert not named & {"citizen", "citizen_id", "id_number", "name", "openid", "q", "search"}, path


def test_rule_2_incentive_only_a_merchant_learns_nothing_without_a_live_certificate(
    client: FlaskClient, domain: Domain, merchant: dict[str, str]
) -> None:
    citizen = a_citizen(domain)
    for guess in (citizen.id, citizen.id_number, "王小明"):
        answer = _scan(client, merchant, guess)
        assert (answer["valid"], answer["claims"], answer["receipt"]) == (False, {}, None)


def test_rule_2_incentive_only_every_status_may_borrow_as_before(
    domain: Domain, library: FakeOperator
) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen, ORDINARY)
    assert domain.cards.link(citizen.id, "library", "350200009999").state == "linked"
    assert library.ledger == []


def test_rule_3_catalogue_only_a_record_outside_the_catalogue_never_counts(
    client: FlaskClient, domain: Domain
) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen, "street.jaywalking")
    status = _get(client, citizen, "/me/status")
    assert status["level"]["id"] == "good"
    assert [(one["counts"], one["reason"]) for one in status["records"]] == [(False, "not_in_catalogue")]


def test_rule_3_catalogue_only_the_status_cannot_even_import_the_cards() -> None:
    for subject in _BACKEND_SUBJECTS:
        for path in (_ROOT / "backend" / subject).glob("*.py"):
            imported = {
                node.module or ""
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.ImportFrom)
            }
            assert not [name for name in imported if name.startswith(("backend.cards", "backend.perks"))]


def test_rule_3_catalogue_only_opposite_card_histories_give_the_same_status(
    client: FlaskClient, domain: Domain
) -> None:
    reader, stranger = a_citizen(domain), a_citizen(domain)
    card = a_linked_card(domain, reader)
    domain.perks.request(reader.id, "library.deposit_free", card, None)
    domain.cards.unlink(reader.id, card)
    assert _get(client, reader, "/me/status") == _get(client, stranger, "/me/status")


def test_rule_4_explained_same_inputs_give_the_same_answer_with_version_and_reasons(
    client: FlaskClient, domain: Domain
) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen, ORDINARY)
    first, again = (_get(client, citizen, "/me/status") for _ in range(2))
    assert first == again
    published = client.get("/api/v1/status-policy").get_json()
    assert first["policy_version"] in str(published)
    (line,) = first["records"]
    assert line["counts"] is True
    assert line["why"]
    assert line["until"]


def test_rule_4_explained_nothing_but_records_policy_and_day_has_a_part(
    client: FlaskClient, domain: Domain, clock: StandingClock
) -> None:
    busy, quiet = a_citizen(domain, name="欧阳明"), a_citizen(domain, born_on=date(1950, 1, 1))
    for citizen in (busy, quiet):
        a_record(domain, citizen, ORDINARY, date(2026, 10, 1))
    _issue(client, busy)
    domain.redress.cases.list_of_citizen(busy.id)
    clock.pass_time(minutes=5)
    answers = [_get(client, citizen, "/me/status") for citizen in (busy, quiet)]
    for answer in answers:
        for line in (*answer["records"], *answer["improvements"]):
            line.pop("record")
    assert answers[0] == answers[1]


def test_rule_5_contestable_every_record_has_its_dispute_and_stops_counting_when_it_is_used(
    client: FlaskClient, domain: Domain
) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen, ORDINARY)
    (record,) = _get(client, citizen, "/me/records")["records"]
    way = record["dispute"]
    body = {"record": way["record"], "reason": "wrong_content", "words": "金额不对"}
    response = client.open(way["href"], method=way["method"], json=body, headers=citizen.headers)
    assert response.status_code == 201
    assert _get(client, citizen, "/me/status")["level"]["id"] == "good"


@pytest.mark.parametrize("state", ["disputed", "corrected", "repaired", "withdrawn"])
def test_rule_5_contestable_only_a_record_in_force_counts(
    client: FlaskClient, domain: Domain, state: str
) -> None:
    citizen = a_citizen(domain)
    record = a_record(domain, citizen, ORDINARY)
    with domain.ground.database.transaction() as session:
        session.execute(text("UPDATE credit_record SET state = :s WHERE id = :r"), {"s": state, "r": record})
    (line,) = _get(client, citizen, "/me/status")["records"]
    assert (line["counts"], line["reason"]) == (False, state)


def test_rule_6_visible_every_look_leaves_an_entry_that_the_citizen_reads(
    client: FlaskClient, domain: Domain, merchant: dict[str, str]
) -> None:
    citizen = a_citizen(domain)
    for path in ("/me/status", "/me/records", "/perks"):
        _get(client, citizen, path)
    domain.status.view_in_bot(citizen.id)
    _scan(client, merchant, _issue(client, citizen)["token"])
    a_linked_card(domain, citizen)
    entries = _get(client, citizen, "/me/access-log")["entries"]
    seen = {(one["actor"]["kind"], one["action"]) for one in entries}
    assert {
        ("citizen", "status.viewed"),
        ("citizen", "records.viewed"),
        ("citizen", "perks.viewed"),
        ("citizen", "certificate.issued"),
        ("merchant", "certificate.verified"),
        ("operator", "card.link_asked"),
    } <= seen
    scan = next(one for one in entries if one["action"] == "certificate.verified")
    assert (scan["actor"]["name"], scan["disclosed"], scan["outcome"]) == ("鹭江茶铺", ["level"], "valid")
    assert all(one["at"].endswith("+08:00") for one in entries)


def test_rule_6_visible_nobody_reads_another_persons_log(client: FlaskClient, domain: Domain) -> None:
    citizen, other = a_citizen(domain), a_citizen(domain)
    _get(client, citizen, "/me/status")
    assert "status.viewed" not in str(_get(client, other, "/me/access-log"))


def test_rule_7_minimal_a_certificate_holds_the_ticked_claims_and_nothing_else(
    client: FlaskClient, domain: Domain, merchant: dict[str, str]
) -> None:
    citizen = a_citizen(domain)
    answer = _scan(client, merchant, _issue(client, citizen, claims=["no_adverse"])["token"])
    assert answer["claims"] == {"no_adverse": True}
    refused = client.post(
        "/api/v1/me/certificates",
        json={"kind": "dynamic", "claims": ["level", "records"]},
        headers=citizen.headers,
    )
    assert refused.status_code == 422


def test_rule_7_minimal_the_id_number_stands_nowhere_in_the_clear(
    client: FlaskClient, domain: Domain, merchant: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen)
    card = a_linked_card(domain, citizen)
    issued = _issue(client, citizen, claims=["level", "name", "match_code"])
    domain.redress.cases.list_of_citizen(citizen.id)
    _scan(client, merchant, issued["token"])
    client.post("/api/v1/me/cards", json={"card_number": card}, headers=citizen.headers)
    with domain.ground.database.reading() as session:
        stored = "".join(repr(session.execute(select(table)).all()) for table in Base.metadata.sorted_tables)
    short_lived = "".join(
        str(domain.ground.short_lived.get(key)) for key in domain.ground.short_lived.scan_iter()
    )
    for place in (stored, short_lived, caplog.text, issued["url"], issued["token"]):
        assert citizen.id_number not in place
        assert citizen.id_number.encode().hex() not in place


def test_rule_8_adults_a_minor_is_told_so_kindly_and_keeps_the_card(
    client: FlaskClient, domain: Domain
) -> None:
    minor = a_citizen(domain, consents=("card.link",), born_on=date(2009, 6, 1))
    assert client.put("/api/v1/me/consents/status.evaluate", headers=minor.headers).status_code == 403
    refused = client.get("/api/v1/me/status", headers=minor.headers)
    assert (refused.status_code, refused.get_json()["type"]) == (403, "/problems/adults-only")
    assert "照常" in refused.get_json()["detail"]
    order = {"kind": "dynamic", "claims": ["level"]}
    assert client.post("/api/v1/me/certificates", json=order, headers=minor.headers).status_code == 403
    card = {"card_number": "350200007777"}
    assert client.post("/api/v1/me/cards", json=card, headers=minor.headers).status_code == 201


def test_rule_8_adults_under_fourteen_there_is_no_account_without_the_guardian(
    client: FlaskClient, domain: Domain
) -> None:
    child = a_visitor(domain)
    number = an_id_number(date(2014, 1, 1))
    answer = client.post(
        "/api/v1/me/identity", json={"name": "林小小", "id_number": number}, headers=child.headers
    )
    assert (answer.status_code, answer.get_json()["type"]) == (403, "/problems/guardian-consent-required")
    assert _get(client, child, "/me")["verified"] is False
