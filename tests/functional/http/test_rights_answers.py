from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from backend.domain import Policy
from backend.platform.errors import Conflict, Refused, TooMany
from backend.rights.foresight import Foresight, InForce
from tests.builders.clock import NOON
from tests.functional.http.fakes import AS_CITIZEN, CALLER

API = "/api/v1"


@pytest.fixture
def foresight(policy: Policy) -> Foresight:
    return Foresight(policy.rights.rules, InForce(5, 1, 1, 2, 0), "c" * 32)


def test_the_list_before_a_deletion_names_what_goes_and_what_stays_by_which_law(
    client: FlaskClient, told: SimpleNamespace, foresight: Foresight
) -> None:
    told.rights.deletion.answers["foresee"] = foresight
    answer = client.get(f"{API}/me/deletion", headers=AS_CITIZEN)
    assert answer.status_code == 200
    (wechat,) = [one for one in answer.json["goes"] if one["id"] == "wechat"]
    assert "微信绑定、微信提醒、全部登录" in wechat["what"]
    log = next(one for one in answer.json["stays"] if one["id"] == "access_log")
    assert (log["until"], "网络安全法" in log["basis"]) == ("注销后六个月", True)
    assert answer.json["in_force"] == {
        "consents": 5,
        "certificates": 1,
        "perks": 1,
        "cards": 2,
        "cases": 0,
    }
    assert answer.json["confirmation"] == "c" * 32


def test_the_list_is_read_in_english_too(
    client: FlaskClient, told: SimpleNamespace, foresight: Foresight
) -> None:
    told.rights.deletion.answers["foresee"] = foresight
    answer = client.get(f"{API}/me/deletion", headers={**AS_CITIZEN, "Accept-Language": "en"})
    assert "export" in answer.get_json()["advice"] or "copy" in answer.get_json()["advice"]
    assert not re.search(r"[一-鿿]", answer.text)


def test_a_deletion_is_confirmed_and_taken_on(client: FlaskClient, told: SimpleNamespace) -> None:
    told.rights.deletion.answers["ask"] = NOON
    answer = client.delete(f"{API}/me?confirm={'c' * 32}", headers=AS_CITIZEN)
    assert answer.status_code == 202
    assert answer.json["closed_at"] == "2026-11-23T12:00:00+08:00"
    assert told.rights.deletion.asked == [("ask", CALLER, "c" * 32)]


@pytest.mark.parametrize("query", ["", "?confirm=", "?confirm=" + "c" * 65, "?confirmed=yes"])
def test_without_a_confirmation_nothing_is_deleted(
    client: FlaskClient, told: SimpleNamespace, query: str
) -> None:
    assert client.delete(f"{API}/me{query}", headers=AS_CITIZEN).status_code == 422
    assert told.rights.deletion.asked == []


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Conflict("deletion-list-changed", zh="清单有变化。", en="Changed."), 409),
        (Refused("fresh-sign-in-required", zh="请重新登录。", en="Sign in again.", minutes=30), 403),
    ],
)
def test_a_refused_deletion_says_why(
    client: FlaskClient, told: SimpleNamespace, refusal: Exception, status: int
) -> None:
    told.rights.deletion.answers["ask"] = refusal
    answer = client.delete(f"{API}/me?confirm=x", headers=AS_CITIZEN)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_copy_comes_as_a_file_that_nobody_else_keeps(client: FlaskClient, told: SimpleNamespace) -> None:
    told.rights.export.answers["make"] = iter([b"PK", b"..."])
    answer = client.get(f"{API}/me/export", headers=AS_CITIZEN)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/zip", b"PK...")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.zip"'


def test_too_many_copies_are_refused_with_the_time_to_come_back(
    client: FlaskClient, told: SimpleNamespace
) -> None:
    told.rights.export.answers["make"] = TooMany(
        "exports-of-the-day-used", zh="一天三次。", en="Three a day.", retry_after_seconds=3600
    )
    answer = client.get(f"{API}/me/export", headers=AS_CITIZEN)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")


def test_a_pause_begins_and_ends(client: FlaskClient, told: SimpleNamespace) -> None:
    told.rights.pause.answers.update(begin=NOON, end=None)
    begun = client.put(f"{API}/me/pause", headers=AS_CITIZEN)
    assert begun.json == {"paused_since": "2026-11-23T12:00:00+08:00"}
    assert client.delete(f"{API}/me/pause", headers=AS_CITIZEN).status_code == 204
    assert told.rights.pause.asked == [("begin", "cit_1"), ("end", "cit_1")]


def test_the_privacy_notice_is_there_for_anybody_in_both_languages(
    client: FlaskClient, policy: Policy
) -> None:
    chinese = client.get(f"{API}/privacy-notice").json
    english = client.get(f"{API}/privacy-notice", headers={"Accept-Language": "en"}).json
    assert chinese["version"] == policy.rights.notice.version
    assert [one["id"] for one in chinese["sections"]] == [one["id"] for one in english["sections"]]
    assert {"who", "what", "receivers", "kept", "rights", "minors"} <= {
        one["id"] for one in chinese["sections"]
    }
    assert all(
        sentence.endswith(("。", "”。")) for one in chinese["sections"] for sentence in one["sentences"]
    )
