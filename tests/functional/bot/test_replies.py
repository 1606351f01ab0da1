from __future__ import annotations

from datetime import UTC, datetime

import fakeredis
import pytest
import xmltodict
from werkzeug.test import TestResponse

from bot.wechat.opening import CallbackKeys, PushMode
from bot.wechat.replies import GENERATED_MARK, TextPart
from bot.wechat.speech import MORE_HINT
from card_integration.simulator.wechat.sealing import signature, unseal
from tests.functional.bot.conftest import (
    AES_KEY,
    APPID,
    TOKEN,
    Answerer,
    Doors,
    StandingClock,
    WeChatSide,
    text_xml,
)
from tests.unit.bot.vectors import get_vector


def _plain_reply(response: TestResponse) -> dict[str, str]:
    assert response.status_code == 200
    return xmltodict.parse(response.data)["xml"]


def _sealed_reply(response: TestResponse) -> dict[str, str]:
    envelope = _plain_reply(response)
    parts = (envelope["TimeStamp"], envelope["Nonce"], envelope["Encrypt"])
    assert envelope["MsgSignature"] == signature(TOKEN, *parts)
    return xmltodict.parse(unseal(AES_KEY, APPID, envelope["Encrypt"]))["xml"]


def test_a_text_is_answered_to_its_sender(plain: WeChatSide) -> None:
    assert _plain_reply(plain.post(text_xml("你好"))) == {
        "MsgType": "text",
        "FromUserName": "gh_a",
        "ToUserName": "oA",
        "CreateTime": "1795399200",
        "Content": "答1：你好",
    }


def test_d7_in_aes_mode_the_reply_is_sealed_and_signed(aes: WeChatSide) -> None:
    assert _sealed_reply(aes.post_sealed(text_xml("你好")))["Content"] == "答1：你好"


def test_d3_in_aes_mode_only_the_message_signature_counts(aes: WeChatSide, answerer: Answerer) -> None:
    assert aes.post_sealed(text_xml(), msg_signature="0" * 40).status_code == 403
    assert aes.post_sealed(text_xml(), msg_signature="").status_code == 403
    assert answerer.pushes == []
    assert aes.post_sealed(text_xml(), signature="0" * 40).status_code == 200


def test_d4_in_aes_mode_plaintext_is_refused(aes: WeChatSide, answerer: Answerer) -> None:
    query = aes.query(encrypt_type="aes")
    both = query | {"msg_signature": query["signature"]}
    assert aes.post(text_xml()).status_code == 403
    assert aes.post(text_xml(), both).status_code == 403
    assert aes.post_sealed(text_xml(), encrypt_type="").status_code == 403
    assert aes.post_sealed(text_xml(), encrypt_type="raw").status_code == 403
    assert answerer.pushes == []


def test_d5_only_the_sealed_part_is_believed(aes: WeChatSide, answerer: Answerer) -> None:
    outer = "<FromUserName>oForged</FromUserName><MsgType>text</MsgType><Content>forged</Content>"
    aes.post_sealed(text_xml("真的"), outer=outer)
    assert [(push.sender, push.text) for push in answerer.pushes] == [("oA", "真的")]


def test_d5_the_published_message_is_believed_inside_and_not_outside(doors: Doors) -> None:
    vector = get_vector("official-sample-py")
    clock = StandingClock(datetime.fromtimestamp(int(vector["timestamp"]), UTC))
    keys = CallbackKeys(vector["appid"], vector["token"], vector["aes_key"], PushMode.AES)
    doors.clock = clock
    side = doors.open_with(keys)
    query = {
        "timestamp": vector["timestamp"],
        "nonce": vector["nonce"],
        "encrypt_type": "aes",
        "msg_signature": vector["signature"],
    }
    body = f"<xml><Content>forged</Content><Encrypt><![CDATA[{vector['ciphertext']}]]></Encrypt></xml>"
    assert side.post(body, query).status_code == 200
    inner = xmltodict.parse(vector["plaintext"])["xml"]
    assert [push.text for push in doors.answerer.pushes] == [inner["Content"]]


@pytest.mark.parametrize("says", ["", " \n", "\x00\x0b"])
def test_d12_no_answer_is_exactly_success_and_never_sealed(
    plain: WeChatSide, aes: WeChatSide, answerer: Answerer, says: str
) -> None:
    answerer.says = says
    for response in (plain.post(text_xml(msg_id="1")), aes.post_sealed(text_xml(msg_id="2"))):
        assert (response.status_code, response.data) == (200, b"success")


def test_w13_an_answerer_that_fails_is_met_with_success_and_noted(
    plain: WeChatSide, answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    answerer.trouble = ZeroDivisionError("a bug")
    response = plain.post(text_xml())
    assert (response.status_code, response.data) == (200, b"success")
    assert "could not be answered" in caplog.text


def test_w6_an_answer_cannot_alter_the_reply(plain: WeChatSide, answerer: Answerer) -> None:
    answerer.says = "a]]></Content><MsgType>image\x0b"
    reply = _plain_reply(plain.post(text_xml()))
    assert reply["MsgType"] == "text"
    assert reply["Content"] == "a]]＞＜/Content>＜MsgType>image"


def test_d13_a_long_answer_is_cut_to_2000_bytes_after_a_sentence_and_goes_on_when_asked(
    plain: WeChatSide, answerer: Answerer
) -> None:
    answerer.says = "一句话。" * 400
    read = ""
    for number, text in enumerate(["讲讲", "更多", " 更多", "更多"]):
        content = _plain_reply(plain.post(text_xml(text, str(number))))["Content"]
        assert len(content.encode()) <= 2000
        read += content.removesuffix(MORE_HINT)
        assert content.removesuffix(MORE_HINT).endswith("一句话。")
        if not content.endswith(MORE_HINT):
            break
    assert read == answerer.says
    assert len(answerer.pushes) == 1


def test_d13_more_asks_the_conversation_when_nothing_more_is_kept(
    plain: WeChatSide, answerer: Answerer
) -> None:
    plain.say("更多")
    assert [push.text for push in answerer.pushes] == ["更多"]


def test_d13_the_rest_of_an_answer_is_kept_sealed_and_not_for_long(
    plain: WeChatSide, answerer: Answerer, redis: fakeredis.FakeRedis
) -> None:
    answerer.says = "您的记录。" * 400
    plain.say("讲讲")
    (key,) = redis.keys("*:kept:rest:*")
    assert "记录".encode() not in redis.get(key)
    assert 0 < redis.ttl(key) <= 600


def test_d16_words_of_a_model_are_marked_also_in_a_passive_reply(
    plain: WeChatSide, answerer: Answerer
) -> None:
    answerer.says, answerer.is_generated = "一句话。" * 400, True
    for number, text in enumerate(["讲讲", "更多"]):
        content = _plain_reply(plain.post(text_xml(text, str(number))))["Content"]
        assert content.endswith(GENERATED_MARK)
        assert len(content.encode()) <= 2000


def test_d26_what_an_answer_repeats_of_a_user_makes_no_link(plain: WeChatSide, answerer: Answerer) -> None:
    answerer.says = '<a href="https://evil.example">点我</a> https://card.example/v'
    content = _plain_reply(plain.post(text_xml()))["Content"]
    assert "<a" not in content
    assert "https://evil" not in content
    assert content.endswith("https://card.example/v")


def test_a_picture_is_shown_first_and_its_text_follows(doors: Doors, answerer: Answerer) -> None:
    answerer.says, answerer.image = "五分钟内有效。", b"png"
    reply = _plain_reply(doors.open(PushMode.PLAIN).post(text_xml()))
    assert (reply["MsgType"], reply["Image"]) == ("image", {"MediaId": "media-3"})
    assert doors.customer_service.has_sent.wait(timeout=20)
    assert doors.customer_service.sent == [TextPart("五分钟内有效。")]


def test_where_wechat_does_not_take_a_picture_the_text_is_said(doors: Doors, answerer: Answerer) -> None:
    answerer.says, answerer.image = "请在小程序里出示信用码。", b"png"
    doors.customer_service.takes = False
    reply = _plain_reply(doors.open(PushMode.PLAIN).post(text_xml()))
    assert (reply["MsgType"], reply["Content"]) == ("text", "请在小程序里出示信用码。")


def test_a_human_takes_over_through_wechat_where_the_account_has_a_customer_service(
    doors: Doors, answerer: Answerer
) -> None:
    answerer.says, answerer.to_human = "正在为您转人工。", True
    side = doors.open(PushMode.PLAIN)
    assert _plain_reply(side.post(text_xml(msg_id="1")))["MsgType"] == "transfer_customer_service"
    doors.customer_service.opens = False
    assert _plain_reply(side.post(text_xml(msg_id="2")))["Content"] == "正在为您转人工。"


def test_every_answer_is_plain_text_that_is_not_sniffed(plain: WeChatSide) -> None:
    for response in (plain.post(text_xml()), plain.post("nonsense")):
        assert response.mimetype == "text/plain"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
