"""Disputes and repairs through the doors of citizen, department and public."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.domain import Domain
from backend.redress.events import Event
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.files import a_jpeg, a_pdf
from tests.builders.redress import LIU, a_dispute, decided, taken

pytestmark = pytest.mark.store
API = "/api/v1"


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def department(domain: Domain) -> dict[str, str]:
    return {"X-Api-Key": domain.departments.open_key("mkt")}


def send(
    client: FlaskClient, who: TestCitizen, path: str, body: dict[str, Any] | None = None
) -> tuple[int, Any]:
    answer = client.post(f"{API}{path}", json=body, headers=who.headers)
    return answer.status_code, answer.get_json()


def look(client: FlaskClient, who: TestCitizen, path: str) -> Any:
    answer = client.get(f"{API}{path}", headers=who.headers)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def upload(client: FlaskClient, who: TestCitizen, path: str, content: bytes, name: str) -> Any:
    # By hand: the test client would spool a large form to a file that it leaves open.
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--edge--\r\n"
    kind = "multipart/form-data; boundary=edge"
    return client.post(f"{API}{path}/materials", data=body, content_type=kind, headers=who.headers)


def opened(client: FlaskClient, domain: Domain, citizen: TestCitizen) -> Any:
    body = {"record": a_record(domain, citizen), "reason": "wrong_content", "words": "金额不对"}
    status, case = send(client, citizen, "/me/disputes", body)
    assert status == 201
    return case


def test_a_dispute_runs_from_the_phone_through_the_department_to_its_end(
    client: FlaskClient,
    domain: Domain,
    citizen: TestCitizen,
    department: dict[str, str],
    clock: StandingClock,
) -> None:
    case = opened(client, domain, citizen)
    material = upload(client, citizen, f"/me/disputes/{case['id']}", a_pdf(), "../凭证.pdf").get_json()
    assert (material["name"], material["scan"]) == ("凭证.pdf", "not_scanned")
    taken(domain, case["number"])
    decided(domain, case["number"], Event.FORWARD)
    listed = client.get(f"{API}/departments/mkt/cases", headers=department).get_json()["cases"]
    (waiting,) = listed
    assert (waiting["number"], waiting["words"]) == (case["number"], "金额不对")
    assert citizen.id_number not in str(listed)
    path = f"{API}/departments/mkt/cases/{case['number']}"
    fetched = client.get(f"{path}/materials/{material['id']}", headers=department)
    assert fetched.data == a_pdf() or fetched.data.startswith(b"%PDF")
    answer = {"position": "partly", "words": "日期写错", "version": waiting["version"]}
    answer["corrections"] = {"decided_on": "2026-09-01"}
    clock.pass_time(minutes=1)
    assert client.post(f"{path}/answer", json=answer, headers=department).status_code == 200
    assert client.post(f"{path}/answer", json=answer, headers=department).status_code == 409
    decided(domain, case["number"], Event.REJECT)
    told = look(client, citizen, f"/me/disputes/{case['number']}")
    assert (told["state"], told["may"], told["deadline"]["step"]) == (
        "rejected",
        ["ask_review"],
        "review_window",
    )
    assert "不收费" in told["fee"]
    status, reviewed = send(client, citizen, f"/me/disputes/{case['id']}/review", {"words": "请再看"})
    assert (status, reviewed["state"]) == (200, "in_review")
    decided(domain, case["number"], Event.UPHOLD_WITHDRAWN, LIU)
    assert look(client, citizen, "/me/status")["level"]["id"] == "good"
    words = [one["words"] for one in look(client, citizen, "/me/inbox")["messages"]]
    assert any(case["number"] in one and "来源单位已答复" in one for one in words)
    english = client.get(f"{API}/me/inbox", headers=citizen.headers | {"Accept-Language": "en"}).get_json()
    assert any("Passed on" in one["words"] for one in english["messages"])


def test_a_repair_says_from_when_it_is_possible_and_what_to_read_before(
    client: FlaskClient, domain: Domain, citizen: TestCitizen
) -> None:
    record = a_record(domain, citizen, decided_on=date(2026, 10, 1))
    outlook = look(client, citizen, f"/me/records/{record}/repair")
    assert (outlook["is_possible"], outlook["possible_from"]) == (False, "2027-01-02")
    assert all((outlook["commitment"], outlook["false_material"], "不收费" in outlook["fee"]))
    status, refused = send(client, citizen, "/me/repairs", {"record": record})
    assert (status, refused["type"], refused["possible_from"]) == (
        403,
        "/problems/repair-not-possible",
        "2027-01-02",
    )


def test_a_repair_is_drafted_confirmed_supplied_and_withdrawn(
    client: FlaskClient, domain: Domain, citizen: TestCitizen
) -> None:
    record = a_record(domain, citizen, decided_on=date(2026, 8, 1))
    status, draft = send(client, citizen, "/me/repairs", {"record": record})
    assert (status, draft["state"]) == (201, "draft")
    path = f"/me/repairs/{draft['id']}"
    assert upload(client, citizen, path, a_jpeg(), "缴款.jpg").status_code == 201
    flags = {"commits": True, "knows_consequence": True}
    assert send(client, citizen, f"{path}/confirm", flags | {"commits": False})[0] == 403
    assert send(client, citizen, f"{path}/confirm", flags)[1]["state"] == "applied"
    taken(domain, draft["number"])
    decided(domain, draft["number"], Event.ASK_MATERIALS, template="proof_unreadable")
    asked = look(client, citizen, path)
    assert asked["steps"][-1]["reason"] == "材料看不清或不完整，请重新上传。"
    assert send(client, citizen, f"{path}/supply")[1]["state"] == "applied"
    assert send(client, citizen, f"{path}/withdraw")[1]["state"] == "withdrawn"
    assert [one["state"] for one in look(client, citizen, "/me/repairs")["repairs"]] == ["withdrawn"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ", "material-kind"),
        (b"%PDF-1.7 /JavaScript", "pdf-broken"),
        (b"\x89PNG\r\n\x1a\nPK\x03\x04", "image-broken"),
    ],
)
def test_a_bad_file_is_refused_in_words(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, content: bytes, code: str
) -> None:
    case = opened(client, domain, citizen)
    answer = upload(client, citizen, f"/me/disputes/{case['id']}", content, "a.pdf")
    assert (answer.status_code, answer.get_json()["type"]) == (422, f"/problems/{code}")


def test_a_giant_a_missing_and_a_doubled_file_are_refused(
    client: FlaskClient, domain: Domain, citizen: TestCitizen
) -> None:
    path = f"/me/disputes/{opened(client, domain, citizen)['id']}"
    assert upload(client, citizen, path, bytes(11 * 1024 * 1024), "a.pdf").status_code == 413
    doubled = {"file": [(io.BytesIO(b""), "a"), (io.BytesIO(b""), "b")]}
    for form in ({}, {"file": "no file"}, {"file": (io.BytesIO(b""), "a"), "more": "words"}, doubled):
        answer = client.post(f"{API}{path}/materials", data=form, headers=citizen.headers)
        assert answer.status_code == 422
    as_json = client.post(f"{API}{path}/materials", json={}, headers=citizen.headers)
    assert as_json.status_code == 422


def test_a_file_of_ten_megabytes_passes_the_door_while_other_bodies_keep_their_limit(
    client: FlaskClient, domain: Domain, citizen: TestCitizen
) -> None:
    case = opened(client, domain, citizen)
    large = upload(client, citizen, f"/me/disputes/{case['id']}", bytes(10 * 1024 * 1024), "a.pdf")
    assert large.get_json()["type"] == "/problems/material-kind"
    words = {"words": "字" * 100_000}
    assert send(client, citizen, f"/me/disputes/{case['id']}/review", words)[0] == 413


def test_a_material_is_saved_and_never_shown_as_a_page(
    client: FlaskClient, domain: Domain, citizen: TestCitizen
) -> None:
    case = opened(client, domain, citizen)
    path = f"/me/disputes/{case['id']}"
    material = upload(client, citizen, path, a_jpeg(), "x.html").get_json()
    fetched = client.get(f"{API}{path}/materials/{material['id']}", headers=citizen.headers)
    assert fetched.mimetype == "application/octet-stream"
    assert fetched.headers["Content-Disposition"] == "attachment; filename*=UTF-8''x.jpg"
    other = a_citizen(domain)
    assert client.get(f"{API}{path}/materials/{material['id']}", headers=other.headers).status_code == 404
    assert "x.jpg" not in str(client.get(f"{API}{path}", headers=other.headers).get_json())
    by_kind = f"{API}/me/repairs/{case['id']}/materials/{material['id']}"
    assert client.get(by_kind, headers=citizen.headers).status_code == 404


def test_a_department_sees_and_answers_its_own_cases_alone(
    client: FlaskClient, domain: Domain, citizen: TestCitizen
) -> None:
    number = a_dispute(domain, citizen, a_record(domain, citizen)).number
    taken(domain, number)
    decided(domain, number, Event.FORWARD)
    tax = {"X-Api-Key": domain.departments.open_key("tax")}
    assert client.get(f"{API}/departments/mkt/cases", headers=tax).status_code == 403
    assert client.get(f"{API}/departments/tax/cases", headers=tax).get_json() == {"cases": []}
    answer = {"position": "agree", "version": 3}
    path = f"{API}/departments/tax/cases/{number}/answer"
    assert client.post(path, json=answer, headers=tax).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"position": "maybe", "version": 1},
        {"position": "agree", "version": "1"},
        {"position": "agree", "version": 1, "corrections": {"name": "x"}},
        {"position": "grant", "version": 3},
        {"position": "disagree", "version": 3, "words": " "},
        {"position": "agree", "version": 3, "words": "字" * 2001},
    ],
)
def test_a_departments_malformed_answer_is_refused(
    client: FlaskClient,
    domain: Domain,
    citizen: TestCitizen,
    department: dict[str, str],
    body: dict[str, Any],
) -> None:
    number = a_dispute(domain, citizen, a_record(domain, citizen)).number
    taken(domain, number)
    decided(domain, number, Event.FORWARD)
    path = f"{API}/departments/mkt/cases/{number}/answer"
    assert client.post(path, json=body, headers=department).status_code == 422


def test_the_figures_of_a_quarter_are_public_once_it_is_over(
    client: FlaskClient, domain: Domain, clock: StandingClock
) -> None:
    for _ in range(6):
        citizen = a_citizen(domain)
        number = a_dispute(domain, citizen, a_record(domain, citizen)).number
        taken(domain, number)
        decided(domain, number, Event.CHECK)
        decided(domain, number, Event.UPHOLD_WITHDRAWN)
    assert client.get(f"{API}/redress/figures").get_json()["quarter"] == "2026Q3"
    assert client.get(f"{API}/redress/figures?quarter=2026Q4").status_code == 422
    assert client.get(f"{API}/redress/figures?quarter=soon").status_code == 422
    clock.pass_time(days=40)
    found = client.get(f"{API}/redress/figures").get_json()
    assert (found["quarter"], found["disputes"]["decided"], found["disputes"]["upheld"]) == ("2026Q4", 6, 6)
    (line,) = found["disputes"]["lines"]
    assert (line["item"]["id"], line["decided"]) == ("mkt.penalty.ordinary", 6)
    assert found["repairs"] == {"decided": None, "upheld": None, "median_working_days": None, "lines": []}
