from __future__ import annotations

import codecs
from datetime import timedelta
from typing import Any

import orjson
import pytest

from backend.platform.errors import Invalid, NotFound
from backend.records.importing.batches import Quality
from backend.records.importing.outcomes import RowOutcome
from backend.records.importing.service import Delivered, RowAnswer
from tests.builders.clock import NOON
from tests.builders.deliveries import a_row
from tests.functional.http.fakes import AS_CITIZEN, AS_DEPARTMENT, AS_MERCHANT

RECORDS = "/api/v1/departments/mkt/records"
QUARANTINE = "/api/v1/departments/mkt/batches/bat_1/quarantine"
QUALITY = "/api/v1/departments/mkt/quality"
EVERY_ROUTE = [("POST", RECORDS), ("GET", QUARANTINE), ("GET", QUALITY)]
FAULT = {"field": "决定日期", "code": "date-in-future", "zh": "晚于今天"}
MEBIBYTE = 1 << 20


def deliver(client, body: Any, **headers: str):
    return client.post(RECORDS, json=body, headers=AS_DEPARTMENT | headers)


@pytest.fixture
def empty_batch(told) -> Delivered:
    told.imports.answers["deliver"] = Delivered("bat_1", [])
    return told.imports.answers["deliver"]


def test_each_row_is_answered_in_its_place(client, told) -> None:
    answers = [
        RowAnswer(1, RowOutcome.CREATED, "rec_1", ()),
        RowAnswer(2, RowOutcome.REJECTED, None, [FAULT]),
        RowAnswer(3, RowOutcome.UNCHANGED, "rec_3", ()),
    ]
    told.imports.answers["deliver"] = Delivered("bat_1", answers)
    rows = [a_row(), a_row(decided_on="2027-01-01"), a_row()]
    answer = deliver(client, {"records": rows})
    assert (answer.status_code, answer.json) == (
        200,
        {
            "batch_id": "bat_1",
            "records": [
                {"line": 1, "outcome": "created", "record_id": "rec_1", "faults": []},
                {"line": 2, "outcome": "rejected", "record_id": None, "faults": [FAULT]},
                {"line": 3, "outcome": "unchanged", "record_id": "rec_3", "faults": []},
            ],
        },
    )
    assert told.imports.asked == [("deliver", "mkt", rows)]


@pytest.mark.parametrize("outcome", list(RowOutcome))
def test_every_outcome_is_a_documented_one(client, told, outcome) -> None:
    told.imports.answers["deliver"] = Delivered("bat_1", [RowAnswer(1, outcome, None, ())])
    assert deliver(client, {"records": [a_row()]}).json["records"][0]["outcome"] == outcome


@pytest.mark.parametrize("row", [None, 5, "王小明", [], {}, {"决定日期": ["2026-11-18"]}, {"x": {"y": None}}])
def test_what_a_row_holds_is_judged_row_by_row_and_never_by_the_door(client, told, empty_batch, row) -> None:
    rows = [a_row(), row]
    assert deliver(client, {"records": rows}).status_code == 200
    assert told.imports.asked == [("deliver", "mkt", rows)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        [a_row()],
        "rows",
        {"records": None},
        {"records": {}},
        {"records": "[]"},
        {"records": [], "x": 1},
    ],
)
def test_a_body_that_is_no_list_of_rows_is_refused_whole(client, told, body) -> None:
    answer = deliver(client, body)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/fields-invalid")
    assert answer.json["errors"].keys() == {"records"}
    assert told.imports.asked == []


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Invalid("rows-too-few-or-many", zh="每次应提交 1 至 1000 行。", en="1 to 1000 rows."), 422),
        (NotFound("department-not-found", zh="没有这个信源单位。", en="No such department."), 404),
    ],
)
def test_a_refusal_of_the_whole_batch_is_a_problem_in_both_languages(client, told, refusal, status) -> None:
    told.imports.answers["deliver"] = refusal
    answer = deliver(client, {"records": []})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["type"] == f"/problems/{refusal.code}"
    assert (answer.json["detail_zh"], answer.json["detail_en"]) == (refusal.zh, refusal.en)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ('{"records": [', "application/json", 400),
        ('{"records": [NaN]}', "application/json", 400),
        ('{"records": [{"姓名": "\\ud83f"}]}', "application/json", 400),
        ("姓名,王小明", "text/csv", 415),
    ],
)
def test_what_is_no_json_is_refused(client, told, body, content_type, status, encoding) -> None:
    answer = client.post(
        RECORDS, data=body.encode(encoding), content_type=content_type, headers=AS_DEPARTMENT
    )
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert told.imports.asked == []


def a_body_of(size: int) -> bytes:
    empty = orjson.dumps({"records": [{"内容": ""}]})
    return empty.replace(b'""', b'"' + b"x" * (size - len(empty)) + b'"')


def test_a_batch_may_be_larger_than_what_a_citizen_sends(client, told, empty_batch) -> None:
    body = a_body_of(4 * MEBIBYTE)
    answer = client.post(RECORDS, data=body, content_type="application/json", headers=AS_DEPARTMENT)
    assert (len(body), answer.status_code) == (4 * MEBIBYTE, 200)
    assert told.imports.asked == [("deliver", "mkt", orjson.loads(body)["records"])]


def test_a_batch_that_is_too_large_is_refused_unread(client, told) -> None:
    body = a_body_of(4 * MEBIBYTE + 1)
    answer = client.post(RECORDS, data=body, content_type="application/json", headers=AS_DEPARTMENT)
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert told.imports.asked == []


@pytest.mark.parametrize(("method", "path"), EVERY_ROUTE)
def test_a_key_opens_its_own_departments_affairs_only(client, told, method, path) -> None:
    answer = client.open(path.replace("/mkt/", "/tax/"), method=method, headers=AS_DEPARTMENT, json={})
    assert (answer.status_code, answer.json["type"]) == (403, "/problems/another-department")
    assert told.imports.asked == []


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "api-key-required"),
        ({"X-Api-Key": ""}, "api-key-required"),
        ({"Authorization": "Basic dk_good"}, "api-key-required"),
        ({"X-Api-Key": "dk_wrong"}, "api-key-invalid"),
        ({"Authorization": "Bearer dk_wrong"}, "api-key-invalid"),
        (AS_MERCHANT, "api-key-invalid"),
        (AS_CITIZEN, "api-key-invalid"),
    ],
)
@pytest.mark.parametrize(("method", "path"), EVERY_ROUTE)
def test_without_a_departments_key_nothing_opens(client, told, method, path, headers, code) -> None:
    answer = client.open(path, method=method, headers=headers, json={"records": [a_row()]})
    assert (answer.status_code, answer.json["type"]) == (401, f"/problems/{code}")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert told.imports.asked == []


@pytest.mark.parametrize("headers", [AS_DEPARTMENT, {"Authorization": "Bearer dk_good"}])
def test_a_departments_key_is_taken_in_either_header(client, empty_batch, headers) -> None:
    assert client.post(RECORDS, json={"records": []}, headers=headers).json["batch_id"] == "bat_1"


def test_the_quarantine_is_a_csv_that_a_spreadsheet_opens_in_chinese(client, told) -> None:
    text = '行号,出错字段,原因,姓名\n2,决定日期,晚于今天,"阿依古丽·买买提\n（𠮷）"\n'

    def write(code: str, batch_id: str, out: Any) -> int:
        assert (code, batch_id) == ("mkt", "bat_1")
        return out.write(text)

    told.imports.write_quarantine = write
    answer = client.get(QUARANTINE, headers=AS_DEPARTMENT)
    assert (answer.status_code, answer.content_type) == (200, "text/csv; charset=utf-8")
    assert answer.data == codecs.BOM_UTF8 + text.encode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_quarantine_of_a_batch_that_is_not_the_departments_is_not_found(client, told) -> None:
    told.imports.answers["write_quarantine"] = NotFound("batch-not-found", zh="没有这个批次。", en="None.")
    answer = client.get(QUARANTINE, headers=AS_DEPARTMENT)
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/batch-not-found")


@pytest.mark.parametrize(
    ("last_at", "told_as"), [(None, None), (NOON + timedelta(days=1), "2026-11-24T12:00:00+08:00")]
)
def test_a_department_sees_the_figures_of_all_that_it_delivered(client, told, last_at, told_as) -> None:
    figures = {"batches": 2, "rows": 9, "created": 3, "replaced": 2, "unchanged": 1, "duplicates": 1}
    figures |= {"rejected": 2, "late": 1, "faults": {"date-in-future": 2, "state-unknown": 1}}
    told.imports.answers["read_quality"] = Quality(department="mkt", last_at=last_at, **figures)
    answer = client.get(QUALITY, headers=AS_DEPARTMENT)
    assert (answer.status_code, answer.json) == (200, figures | {"last_at": told_as})
    assert told.imports.asked == [("read_quality", "mkt")]
