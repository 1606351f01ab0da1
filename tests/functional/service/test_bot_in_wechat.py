"""The bot behind WeChat's callback in AES mode, over the services of a test's domain."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask

from backend.domain import Domain
from backend.redress.events import CaseKind, State
from bot.callback import wechat_callback
from bot.understanding.understanding import read_understanding
from bot.wechat.account import AppAccount
from bot.wechat.account_api import AccountApi
from bot.wechat.building import WeChatGround, build_wechat_door
from bot.wechat.opening import CallbackKeys, PushMode
from bot.wechat_conversation import WeChatConversation, forget_in, telling_status
from card_integration.simulator.wechat.sealing import unseal
from tests.builders.citizens import ORDINARY, TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.talks import a_mind, a_photo
from tests.functional.bot.conftest import AES_KEY, APPID, TOKEN, WeChatSide, text_xml

UNDERSTANDING = read_understanding()
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def clock() -> StandingClock:
    clock = StandingClock()
    clock.pass_time(days=7)
    return clock


@pytest.fixture
def wechat(domain: Domain) -> Iterator[WeChatSide]:
    ground, mind = domain.ground, a_mind(domain, UNDERSTANDING)
    talk = WeChatConversation(
        mind.engine, domain.official_account.find_citizen, lambda media_id: a_photo(int(media_id))
    )
    app = Flask(__name__)
    with ThreadPoolExecutor(2) as workers:
        stands_on = WeChatGround(
            keys=CallbackKeys(APPID, TOKEN, AES_KEY, PushMode.AES),
            api=AccountApi(AppAccount(APPID, "secret"), NOWHERE, ground.short_lived),
            redis=ground.short_lived,
            cipher=ground.cipher,
            clock=ground.clock,
            workers=workers,
            known_hosts=frozenset({"card.example"}),
            patience_seconds=20,
        )
        may_tell = telling_status(domain.official_account.find_citizen, domain.status.require_bot)
        door = build_wechat_door(stands_on, talk, [forget_in(mind.conversations)], may_tell)
        app.register_blueprint(wechat_callback(door))
        yield WeChatSide(app, ground.clock)  # type: ignore[arg-type]


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


class Follower:
    """Writes from one openid, and reads what comes back sealed."""

    def __init__(self, wechat: WeChatSide, openid: str) -> None:
        self._wechat, self._openid = wechat, openid
        self.sent = 0

    def push(self, xml: str) -> str:
        answer = self._wechat.post_sealed(xml)
        assert answer.status_code == 200
        if answer.data in (b"", b"success"):
            return ""
        sealed = ElementTree.fromstring(answer.data).findtext("Encrypt") or ""  # noqa: S314  our own reply
        return ElementTree.fromstring(unseal(AES_KEY, APPID, sealed)).findtext("Content") or ""  # noqa: S314

    def say(self, *texts: str) -> str:
        return [self.push(self.text(text)) for text in texts][-1]

    def text(self, text: str) -> str:
        self.sent += 1
        return text_xml(text, f"{self._openid}-{self.sent}", self._openid)

    def photo(self, media_id: str) -> str:
        self.sent += 1
        head = text_xml("", f"{self._openid}-{self.sent}", self._openid)
        image = f"<MsgType>image</MsgType><MediaId>{media_id}</MediaId>"
        return head.replace("<MsgType><![CDATA[text]]></MsgType>", image)


def openid_of(citizen: TestCitizen) -> str:
    """Return the openid in the official account that has the citizen's unionid."""
    return f"official-{citizen.code.removeprefix('code-')}"


@pytest.fixture
def follower(wechat: WeChatSide, domain: Domain, citizen: TestCitizen) -> Follower:
    a_record(domain, citizen, ORDINARY, date(2026, 5, 1))
    return Follower(wechat, openid_of(citizen))


def test_a_whole_dispute_each_message_of_which_is_pushed_three_times_is_filed_once(
    follower: Follower, domain: Domain, citizen: TestCitizen
) -> None:
    for text in ("提异议", "1", "2", "罚款金额写错了，请更正。", "1", "确认"):
        xml = follower.text(text)
        assert len({follower.push(xml) for _ in range(3)}) == 1
    picture = follower.photo("120")
    assert {follower.push(picture) for _ in range(3)} == {"收到，一共 1 份材料。可以再发，发完回复“完成”。"}
    assert "材料收好了" in follower.say("完成")
    (case,) = domain.redress.cases.list_of_citizen(citizen.id)
    assert (case.kind, case.state, len(case.materials)) == (CaseKind.DISPUTE, State.FILED, 1)


def test_a_whole_repair_is_sent(follower: Follower, domain: Domain, citizen: TestCitizen) -> None:
    follower.say("申请修复", "1", "继续", "跳过", "确认")
    follower.push(follower.photo("90"))
    assert "修复申请已提交" in follower.say("完成", "确认")
    (case,) = domain.redress.cases.list_of_citizen(citizen.id)
    assert (case.kind, case.state) == (CaseKind.REPAIR, State.APPLIED)


def test_a_stranger_hears_how_to_be_known_and_the_article(wechat: WeChatSide) -> None:
    told = Follower(wechat, "oStranger").say("我的信用状况")
    assert "用同一个微信登录" in told
    assert "依据：" in told


def test_two_followers_never_mix(wechat: WeChatSide, domain: Domain) -> None:
    people = [a_citizen(domain) for _ in range(2)]
    for one in people:
        a_record(domain, one, ORDINARY, date(2026, 5, 1))
    first, second = (Follower(wechat, openid_of(one)) for one in people)
    first.say("提异议", "1")
    assert "哪一条记录" in second.say("提异议")
    first.say("2", "第一个人的说明文字。", "3", "确认")
    assert [len(domain.redress.cases.list_of_citizen(one.id)) for one in people] == [1, 0]


def test_who_leaves_is_forgotten_with_what_was_under_way(
    follower: Follower, wechat: WeChatSide, domain: Domain, citizen: TestCitizen
) -> None:
    follower.say("提异议", "1", "2", "罚款金额写错了，请更正。")
    assert domain.ground.short_lived.keys("bot:*")
    openid = openid_of(citizen)
    follower.push(
        f"<xml><ToUserName>gh_a</ToUserName><FromUserName>{openid}</FromUserName><CreateTime>1</CreateTime>"
        "<MsgType>event</MsgType><Event>unsubscribe</Event></xml>"
    )
    assert domain.ground.short_lived.keys("bot:*") == []


@pytest.mark.parametrize("purpose", ["bot.status", "status.evaluate"])
def test_a_follower_may_be_told_of_the_status_until_a_consent_that_it_needs_is_taken_back(
    domain: Domain, citizen: TestCitizen, purpose: str
) -> None:
    may_tell = telling_status(domain.official_account.find_citizen, domain.status.require_bot)
    assert may_tell(openid_of(citizen))
    domain.consents.withdraw(citizen.id, purpose)
    assert not may_tell(openid_of(citizen))
    assert not may_tell("oStranger")
