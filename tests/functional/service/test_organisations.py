"""Rule 2 at the one door where a name may be asked for: it belongs to an organisation, never to a person."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from backend.domain import Domain
from tests.builders.citizens import ORDINARY, a_citizen, a_record
from tests.builders.organisations import PERMIT, an_organisation, an_organisation_record

pytestmark = pytest.mark.store
_ORGANISATIONS = "/api/v1/organisations"


def test_who_asks_for_an_organisation_never_finds_a_person(client: FlaskClient, domain: Domain) -> None:
    person = a_citizen(domain, name="王小明")
    a_record(domain, person)
    code = an_organisation(domain, name="鹭岛示例商行", representative="王小明")
    named = {"code": code, "name": "鹭岛示例商行", "representative": "王小明"}
    assert client.get(f"{_ORGANISATIONS}/{code}").get_json() == {**named, "records": []}
    for name, found in (("鹭岛示例商行", [named]), ("王小明", []), (person.id_number, []), (person.id, [])):
        answer = client.get(_ORGANISATIONS, query_string={"name": name})
        assert answer.get_json() == {"organisations": found}
    for guess in (person.id_number, person.id, "王小明"):
        assert client.get(f"{_ORGANISATIONS}/{guess}").status_code in {404, 422}


def test_only_what_is_public_today_is_told(client: FlaskClient, domain: Domain) -> None:
    code = an_organisation(domain)
    permit = an_organisation_record(domain, code, PERMIT, document_number="JY13502990000001")
    an_organisation_record(domain, code, ORDINARY, date(2025, 11, 22), document_number="over")
    an_organisation_record(domain, code, ORDINARY, document_number="disputed", state="disputed")
    records = client.get(f"{_ORGANISATIONS}/{code}").get_json()["records"]
    assert [record["document_number"] for record in records] == ["JY13502990000001"]
    assert permit not in str(records)
