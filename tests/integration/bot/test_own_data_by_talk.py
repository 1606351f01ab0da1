from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from backend.cards.ports import Unknown
from backend.cards.service_view import ItemKind, ItemState, ServiceItem, ServiceView
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from bot.building import Mind
from bot.turns import Door, Turn
from bot.understanding.understanding import Understanding
from bot.wechat.account import wechat_busy
from tests.builders.citizens import ALL_PURPOSES, ORDINARY, TestCitizen, a_citizen, a_record
from tests.builders.clock import NOON
from tests.builders.outside import FakeRegister, FakeWeChat
from tests.builders.showing_operator import ShowingOperator
from tests.builders.talks import Conversing, a_mind

pytestmark = pytest.mark.store


@pytest.fixture
def talk(mind: Mind, citizen: TestCitizen) -> Conversing:
    return Conversing(mind, citizen)


def actions_of(domain: Domain, citizen: TestCitizen) -> list[str]:
    return [entry.action for entry in domain.access_log.list_of_citizen(citizen.id)]


def without(domain: Domain, mind: Mind, purpose: str, door: Door = Door.WECHAT) -> Conversing:
    citizen = a_citizen(domain, consents=tuple(one for one in ALL_PURPOSES if one != purpose))
    return Conversing(mind, citizen, door)


@pytest.mark.parametrize("question", ["我的信用状况", "我的信用状况怎么样", "查一下我的信用等级"])
def test_the_own_status_is_told_with_its_reasons_its_policy_and_an_entry(
    domain: Domain, talk: Conversing, citizen: TestCitizen, question: str
) -> None:
    a_record(domain, citizen, ORDINARY, date(2026, 10, 1))
    told = talk.say(question)
    assert "待提升" in told
    assert "计入 1 条" in told
    assert "2026-1" in told.splitlines()[-1]
    assert "status.viewed" in actions_of(domain, citizen)


def test_in_wechat_the_status_needs_its_own_consent(domain: Domain, mind: Mind) -> None:
    told = without(domain, mind, "bot.status").say("我的信用状况")
    assert "在公众号里告诉我信用状况" in told
    assert "授权管理" in told
    assert "良好" not in told


def test_on_the_phone_it_does_not(domain: Domain, mind: Mind) -> None:
    assert "良好" in without(domain, mind, "bot.status", Door.PHONE).say("我的信用状况")


def test_perks_in_wechat_tell_of_the_status_and_need_that_consent_too(domain: Domain, mind: Mind) -> None:
    assert "在公众号里告诉我信用状况" in without(domain, mind, "bot.status").say("我的激励")


def test_what_is_personal_is_marked_and_an_article_is_not(mind: Mind, citizen: TestCitizen) -> None:
    talk = Conversing(mind, citizen)
    personal = {
        text: said.is_personal
        for text in ("我的信用状况", "我的记录", "怎么申请信用修复")
        if (said := talk.hear(talk.turn(text))) is not None
    }
    assert personal == {"我的信用状况": True, "我的记录": True, "怎么申请信用修复": False}


def test_records_are_listed_and_one_is_told_with_its_source_and_legal_basis(
    domain: Domain, talk: Conversing, citizen: TestCitizen
) -> None:
    a_record(domain, citizen, ORDINARY, date(2026, 10, 1))
    assert "1. 市场监督管理行政处罚" in talk.say("我有哪些记录")
    told = talk.say("1")
    assert "厦门市市场监督管理局" in told
    assert "行政处罚法" in told
    assert "records.viewed" in actions_of(domain, citizen)


def test_having_no_record_is_said_to_be_good(talk: Conversing) -> None:
    assert "没有任何记录也是“良好”" in talk.say("我的记录")


def test_a_code_is_asked_about_first_and_then_shown_as_a_picture_that_says_how_long_it_lives(
    domain: Domain, talk: Conversing, citizen: TestCitizen
) -> None:
    assert "60 秒" in talk.say("我的信用码")
    assert list(domain.certificates.list_of_citizen(citizen.id)) == []
    said = talk.hear(talk.turn("1"))
    assert said is not None
    assert said.picture is not None
    assert Image.open(BytesIO(said.picture.content)).format == "PNG"
    assert "60 秒" in said.text
    (certificate,) = domain.certificates.list_of_citizen(citizen.id)
    assert certificate.ticked == ["level"]
    assert certificate.id in said.picture.path


def test_a_repeated_wish_makes_no_second_code(domain: Domain, talk: Conversing, citizen: TestCitizen) -> None:
    talk.say_all("出示信用码", "3")
    talk.say("3", key=talk.last_key)
    assert len(domain.certificates.list_of_citizen(citizen.id)) == 1


def test_a_code_says_something_of_the_status_and_in_wechat_needs_that_consent_too(
    domain: Domain, mind: Mind
) -> None:
    citizen = a_citizen(domain, consents=tuple(one for one in ALL_PURPOSES if one != "bot.status"))
    assert "在公众号里告诉我信用状况" in Conversing(mind, citizen).say_all("我的信用码", "1")
    assert list(domain.certificates.list_of_citizen(citizen.id)) == []
    assert "60 秒内有效" in Conversing(mind, citizen, Door.PHONE).say_all("我的信用码", "1")


def test_without_the_consent_there_is_no_code(domain: Domain, mind: Mind) -> None:
    assert "出示信用码" in without(domain, mind, "certificate.issue").say_all("我的信用码", "1")


def test_perks_are_told_with_what_they_give_or_why_not(
    domain: Domain, talk: Conversing, citizen: TestCitizen
) -> None:
    assert "现在可以有" in talk.say("我能享受的激励")
    a_record(domain, citizen, ORDINARY, date(2026, 10, 1))
    told = talk.say("我的激励")
    assert "你目前为“待提升”" in told
    assert "perks.viewed" in actions_of(domain, citizen)


def test_a_card_is_linked_by_its_number_alone_and_the_number_is_kept_nowhere(
    domain: Domain, talk: Conversing, citizen: TestCitizen
) -> None:
    assert "不要发密码" in talk.say_all("绑卡", "厦门市图书馆")
    assert "3502****1234" in talk.say("3502 0000 0000 1234")
    (card,) = domain.cards.list_of_citizen(citizen.id)
    assert card.operator == "library"
    stored = [domain.ground.short_lived.get(key) for key in domain.ground.short_lived.keys("bot:*")]
    assert all(b"3502000000001234" not in value for value in stored if isinstance(value, bytes))


def test_after_linking_it_is_said_what_to_reply_and_where_to_unlink(talk: Conversing) -> None:
    told = talk.say_all("绑卡", "厦门市图书馆", "3502000000001234")
    assert "现在可以回复“我的借阅”看。" in told
    assert "解除关联在我的页面（/mine）的“我的卡”里" in told


@pytest.mark.parametrize("text", ["350299199003120029", "密码123456", "验证码是 4455"])
def test_an_id_number_or_a_password_is_never_taken_for_a_cards_number(
    talk: Conversing, library: ShowingOperator, text: str
) -> None:
    assert "我只要卡号" in talk.say_all("绑卡", "1", text)
    assert library.links == {}


def test_loans_are_told_as_the_library_tells_them(
    domain: Domain, talk: Conversing, library: ShowingOperator, citizen: TestCitizen
) -> None:
    loan = ServiceItem(
        ItemKind.LOAN, "海错图笔记", NOON, due_on=NOON.date() + timedelta(days=30), state=ItemState.OPEN
    )
    library.view = ServiceView(NOON, owed_fen=350, items=(loan,))
    talk.say_all("绑卡", "1", "3502000000001234")
    told = talk.say("我借的书什么时候到期")
    assert "海错图笔记" in told
    assert "2026年12月23日到期" in told
    assert "3.50元" in told
    assert "未还" in told
    assert "card.service_seen" in actions_of(domain, citizen)


def test_a_question_about_a_case_is_not_drawn_to_the_loans_of_before(
    talk: Conversing, library: ShowingOperator
) -> None:
    library.view = ServiceView(NOON)
    talk.say_all("绑卡", "1", "3502000000001234", "我借的书")
    assert "异议或者修复案件" in talk.say("查一下我的案子进度")


def test_why_a_level_is_what_it_is_is_told_from_the_own_records(
    domain: Domain, talk: Conversing, citizen: TestCitizen
) -> None:
    a_record(domain, citizen, ORDINARY, date(2026, 10, 1))
    told = talk.say("我为什么是待提升")
    assert "计入了 1 条记录" in told
    assert "怎样变好" in told
    assert "2026-1" in told.splitlines()[-1]
    assert "四档这样定" in talk.say("等级是怎么算出来的")


@pytest.fixture
def on_the_bus(ground: Ground, policy: Policy, register: FakeRegister, library: ShowingOperator) -> Domain:
    """Return a domain in which the bus company answers too."""
    wechat = FakeWeChat()
    return build_domain(ground, policy, Outside(wechat, wechat, register, {"bus": library}))


def test_the_balance_of_a_linked_bus_card_is_told_as_the_operator_shows_it(
    on_the_bus: Domain, library: ShowingOperator, understanding: Understanding
) -> None:
    talk = Conversing(a_mind(on_the_bus, understanding), a_citizen(on_the_bus))
    assert "回复“关联卡”" in talk.say("公交卡还有多少钱")
    library.view = ServiceView(NOON, balance_fen=1250)
    talk.say_all("绑卡", "厦门公交", "3502000000001234")
    assert "余额 12.50元" in talk.say("公交卡还有多少钱")
    library.view = ServiceView(NOON)
    assert "没有提供余额" in talk.say("公交卡还有多少钱")
    assert "本服务不能充值" in talk.say("公交卡怎么充值")


def test_a_library_that_does_not_answer_is_said_to_be_away(
    talk: Conversing, library: ShowingOperator
) -> None:
    talk.say_all("绑卡", "1", "3502000000001234")
    library.view = Unknown()
    assert "暂时没有答复" in talk.say("我的借阅")


def test_without_a_card_linking_one_is_offered(talk: Conversing) -> None:
    assert "回复“关联卡”" in talk.say("我的账单")


@pytest.mark.parametrize("question", ["我的信用状况", "我的记录", "我的信用码", "绑卡", "查进度", "我的借阅"])
@pytest.mark.parametrize("door", Door)
def test_nobody_who_is_not_known_is_told_anything_but_how_and_the_article(
    mind: Mind, question: str, door: Door
) -> None:
    told = Conversing(mind, door=door).say(question)
    assert "登录" in told or "在终端里看不到" in told
    assert "依据：" in told


def test_while_wechat_does_not_say_who_it_is_the_article_is_told(mind: Mind, citizen: TestCitizen) -> None:
    def busy() -> str | None:
        raise wechat_busy()

    (said,) = mind.engine.answer(Turn(Door.WECHAT, "t", "k", "我的信用状况", find_citizen=busy))
    assert "微信暂时没有回应" in said.text
    assert "依据：" in said.text
