from __future__ import annotations

import pytest

from miniprogram_api.language import Language, best_language
from miniprogram_api.traditional_words import in_traditional
from tests.functional.http.fakes import AS_CITIZEN


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en", Language.ENGLISH),
        ("en-GB,en;q=0.9", Language.ENGLISH),
        ("en;q=0.3, zh;q=0.8", Language.CHINESE),
        ("zh-CN;q=0.2, en-US;q=0.9", Language.ENGLISH),
        ("zh-Hans-CN", Language.CHINESE),
        ("zh-TW", Language.TRADITIONAL),
        ("zh-HK", Language.TRADITIONAL),
        ("zh-MO;q=0.8, en;q=0.2", Language.TRADITIONAL),
        ("zh-Hant", Language.TRADITIONAL),
        ("zh-Hant-CN", Language.TRADITIONAL),
        ("ZH-hant-tw", Language.TRADITIONAL),
        ("zh-Hans-HK", Language.CHINESE),
        ("zh-SG", Language.CHINESE),
        ("zh-CN;q=0.9, zh-TW;q=0.8", Language.CHINESE),
        ("zh-TW;q=0.9, zh-CN;q=0.8", Language.TRADITIONAL),
        ("zh-TW;q=0, zh;q=0.1", Language.CHINESE),
        ("fr, en;q=0.1", Language.ENGLISH),
        ("fr", Language.CHINESE),
        ("en;q=0", Language.CHINESE),
        ("*", Language.CHINESE),
        (";;q=,", Language.CHINESE),
    ],
)
def test_the_language_asked_for_is_spoken_and_chinese_otherwise(header: str, language: Language) -> None:
    assert best_language(header) is language


def test_without_a_wish_a_refusal_is_in_chinese(client) -> None:
    problem = client.get("/api/v1/me").json
    assert problem["detail"] == problem["detail_zh"] == "请先登录。"


def test_in_english_a_refusal_still_carries_both(client) -> None:
    answer = client.get("/api/v1/me", headers={"Accept-Language": "en"})
    assert answer.json["detail"] == answer.json["detail_en"] == "Please sign in first."
    assert answer.json["detail_zh"] == "请先登录。"
    assert answer.headers["Content-Language"] == "en"


def test_in_traditional_characters_a_refusal_still_carries_the_published_words(client) -> None:
    answer = client.get("/api/v1/me/devices", headers={"Accept-Language": "zh-TW"})
    assert (answer.json["title"], answer.json["detail"]) == ("需要證明身份", "請先登錄。")
    assert answer.json["detail_zh"] == "请先登录。"
    assert answer.headers["Content-Language"] == "zh-TW"


@pytest.mark.parametrize(
    ("asked", "spoken"), [("zh-Hant-HK", "zh-TW"), ("zh", "zh-CN"), ("en-GB", "en"), (None, "zh-CN")]
)
def test_an_answer_says_in_which_language_it_is_and_that_others_may_differ(
    client, told, asked: str | None, spoken: str
) -> None:
    told.devices.answers["list_of_caller"] = []
    headers = AS_CITIZEN | ({"Accept-Language": asked} if asked else {})
    answer = client.get("/api/v1/me/devices", headers=headers)
    assert answer.headers.getlist("Content-Language") == [spoken]
    assert "Accept-Language" in answer.vary


def test_what_is_the_same_in_every_language_names_none(client) -> None:
    answer = client.get("/api/v1/catalogue", headers={"Accept-Language": "zh-TW"})
    assert "Content-Language" not in answer.headers
    assert "Accept-Language" not in answer.vary


def test_words_are_turned_by_their_characters_and_names_are_not() -> None:
    traditional = Language.TRADITIONAL
    assert traditional.pick("注销账户", "Close") == "註銷賬戶"
    assert traditional.pick(("数据", "屏蔽"), ("data", "block")) == ("數據", "屏蔽")
    assert traditional.pick(None, None) is None
    assert traditional.pick_name("范记发卡店", "Fan's") == "范记发卡店"
    assert Language.ENGLISH.pick_name("范记", "Fan's") == "Fan's"
    assert [one.write("发") for one in Language] == ["发", "發", "发"]


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("年满 18 周岁", "年滿 18 周歲"),
        ("本服务不发卡", "本服務不發卡"),
        ("等级低只影响激励", "等級低只影響激勵"),
        ("在下面点", "在下面點"),
        ("卡里余额", "卡裡餘額"),
        ("以后、理发、干部、皇后", "以後、理髮、幹部、皇后"),
    ],
)
def test_words_that_a_dictionary_divides_wrongly_are_mended(simplified: str, traditional: str) -> None:
    assert in_traditional(simplified) == traditional
