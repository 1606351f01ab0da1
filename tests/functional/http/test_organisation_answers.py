from __future__ import annotations

from datetime import date

import pytest

from backend.platform.errors import Invalid, NotFound
from backend.records.models import Organisation
from backend.records.organisations import OrganisationView, PublicRecord
from tests.builders.organisations import PERMIT, an_organisation_code
from tests.functional.http.views import a_stored_record

PATH = "/api/v1/organisations"
CODE = an_organisation_code()
NAMED = {"code": CODE, "name": "鹭岛示例食品有限公司", "representative": "林示例"}


def a_public_record(policy, *, until: date | None = None, **details: str | int) -> PublicRecord:
    item = policy.catalogue.items[PERMIT]
    department = policy.catalogue.departments[item.department]
    return PublicRecord(a_stored_record(PERMIT, item.department), item, department, until, details)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_organisation_is_told_with_its_records_in_the_language_asked_for(
    client, told, policy, language
) -> None:
    record = a_public_record(policy, until=date(2027, 5, 1), content="热食类食品制售", fine_fen=500000)
    told.organisations.answers["get"] = OrganisationView(Organisation(**NAMED), [record])
    answer = client.get(f"{PATH}/{CODE}", headers={"Accept-Language": language}).json
    [shown] = answer.pop("records")
    assert answer == NAMED
    assert shown == {
        "item": {"id": PERMIT, "name": getattr(record.item, f"name_{language}")},
        "department": {"code": "mkt", "name": getattr(record.department, f"name_{language}")},
        "polarity": "neutral",
        "document_number": "厦市监罚〔2026〕1号",
        "title": "行政处罚决定书",
        "decided_on": "2026-11-23",
        "until": "2027-05-01",
        "details": [
            {"field": "content", "zh": "内容", "value": "热食类食品制售"},
            {"field": "fine_fen", "zh": "罚款金额", "value": 500000},
        ],
    }
    assert told.organisations.asked == [("get", CODE)]


def test_an_organisation_of_which_little_is_published_is_told_too(client, told, policy) -> None:
    unnamed = Organisation(**NAMED | {"representative": None})
    told.organisations.answers["get"] = OrganisationView(unnamed, [a_public_record(policy)])
    answer = client.get(f"{PATH}/{CODE}").json
    assert answer["representative"] is None
    assert [(record["until"], record["details"]) for record in answer["records"]] == [(None, [])]


def test_a_name_leads_to_codes_and_tells_no_records(client, told) -> None:
    told.organisations.answers["list_by_name"] = [Organisation(**NAMED)]
    answer = client.get(PATH, query_string={"name": NAMED["name"]}).json
    assert answer == {"organisations": [NAMED]}
    assert told.organisations.asked == [("list_by_name", NAMED["name"])]


def test_a_name_that_nobody_has_is_an_empty_list(client, told) -> None:
    told.organisations.answers["list_by_name"] = []
    answer = client.get(PATH, query_string={"name": "无此单位"})
    assert (answer.status_code, answer.json) == (200, {"organisations": []})


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"name": ""},
        {"name": "字" * 201},
        {"representative": "林示例"},
        {"name": NAMED["name"], "representative": "林示例"},
        {"name": NAMED["name"], "limit": 50},
        {"q": "鹭岛"},
    ],
)
def test_whoever_asks_otherwise_than_by_the_whole_name_is_refused(client, told, query) -> None:
    answer = client.get(PATH, query_string=query)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/fields-invalid")
    assert told.organisations.asked == []


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound("organisation-not-found", zh="没有查到。", en="Not known here."), 404),
        (Invalid("organisation-code-form", zh="应为 18 位。", en="It has 18 characters."), 422),
    ],
)
def test_a_code_that_leads_nowhere_is_a_problem_in_both_languages(client, told, refusal, status) -> None:
    told.organisations.answers["get"] = refusal
    answer = client.get(f"{PATH}/{CODE}")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["type"] == f"/problems/{refusal.code}"
    assert (answer.json["detail_zh"], answer.json["detail_en"]) == (refusal.zh, refusal.en)


def test_what_ends_at_midnight_is_kept_by_nobody(client, told) -> None:
    told.organisations.answers["get"] = OrganisationView(Organisation(**NAMED), [])
    told.organisations.answers["list_by_name"] = []
    for path in (f"{PATH}/{CODE}", f"{PATH}?name=x"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
