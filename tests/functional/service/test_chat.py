from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.domain import Domain
from backend.redress.events import State
from bot.building import Mind
from bot.understanding.understanding import read_understanding
from config.loading import read_policy
from miniprogram_api.application import build_app
from miniprogram_api.edge.limit_policy import parse_limits
from miniprogram_api.edge.parts import Edge
from miniprogram_api.traditional_words import in_traditional
from tests.builders.citizens import ORDINARY, TestCitizen, a_citizen, a_record, a_visitor
from tests.builders.clock import StandingClock
from tests.builders.talks import HUMAN_ZH, a_mind, a_photo
from tests.functional.http.documented import DocumentedClient

URL = "/api/v1/chat"
UNDERSTANDING = read_understanding()


@pytest.fixture
def clock() -> StandingClock:
    clock = StandingClock()
    clock.pass_time(days=7)
    return clock


@pytest.fixture
def mind(domain: Domain) -> Mind:
    return a_mind(domain, UNDERSTANDING)


@pytest.fixture
def client(domain: Domain, mind: Mind) -> FlaskClient:
    limits = parse_limits(read_policy("limits"))
    app = build_app(domain, testing=True, chat=mind.chat, edge=Edge(limits=limits))
    app.test_client_class = DocumentedClient
    return app.test_client()


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


class Chatting:
    """Goes on with one conversation over HTTP."""

    def __init__(self, client: FlaskClient, headers: dict[str, str] | None = None) -> None:
        self.client, self.headers, self.conversation = client, headers or {}, None

    def post(self, text: str, **headers: str) -> Any:
        body = {"text": text, "conversation": self.conversation}
        answer = self.client.post(URL, json=body, headers={**self.headers, **headers})
        if answer.status_code == 200:
            self.conversation = answer.json["conversation"]
        return answer

    def message(self, text: str, **headers: str) -> dict[str, Any]:
        (message,) = self.post(text, **headers).json["messages"]
        return message

    def say(self, *texts: str) -> str:
        return [self.message(text)["text"] for text in texts][-1]


def test_anybody_is_answered_from_the_articles_in_a_conversation_of_their_own(client: FlaskClient) -> None:
    chat = Chatting(client)
    assert "《信用修复管理办法》" in chat.say("怎么申请信用修复")
    assert chat.conversation
    assert "10个工作日" in chat.say("那要多久")


def test_without_a_sign_in_nothing_personal_is_told(client: FlaskClient) -> None:
    told = Chatting(client).say("我的信用状况")
    assert "先登录" in told
    assert "你的信用状况：" not in told


def test_signed_in_the_own_status_is_told(client: FlaskClient, citizen: TestCitizen) -> None:
    assert "你的信用状况：良好" in Chatting(client, citizen.headers).say("我的信用状况")


def test_what_is_personal_is_marked_so_that_a_client_keeps_it_nowhere(
    client: FlaskClient, citizen: TestCitizen
) -> None:
    chat = Chatting(client, citizen.headers)
    assert chat.message("我的记录")["personal"]
    assert not chat.message("信用修复要钱吗")["personal"]


def test_whoever_has_not_proved_their_name_is_told_so(client: FlaskClient, domain: Domain) -> None:
    assert "实名" in Chatting(client, a_visitor(domain).headers).say("我的记录")


def test_a_sign_in_that_does_not_hold_is_refused(client: FlaskClient) -> None:
    answer = client.post(URL, json={"text": "你好"}, headers={"Authorization": "Bearer forged"})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": "长" * 2001},
        {"text": 5},
        {"text": "你好", "conversation": "mine"},
        {"text": "你好", "conversation": "cnv_" + "!" * 22},
        {"text": "你好", "citizen": "cit_1"},
    ],
)
def test_bad_bodies_are_problems(client: FlaskClient, body: dict[str, Any]) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("text", ["\x00", "\u202e", "😀" * 2000, "]]>", "' OR 1=1 --"])
def test_strange_texts_are_answered(client: FlaskClient, text: str) -> None:
    assert client.post(URL, json={"text": text}).status_code == 200


def test_half_a_character_is_refused_and_breaks_nothing(client: FlaskClient) -> None:
    half = b'{"text": "\\ud83d"}'
    assert client.post(URL, data=half, content_type="application/json").status_code == 400


def test_an_anonymous_conversation_is_not_the_signed_in_one_of_the_same_name(
    client: FlaskClient, domain: Domain, citizen: TestCitizen
) -> None:
    a_record(domain, citizen, ORDINARY, date(2026, 5, 1))
    own = Chatting(client, citizen.headers)
    own.say("提异议", "1", "2", "我自己写的话，只有我看得到。")
    for headers in ({}, a_citizen(domain).headers):
        thief = Chatting(client, headers)
        thief.conversation = own.conversation
        assert "我自己写的话" not in thief.say("返回")


def test_a_whole_dispute_is_taken_through_the_chat(
    client: FlaskClient, domain: Domain, citizen: TestCitizen
) -> None:
    a_record(domain, citizen, ORDINARY, date(2026, 5, 1))
    chat = Chatting(client, citizen.headers)
    assert chat.message("提异议")["choices"] == ["市场监督管理行政处罚（一般）（2026年5月1日，有效）"]
    chat.say("1", "2", "罚款金额写错了，请更正。", "1")
    filed = chat.message("确认")
    sent = client.post(
        filed["upload_to"], data={"file": (BytesIO(a_photo()), "a.jpg")}, headers=citizen.headers
    )
    assert sent.status_code == 201
    assert "一共 1 份" in chat.say("完成")
    (case,) = domain.redress.cases.list_of_citizen(citizen.id)
    assert (case.state, len(case.materials)) == (State.FILED, 1)


def test_a_repeated_request_with_its_key_is_answered_alike_and_files_once(
    client: FlaskClient, domain: Domain, citizen: TestCitizen
) -> None:
    a_record(domain, citizen, ORDINARY, date(2026, 5, 1))
    chat = Chatting(client, citizen.headers)
    chat.say("提异议", "1", "2", "罚款金额写错了，请更正。", "3")
    first = chat.message("确认", **{"Idempotency-Key": "k-1"})
    assert chat.message("确认", **{"Idempotency-Key": "k-1"}) == first
    assert len(domain.redress.cases.list_of_citizen(citizen.id)) == 1


def test_a_code_is_shown_by_its_address(client: FlaskClient, citizen: TestCitizen) -> None:
    chat = Chatting(client, citizen.headers)
    chat.say("我的信用码")
    image = chat.message("1")["image"]
    assert client.get(image, headers=citizen.headers).mimetype == "image/png"


def test_a_human_is_named(client: FlaskClient) -> None:
    message = Chatting(client).message("人工")
    assert message["to_human"]
    assert HUMAN_ZH in message["text"]


def test_feedback_is_noted_once_and_only_for_an_answer_of_that_conversation(
    client: FlaskClient, domain: Domain
) -> None:
    chat = Chatting(client)
    chat.say("怎么申请信用修复")
    body = {"conversation": chat.conversation, "useful": False}
    noted = [client.post(f"{URL}/feedback", json=body).json["noted"] for _ in range(2)]
    assert noted == [True, False]
    assert [one.text for one in domain.questions.list_to_label()] == ["怎么申请信用修复"]


@pytest.mark.parametrize("body", [{}, {"conversation": "x", "useful": True}, {"useful": True}])
def test_bad_feedback_is_a_problem(client: FlaskClient, body: dict[str, Any]) -> None:
    assert client.post(f"{URL}/feedback", json=body).status_code == 422


def test_whoever_asks_too_fast_is_told_to_wait_and_others_are_not(
    client: FlaskClient, citizen: TestCitizen
) -> None:
    answers = [client.post(URL, json={"text": "你好"}).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
    assert client.post(URL, json={"text": "你好"}).headers["Retry-After"]
    assert client.post(URL, json={"text": "你好"}, headers=citizen.headers).status_code == 200


def test_where_no_bot_was_handed_in_it_is_away(domain: Domain) -> None:
    client = build_app(domain, testing=True).test_client()
    body = {"conversation": "cnv_1", "useful": True}
    assert client.post(URL, json={"text": "你好"}).status_code == 503
    assert client.post(f"{URL}/feedback", json=body).status_code == 503


def test_asked_in_traditional_characters_what_anybody_may_read_comes_in_them(client: FlaskClient) -> None:
    chatting = Chatting(client)
    simplified = chatting.post("怎么提出异议").json["messages"][0]["text"]
    turned = chatting.post("怎麼提出異議", **{"Accept-Language": "zh-TW"})
    assert turned.headers["Content-Language"] == "zh-TW"
    assert turned.json["messages"][0]["text"] == in_traditional(simplified) != simplified


def test_without_that_wish_the_bot_answers_in_simplified_characters_however_it_is_asked(
    client: FlaskClient,
) -> None:
    asked = [
        Chatting(client).post(text).json["messages"][0]["text"] for text in ("怎么提出异议", "怎麼提出異議")
    ]
    assert asked[0] == asked[1]


def test_what_is_about_the_person_stays_as_it_is_for_it_may_hold_names(
    domain: Domain, client: FlaskClient, citizen: TestCitizen
) -> None:
    a_record(domain, citizen, ORDINARY)
    said = Chatting(client, citizen.headers).post("我的信用状况怎么样").json["messages"]
    turned = (
        Chatting(client, citizen.headers)
        .post("我的信用状况怎么样", **{"Accept-Language": "zh-TW"})
        .json["messages"]
    )
    personal = [one["text"] for one in said if one["personal"]]
    assert personal
    assert [one["text"] for one in turned if one["personal"]] == personal
