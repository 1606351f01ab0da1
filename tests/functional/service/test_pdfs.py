"""The documents that a citizen takes away, of the real services behind the door."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.domain import Domain
from tests.builders.citizens import ORDINARY, TestCitizen, a_citizen, a_record, a_visitor
from tests.builders.clock import StandingClock
from tests.builders.pdfs import code_of, text_of

pytestmark = pytest.mark.store
REPORT = "/api/v1/me/report.pdf"


def _issue(client: FlaskClient, citizen: TestCitizen, **order: Any) -> str:
    order = {"kind": "printed", "claims": ["level", "name"], **order}
    response = client.post("/api/v1/me/certificates", json=order, headers=citizen.headers)
    assert response.status_code == 201, response.text
    return response.get_json()["id"]


def _paper(client: FlaskClient, citizen: TestCitizen, certificate_id: str) -> Any:
    path = f"/api/v1/me/certificates/{certificate_id}/certificate.pdf"
    return client.get(path, headers=citizen.headers)


def _actions(client: FlaskClient, citizen: TestCitizen) -> Counter[str]:
    log = client.get("/api/v1/me/access-log", headers=citizen.headers).get_json()
    return Counter(entry["action"] for entry in log["entries"])


def test_the_code_on_paper_convinces_a_merchant_and_stops_when_the_citizen_ends_it(
    client: FlaskClient, domain: Domain, merchant: dict[str, str], clock: StandingClock
) -> None:
    citizen = a_citizen(domain, name="王𠮷")
    certificate_id = _issue(client, citizen)
    url = code_of(_paper(client, citizen, certificate_id).data).text
    clock.pass_time(days=29)

    def scan() -> dict[str, Any]:
        body = {"token": url.partition("#")[2]}
        return client.post("/api/v1/merchant/verifications", json=body, headers=merchant).get_json()

    answer = scan()
    assert (answer["valid"], answer["claims"]["name"]) == (True, "*𠮷")
    domain.certificates.revoke(citizen.id, certificate_id)
    assert scan()["reason"] == "revoked"


def test_neither_document_holds_the_id_number_or_the_full_name(client: FlaskClient, domain: Domain) -> None:
    citizen = a_citizen(domain, name="王晓明")
    a_record(domain, citizen)
    for pdf in (
        client.get(REPORT, headers=citizen.headers).data,
        _paper(client, citizen, _issue(client, citizen)).data,
    ):
        text = text_of(pdf).replace(" ", "")
        assert "*明" in text
        assert citizen.id_number not in text
        assert "王" not in text
        assert citizen.id_number.encode() not in pdf


def test_the_report_agrees_with_the_status_and_the_records(client: FlaskClient, domain: Domain) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen, ORDINARY)
    text = text_of(client.get(REPORT, headers=citizen.headers).data)
    status = client.get("/api/v1/me/status", headers=citizen.headers).get_json()
    [record] = client.get("/api/v1/me/records", headers=citizen.headers).get_json()["records"]
    for words in (
        status["level"]["name"],
        status["records"][0]["why"],
        status["improvements"][0]["text"],
        record["document_number"],
        record["department"]["name"],
        record["id"],
    ):
        assert words in text


def test_each_document_leaves_its_entries_in_the_access_log(client: FlaskClient, domain: Domain) -> None:
    citizen = a_citizen(domain)
    certificate_id = _issue(client, citizen)
    before = _actions(client, citizen)
    client.get(REPORT, headers=citizen.headers)
    _paper(client, citizen, certificate_id)
    added = _actions(client, citizen) - before
    assert added == Counter(["certificate.shown", "records.viewed", "status.viewed"])


def test_there_is_no_report_before_the_proof_or_without_consent(client: FlaskClient, domain: Domain) -> None:
    for citizen, problem in (
        (a_visitor(domain), "identity-required"),
        (a_citizen(domain, consents=()), "consent-required/status.evaluate"),
    ):
        response = client.get(REPORT, headers=citizen.headers)
        assert response.status_code == 403
        assert response.get_json()["type"] == f"/problems/{problem}"


@pytest.mark.parametrize("end", ["revoked", "expired", "consent withdrawn"])
def test_an_ended_certificate_goes_on_no_paper(
    client: FlaskClient, domain: Domain, clock: StandingClock, end: str
) -> None:
    citizen = a_citizen(domain)
    certificate_id = _issue(client, citizen)
    if end == "revoked":
        domain.certificates.revoke(citizen.id, certificate_id)
    elif end == "expired":
        clock.pass_time(days=30)
        citizen = _signed_in_again(domain, citizen)
    else:
        domain.consents.withdraw(citizen.id, "certificate.issue")
    response = _paper(client, citizen, certificate_id)
    assert response.status_code == 409
    assert response.get_json()["type"] == "/problems/certificate-not-showable"


def test_a_dynamic_certificate_goes_on_no_paper(client: FlaskClient, domain: Domain) -> None:
    citizen = a_citizen(domain)
    response = _paper(client, citizen, _issue(client, citizen, kind="dynamic"))
    assert response.status_code == 409
    assert response.get_json()["type"] == "/problems/certificate-not-for-paper"


def test_nobody_prints_the_certificate_of_another(client: FlaskClient, domain: Domain) -> None:
    citizen, other = a_citizen(domain), a_citizen(domain)
    assert _paper(client, other, _issue(client, citizen)).status_code == 404


def _signed_in_again(domain: Domain, citizen: TestCitizen) -> TestCitizen:
    """Return the citizen with a fresh access token, for the first has ended as well."""
    return a_visitor(domain, citizen.code, citizen.id_number)
