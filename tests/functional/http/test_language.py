from __future__ import annotations

import pytest

from miniprogram_api.language import Language, best_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en", Language.ENGLISH),
        ("en-GB,en;q=0.9", Language.ENGLISH),
        ("en;q=0.3, zh;q=0.8", Language.CHINESE),
        ("zh-CN;q=0.2, en-US;q=0.9", Language.ENGLISH),
        ("zh-Hans-CN", Language.CHINESE),
        ("zh-TW", Language.CHINESE),
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
