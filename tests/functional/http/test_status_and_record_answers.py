from __future__ import annotations

from datetime import date

import pytest

from backend.records.facts import RecordFacts, RecordState
from backend.records.service import RecordView
from backend.status.evaluation import StatusReport, evaluate
from tests.functional.http.fakes import AS_CITIZEN
from tests.functional.http.views import a_stored_record

TODAY = date(2026, 11, 23)
ITEM = "mkt.penalty.serious"


@pytest.fixture
def report(policy) -> StatusReport:
    facts = [
        RecordFacts(f"rec_{number}", item, date(2026, 10, 1), None, None, RecordState.IN_FORCE)
        for number, item in enumerate([ITEM, "no.longer.listed"])
    ]
    return evaluate(facts, policy.catalogue, policy.status.in_force_on(TODAY), TODAY)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_status_says_why_line_by_line(client, told, report, language) -> None:
    told.status.answers["view"] = report
    status = client.get("/api/v1/me/status", headers=AS_CITIZEN | {"Accept-Language": language}).json
    assert status["level"]["name"] == getattr(report.level, f"name_{language}")
    assert status["evaluated_on"] == "2026-11-23"
    assert status["policy_version"] == report.policy_version
    assert [line["why"] for line in status["records"]] == [getattr(line, language) for line in report.lines]
    assert [one["text"] for one in status["improvements"]] == [
        getattr(one, language) for one in report.improvements
    ]


def test_a_line_outside_the_catalogue_has_no_name(client, told, report) -> None:
    told.status.answers["view"] = report
    lines = client.get("/api/v1/me/status", headers=AS_CITIZEN).json["records"]
    names = {line["item"]["id"]: line["item"]["name"] for line in lines}
    assert names[ITEM]
    assert names["no.longer.listed"] is None


def test_a_record_shows_its_source_its_basis_and_its_dispute_button(client, told, policy) -> None:
    item = policy.catalogue.items[ITEM]
    department = policy.catalogue.get_department(item.department)
    told.records.answers["list_of_citizen"] = [
        RecordView(a_stored_record(ITEM, department.code), item, department, {})
    ]
    [record] = client.get("/api/v1/me/records", headers=AS_CITIZEN).json["records"]
    assert record["department"] == {"code": department.code, "name": department.name_zh}
    assert (record["polarity"], record["legal_basis"]) == ("adverse", item.legal_basis)
    assert record["dispute"] == {"method": "POST", "href": "/api/v1/me/disputes", "record": "rec_1"}


def test_a_record_shows_its_details_by_their_headings_and_amounts_in_fen(client, told) -> None:
    details = {"subject_name": "王晓明", "content": "罚款", "fine_fen": 20000, "no_longer_delivered": "旧"}
    told.records.answers["list_of_citizen"] = [
        RecordView(a_stored_record("gone", "gone"), None, None, details)
    ]
    [record] = client.get("/api/v1/me/records", headers=AS_CITIZEN).json["records"]
    assert [tuple(detail.values()) for detail in record["details"]] == [
        ("subject_name", "行政相对人名称", "王晓明"),
        ("content", "内容", "罚款"),
        ("fine_fen", "罚款金额", 20000),
        ("no_longer_delivered", "no_longer_delivered", "旧"),
    ]


def test_the_dispute_button_leads_to_a_route(door, client, told) -> None:
    told.records.answers["list_of_citizen"] = [RecordView(a_stored_record("gone", "gone"), None, None, {})]
    [record] = client.get("/api/v1/me/records", headers=AS_CITIZEN).json["records"]
    link = record["dispute"]
    door.url_map.bind("localhost").match(link["href"], link["method"])
    assert (record["item"]["name"], record["polarity"], record["legal_basis"]) == (None, None, None)
