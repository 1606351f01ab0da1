from __future__ import annotations

from backend.redress.case_views import CaseView, Deadline, StepView
from backend.redress.events import CaseKind, DisputeReason, DueStep, Event, Party, State
from backend.redress.policy import Said
from tests.builders.clock import NOON
from tests.functional.http.fakes import AS_CITIZEN
from tests.functional.http.views import an_entry

LOG = "/api/v1/me/access-log"
DISPUTE = CaseView(
    id="dsp_1",
    number="Y2026-7K3M-9QXD",
    kind=CaseKind.DISPUTE,
    record_id="rec_1",
    reason=DisputeReason.NOT_MINE,
    words="这不是我的记录",
    state=State.FILED,
    state_said=Said("已提交", "Filed"),
    outcome=None,
    version=1,
    opened_at=NOON,
    deadline=Deadline(
        *(DueStep.DISPUTE_FORWARD, Said("转交", "Passed on"), NOON.date(), False, 0),
        *(Said("依据", "Source"), Said("原因", "Reason")),
    ),
    decision_deadline=None,
    steps=[
        StepView(
            *(1, NOON, Event.FILE, Party.CITIZEN, "本人", Said("已提出", "Filed")),
            *(None, "", None, None, NOON.date()),
        )
    ],
    go_on=[],
    materials=[],
    events=[Event.WITHDRAW],
    no_fee=Said("不收费", "Free of charge"),
)


def test_a_dispute_is_opened_in_the_persons_own_words(client, told) -> None:
    told.redress.disputes.answers["open"] = DISPUTE
    body = {"record": "rec_1", "reason": "not_mine", "words": "这不是我的记录"}
    answer = client.post("/api/v1/me/disputes", json=body, headers=AS_CITIZEN | {"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json["words"]) == (201, "这不是我的记录")
    assert (answer.json["number"], answer.json["fee"]) == ("Y2026-7K3M-9QXD", "不收费")
    assert answer.json["deadline"]["due_on"] == "2026-11-23"
    asked = ("open", "cit_1", "rec_1", DisputeReason.NOT_MINE, "这不是我的记录", "k1")
    assert told.redress.disputes.asked == [asked]


def test_a_reason_outside_the_closed_list_is_refused(client) -> None:
    body = {"record": "rec_1", "reason": "unfair", "words": ""}
    answer = client.post("/api/v1/me/disputes", json=body, headers=AS_CITIZEN)
    assert (answer.status_code, answer.json["errors"].keys()) == (422, {"reason"})


def test_the_disputes_are_listed(client, told) -> None:
    told.redress.cases.answers["list_of_citizen"] = [DISPUTE]
    [dispute] = client.get("/api/v1/me/disputes", headers=AS_CITIZEN).json["disputes"]
    assert (dispute["record"], dispute["state"]) == ("rec_1", "filed")


def test_an_entry_says_who_when_what_and_for_what(client, told) -> None:
    told.access_log.answers["list_of_citizen"] = [an_entry()]
    assert client.get(LOG, headers=AS_CITIZEN).json == {
        "entries": [
            {
                "id": an_entry().id,
                "at": "2026-11-23T09:30:00+08:00",
                "reported_at": None,
                "actor": {"kind": "merchant", "name": "书店"},
                "merchant_id": "mer_1",
                "action": "certificate.verified",
                "purpose": None,
                "object": "crt_1",
                "disclosed": ["level"],
                "outcome": "valid",
            }
        ],
        "next": None,
    }
    assert told.access_log.asked == [("list_of_citizen", "cit_1", None, 50)]


def test_the_next_page_begins_after_the_last_entry_of_this_one(client, told) -> None:
    told.access_log.answers["list_of_citizen"] = [an_entry()]
    following = client.get(f"{LOG}?limit=1", headers=AS_CITIZEN).json["next"]
    client.get(following, headers=AS_CITIZEN)
    assert told.access_log.asked[-1] == ("list_of_citizen", "cit_1", an_entry().id, 1)
