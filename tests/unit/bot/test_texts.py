from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wechat.library import read_envelope, render_text
from bot.wechat.texts import cap_text, safe_text

ANY_TEXT = st.text(alphabet=st.characters(codec=None, exclude_categories=()))
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _reply(content: str) -> dict[str, object]:
    xml = render_text(to_user="oA", from_account="gh_a", at=NOW, content=content)
    return read_envelope(xml)


@given(ANY_TEXT)
def test_w6_no_text_can_break_out_of_a_reply(text: str) -> None:
    reply = _reply(safe_text(text))
    assert set(reply) == {"MsgType", "ToUserName", "FromUserName", "CreateTime", "Content"}
    assert reply["MsgType"] == "text"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("]]></Content><MsgType>image", "]]＞</Content><MsgType>image"),
        ("]\x00]\x0b>", "]]＞"),
        ("一\x08二\ufffe三\ud83d", "一二三"),
        ("家人👨‍👩‍👧 𠮷\n\t第二行", "家人👨‍👩‍👧 𠮷\n\t第二行"),
    ],
)
def test_w6_only_what_breaks_xml_is_taken_out(text: str, safe: str) -> None:
    assert safe_text(text) == safe
    assert _reply(safe)["Content"] == safe


@given(st.text(max_size=300), st.integers(min_value=10, max_value=400))
def test_d13_a_capped_text_fits_and_is_a_beginning_of_the_whole(text: str, limit: int) -> None:
    text = safe_text(text)
    capped = cap_text(text, limit)
    assert len(capped.encode()) <= limit
    assert capped == text or text.startswith(capped.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "limit", "capped"),
    [
        ("不长。", 20, "不长。"),
        ("第一句话。第二句话很长很长。", 24, "第一句话。…"),
        ("没有句号的一长串文字", 20, "没有句号的…"),
        ("一。后面是很长很长很长的一句话", 30, "一。后面是很长很长…"),
        ("你好👨‍👩‍👧们", 17, "你好👨…"),
    ],
)
def test_d13_the_cut_falls_after_a_sentence_if_it_can_and_never_inside_a_character(
    text: str, limit: int, capped: str
) -> None:
    assert cap_text(text, limit) == capped


def test_d13_a_long_answer_is_capped_at_2000_bytes() -> None:
    capped = cap_text("信用修复不收费。" * 200)
    assert 1900 < len(capped.encode()) <= 2000
    assert capped.endswith("。…")
