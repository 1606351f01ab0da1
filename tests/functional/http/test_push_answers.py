from __future__ import annotations

import pytest

from backend.notifications.push.service import Answer, PushView, TemplateView
from backend.platform.errors import Refused
from tests.builders.clock import NOON
from tests.functional.http.fakes import AS_CITIZEN

PATH = "/api/v1/me/push"


@pytest.fixture
def view(policy) -> PushView:
    result, to_do = (policy.push.find(name) for name in ("result", "to_do"))
    return PushView(
        True,
        [
            TemplateView(result, "id-1", 2, Answer.ACCEPT, NOON),
            TemplateView(to_do, "id-2", 0, None, None),
        ],
    )


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "办理结果"), ("en", "Results")])
def test_each_kind_of_message_says_what_is_permitted(client, told, view, language, title) -> None:
    told.push.service.answers["view"] = view
    answer = client.get(PATH, headers=AS_CITIZEN | {"Accept-Language": language}).json
    assert answer["is_on"] is True
    assert answer["templates"][0] == {
        "id": "result",
        "title": title,
        "template_id": "id-1",
        "is_long_term": False,
        "left": 2,
        "answer": "accept",
        "answered_at": "2026-11-23T12:00:00+08:00",
    }
    assert answer["templates"][1]["answer"] is None


def test_a_code_begins_it_and_no_id_of_wechat_comes_back(client, told, view) -> None:
    told.push.service.answers["begin"] = view
    answer = client.put(PATH, json={"code": "code-1"}, headers=AS_CITIZEN)
    assert (answer.status_code, answer.json["is_on"]) == (200, True)
    assert told.push.service.asked == [("begin", "cit_1", "code-1")]
    assert "openid" not in answer.text


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": "x", "openid": "o1"}, {"openid": "o1"}])
def test_an_openid_that_a_client_names_is_never_taken(client, told, body) -> None:
    assert client.put(PATH, json=body, headers=AS_CITIZEN).status_code == 422
    assert told.push.service.asked == []


@pytest.mark.parametrize("said", [one.value for one in Answer])
def test_what_wechat_gave_back_is_noted_as_it_came(client, told, view, said) -> None:
    told.push.service.answers["note_answer"] = view.templates[0]
    headers = AS_CITIZEN | {"Idempotency-Key": "key-1"}
    answer = client.post(f"{PATH}/result", json={"answer": said}, headers=headers)
    assert (answer.status_code, answer.json["left"]) == (200, 2)
    assert told.push.service.asked == [("note_answer", "cit_1", "result", Answer(said), "key-1")]


def test_an_answer_that_wechat_does_not_give_is_refused(client) -> None:
    answer = client.post(f"{PATH}/result", json={"answer": "yes"}, headers=AS_CITIZEN)
    assert answer.status_code == 422


def test_without_the_consent_the_refusal_says_which(client, told) -> None:
    told.push.service.answers["begin"] = Refused(
        "consent-required/notice.wechat", zh="请先同意。", en="Please agree first."
    )
    answer = client.put(PATH, json={"code": "code-1"}, headers=AS_CITIZEN)
    assert answer.status_code == 403
    assert answer.json["type"].endswith("consent-required/notice.wechat")
