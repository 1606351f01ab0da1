from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.domain import Domain
from backend.records.models import CreditRecord
from tests.builders.citizens import SERIOUS, TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.officers import an_officer
from tests.builders.redress import a_dispute, a_repair
from tests.functional.officer.conftest import CASES, Headers, as_officer

pytestmark = pytest.mark.store
Step = Callable[..., Any]


@pytest.fixture
def colleague(domain: Domain) -> Headers:
    """Return the headers of a second officer."""
    return as_officer(domain, an_officer(domain, "刘复核"))


def test_the_queue_begins_with_the_earliest_deadline_and_goes_on_by_pages(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, headers: Headers, clock: StandingClock
) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(a_dispute(domain, citizen, a_record(domain, citizen)).number)
        clock.pass_time(days=1)
    headers = as_officer(domain, an_officer(domain))
    first = client.get(f"{CASES}?limit=2", headers=headers).json
    assert [case["number"] for case in first["cases"]] == numbers[:2]
    second = client.get(first["next"], headers=headers).json
    assert ([case["number"] for case in second["cases"]], second["next"]) == (numbers[2:], None)


def test_nothing_in_the_queue_names_a_person(
    client: FlaskClient, citizen: TestCitizen, headers: Headers, dispute: str
) -> None:
    told = client.get(CASES, headers=headers).get_data(as_text=True)
    assert dispute in told
    assert not any(one in told for one in ("王小明", citizen.id, citizen.id_number))


def test_the_queue_is_narrowed_by_kind_state_lateness_and_whose_it_is(
    client: FlaskClient,
    domain: Domain,
    citizen: TestCitizen,
    dispute: str,
    clock: StandingClock,
    step: Step,
) -> None:
    def listed(query: str) -> set[str]:
        answer = client.get(f"{CASES}?{query}", headers=headers)
        assert answer.status_code == 200
        return {case["number"] for case in answer.json["cases"]}

    headers = as_officer(domain, an_officer(domain))
    assert listed("kind=dispute") == listed("state=filed") == {dispute}
    assert listed("kind=repair") == listed("state=checking") == listed("mine=true") == set()
    assert listed("overdue=true") == set()
    step(dispute, "take", headers)
    assert listed("mine=true") == {dispute}
    clock.pass_time(days=9)
    headers = as_officer(domain, an_officer(domain))
    assert listed("overdue=true") == {dispute}


def test_an_officer_finds_what_they_have_done_the_latest_first_and_nothing_that_others_did(
    client: FlaskClient,
    domain: Domain,
    citizen: TestCitizen,
    headers: Headers,
    colleague: Headers,
    clock: StandingClock,
    step: Step,
) -> None:
    def done(as_whom: Headers, query: str = "") -> list[str]:
        cases = client.get(f"{CASES}?done=true{query}", headers=as_whom).json["cases"]
        return [case["number"] for case in cases]

    numbers = [a_dispute(domain, citizen, a_record(domain, citizen)).number for _ in range(4)]
    for number in numbers[:3]:
        clock.pass_time(minutes=1)
        for event in ("take", "check"):
            step(number, event, headers)
        step(number, "uphold_withdrawn", headers, template="not_the_person")
    step(numbers[3], "take", headers)
    assert done(headers) == numbers[2::-1]
    assert done(headers, "&kind=repair") == done(colleague) == []
    first = client.get(f"{CASES}?done=true&limit=2", headers=headers).json
    assert [case["number"] for case in first["cases"]] == numbers[2:0:-1]
    assert [case["state"] for case in first["cases"]] == ["upheld"] * 2
    rest = client.get(first["next"], headers=headers).json
    assert ([case["number"] for case in rest["cases"]], rest["next"]) == (numbers[:1], None)
    # The place after a case of somebody else tells nothing of it.
    answer = client.get(f"{CASES}?done=true&after={numbers[0]}", headers=colleague)
    assert answer.json["type"] == "/problems/case-not-found"


@pytest.mark.parametrize(
    "query", ["name=王小明", "id_number=350299199003120029", "q=x", "kind=any", "limit=0", "limit=201"]
)
def test_the_queue_searches_for_nobody(client: FlaskClient, headers: Headers, query: str) -> None:
    assert client.get(f"{CASES}?{query}", headers=headers).status_code == 422


def test_a_case_has_everything_on_one_screen(
    client: FlaskClient, headers: Headers, dispute: str, step: Step
) -> None:
    case = client.get(f"{CASES}/{dispute}", headers=headers).json
    assert (case["masked_name"], case["words"], case["state"]) == ("*明", "金额不对", "filed")
    assert case["record"]["state"] == "disputed"
    assert [one["event"] for one in case["steps"]] == ["file"]
    assert case["deadline"]["step"] == "dispute_forward"
    assert [one["event"] for one in case["possible"]] == ["take"]
    taken = step(dispute, "take", headers).json
    assert taken["assigned_to"] == {"name": "陈经办", "is_me": True}
    assert {"check", "forward", "release"} <= {one["event"] for one in taken["possible"]}
    checking = step(dispute, "check", headers).json
    reject = next(one for one in checking["possible"] if one["event"] == "reject")
    assert (reject["name"], reject["needs_reason"]) == ("异议不成立", True)
    assert "record_right" in {one["id"] for one in reject["templates"]}


def test_the_desk_sees_the_last_two_of_the_id_number_and_that_the_record_came_under_it_and_no_more(
    client: FlaskClient, citizen: TestCitizen, headers: Headers, dispute: str
) -> None:
    answer = client.get(f"{CASES}/{dispute}", headers=headers)
    case = answer.json
    assert (case["masked_id_number"], case["is_of_person"]) == ("*" * 16 + citizen.id_number[-2:], True)
    assert citizen.id_number not in answer.get_data(as_text=True)
    assert case["deadline"]["reason"].startswith("厦门条例")
    entries = client.get("/api/v1/me/access-log", headers=citizen.headers).json["entries"]
    assert [one["action"] for one in entries if one["actor"]["kind"] == "officer"] == ["case.viewed"]


def test_a_record_that_a_decision_took_off_has_the_day_of_that_and_none_of_a_correction(
    client: FlaskClient, headers: Headers, dispute: str, step: Step
) -> None:
    step(dispute, "take", headers)
    step(dispute, "check", headers)
    record = step(dispute, "uphold_withdrawn", headers, template="not_the_person").json["record"]
    assert (record["taken_off_on"], record["corrected_on"]) == ("2026-11-23", None)


def test_the_citizen_reads_who_looked_and_who_decided(
    client: FlaskClient, citizen: TestCitizen, headers: Headers, dispute: str, step: Step
) -> None:
    step(dispute, "take", headers)
    step(dispute, "check", headers)
    assert step(dispute, "reject", headers, template="record_right").status_code == 201
    entries = client.get("/api/v1/me/access-log", headers=citizen.headers).json["entries"]
    by_officer = {one["action"] for one in entries if one["actor"] == {"kind": "officer", "name": "陈经办"}}
    assert {"case.viewed", "dispute.taken", "dispute.rejected"} <= by_officer


def test_an_upheld_dispute_corrects_the_record(
    client: FlaskClient, headers: Headers, dispute: str, step: Step
) -> None:
    step(dispute, "take", headers)
    step(dispute, "check", headers)
    answer = step(
        dispute,
        "uphold_corrected",
        headers,
        template="content_wrong",
        words="罚款金额已更正",
        corrections={"title": "更正后的标题", "duty_fulfilled_on": "2026-11-01"},
    )
    assert (answer.status_code, answer.json["state"], answer.json["possible"]) == (201, "upheld", [])
    assert answer.json["record"]["title"] == "更正后的标题"
    assert answer.json["steps"][-1]["corrections"]["duty_fulfilled_on"] == "2026-11-01"
    assert answer.json["steps"][-1]["reason"] == "经核查，记录内容有误，已更正。"


def test_a_step_upon_an_old_version_is_a_conflict(
    client: FlaskClient, headers: Headers, dispute: str, step: Step
) -> None:
    step(dispute, "take", headers)
    stale = client.post(
        f"{CASES}/{dispute}/decisions", json={"event": "check", "version": 1}, headers=headers
    )
    assert (stale.status_code, stale.json["type"], stale.json["version"]) == (409, "/problems/case-moved", 2)


def test_a_repeat_under_the_same_key_finds_the_case_and_takes_no_second_step(
    client: FlaskClient, headers: Headers, dispute: str
) -> None:
    keyed = headers | {"Idempotency-Key": "step-1"}
    wanted = {"event": "take", "version": 1}
    answers = [client.post(f"{CASES}/{dispute}/decisions", json=wanted, headers=keyed) for _ in range(3)]
    assert [(one.status_code, one.json["version"]) for one in answers] == [(201, 2)] * 3
    other = client.post(f"{CASES}/{dispute}/decisions", json={"event": "check", "version": 2}, headers=keyed)
    assert (other.status_code, other.json["type"]) == (422, "/problems/idempotency-key-reused")


def test_only_who_took_a_case_decides_it(
    client: FlaskClient, headers: Headers, colleague: Headers, dispute: str, step: Step
) -> None:
    assert step(dispute, "check", headers).json["type"] == "/problems/case-not-yours"
    step(dispute, "take", headers)
    refused = step(dispute, "take", colleague)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/case-assigned")
    assert step(dispute, "release", headers).status_code == 201
    assert step(dispute, "take", colleague).status_code == 201


def test_an_own_case_is_closed_in_every_way(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, dispute: str
) -> None:
    headers = as_officer(domain, an_officer(domain, "王亲属", ties=(citizen.id_number,)))
    assert client.get(CASES, headers=headers).json["cases"] == []
    wanted = {"event": "take", "version": 1}
    answers = (
        client.get(f"{CASES}/{dispute}", headers=headers),
        client.get(f"{CASES}/{dispute}/materials/mat_1", headers=headers),
        client.post(f"{CASES}/{dispute}/decisions", json=wanted, headers=headers),
    )
    assert {(one.status_code, one.json["type"]) for one in answers} == {(403, "/problems/own-case")}


def test_granting_the_repair_of_a_serious_record_takes_two_officers(
    client: FlaskClient, domain: Domain, headers: Headers, colleague: Headers, step: Step
) -> None:
    citizen = a_citizen(domain)
    record = a_record(domain, citizen, SERIOUS, decided_on=date(2025, 1, 10))
    number = a_serious_repair(domain, citizen, record)
    step(number, "take", headers)
    assert step(number, "accept", headers).status_code == 201
    possible = {one["event"] for one in client.get(f"{CASES}/{number}", headers=headers).json["possible"]}
    assert "propose_grant" in possible
    assert "grant" not in possible
    assert step(number, "grant", headers).status_code == 409
    assert step(number, "propose_grant", headers).json["proposed_by"] == {"name": "陈经办", "is_me": True}
    alone = step(number, "approve", headers)
    assert (alone.status_code, alone.json["type"]) == (403, "/problems/second-officer-needed")
    granted = step(number, "approve", colleague)
    assert (granted.status_code, granted.json["state"]) == (201, "granted")
    assert granted.json["record"]["state"] == "repaired"


def a_serious_repair(domain: Domain, citizen: TestCitizen, record: str) -> str:
    """Apply for the repair of a record whose duty the department says is done."""
    key = (domain.ground.blind_index.of("id_number", citizen.id_number), record)
    with domain.ground.database.transaction() as session:
        session.get_one(CreditRecord, key).duty_fulfilled_on = date(2025, 6, 1)
    return a_repair(domain, citizen, record).number


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"event": "take"},
        {"event": "fly", "version": 1},
        {"event": "take", "version": "1"},
        {"event": "take", "version": -1},
        {"event": "take", "version": 2**31},
        {"event": "take", "version": 1, "words": "长" * 2001},
        {"event": "take", "version": 1, "citizen": "cit_1"},
        {"event": "reject", "version": 1, "corrections": {"name": "改名"}},
        {"event": "reject", "version": 1, "corrections": {"details": {"fine_fen": True}}},
        {"event": "reject", "version": 1, "corrections": {"details": {"fine_fen": [1]}}},
        {"event": "reject", "version": 1, "corrections": {"decided_on": "yesterday"}},
    ],
)
def test_a_malformed_step_is_refused_field_by_field(
    client: FlaskClient, headers: Headers, dispute: str, body: dict[str, Any]
) -> None:
    refused = client.post(f"{CASES}/{dispute}/decisions", json=body, headers=headers)
    assert (refused.status_code, refused.json["type"]) == (422, "/problems/fields-invalid")


@pytest.mark.parametrize("number", ["Y2026-0000-0000", "x", "%00", "..%2F..", "王小明"])
def test_a_case_that_is_not_there_is_not_found(client: FlaskClient, headers: Headers, number: str) -> None:
    assert client.get(f"{CASES}/{number}", headers=headers).status_code in (404, 422)


@pytest.mark.parametrize("event", ["file", "withdraw", "answer", "close", "escalate", "remind"])
def test_an_officer_takes_no_step_of_anybody_else(
    headers: Headers, dispute: str, step: Step, event: str
) -> None:
    step(dispute, "take", headers)
    refused = step(dispute, event, headers, words="x")
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/move-not-possible")


def test_a_page_after_a_case_that_has_closed_meanwhile_is_asked_for_anew(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, headers: Headers, dispute: str
) -> None:
    domain.redress.disputes.withdraw(citizen.id, dispute)
    answer = client.get(f"{CASES}?after={dispute}", headers=headers)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/queue-moved")
