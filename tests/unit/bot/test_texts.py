from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wechat.library import Address, read_envelope
from bot.wechat.texts import first_page, neutral_text, safe_text

ANY_TEXT = st.text(alphabet=st.characters(codec=None, exclude_categories=()))
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _reply(content: str) -> dict[str, object]:
    return read_envelope(Address("oA", "gh_a", NOW).render_text(content))


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
def test_d13_the_pages_of_a_text_fit_and_together_are_the_whole(text: str, limit: int) -> None:
    rest, pages = safe_text(text), []
    while rest:
        page, rest = first_page(rest, limit)
        assert len(page.encode()) <= limit
        pages.append(page)
    assert "".join("".join(pages).split()) == "".join(safe_text(text).split())


@pytest.mark.parametrize(
    ("text", "limit", "page", "rest"),
    [
        ("不长。", 20, "不长。", ""),
        ("第一句话。第二句话很长很长。", 24, "第一句话。", "第二句话很长很长。"),
        ("没有句号的一长串文字", 20, "没有句号的一", "长串文字"),
        ("一。后面是很长很长很长的一句话", 30, "一。后面是很长很长很", "长的一句话"),
        ("你好👨\u200d👩\u200d👧们", 17, "你好", "👨\u200d👩\u200d👧们"),
        ("你好👍🏽们", 12, "你好", "👍🏽们"),
        ("三 1\ufe0f\u20e3 号", 7, "三", "1\ufe0f\u20e3 号"),
        ("第一行\n第二行很长很长", 16, "第一行", "第二行很长很长"),
        ("\u200d" * 8, 12, "\u200d" * 4, "\u200d" * 4),
    ],
)
def test_d13_the_cut_falls_after_a_sentence_if_it_can_and_never_inside_a_character(
    text: str, limit: int, page: str, rest: str
) -> None:
    assert first_page(text, limit) == (page, rest)


KNOWN = {"card.example"}


@pytest.mark.parametrize(
    ("text", "neutral"),
    [
        ('<a href="https://evil.example">点</a>', '＜a href="https：//evil.example">点＜/a>'),
        ('<a href="https://card.example/">点</a>', '＜a href="https://card.example/">点＜/a>'),
        ("< A data-miniprogram-appid='wx1'>", "＜ A data-miniprogram-appid='wx1'>"),
        ("见 https://card.example/v#12，", "见 https://card.example/v#12，"),
        ("见 https://www.creditchina.gov.cn/", "见 https://www.creditchina.gov.cn/"),
        ("见 https://creditchina.gov.cn。", "见 https://creditchina.gov.cn。"),
        ("https://card.example@evil.example/", "https：//card.example@evil.example/"),
        ("https://card.example:8443/", "https://card.example:8443/"),
        ("https://card.example:pw@evil.example/", "https：//card.example:pw@evil.example/"),
        ("https://card.example.evil.example/", "https：//card.example.evil.example/"),
        ("https://x.gov.cn。evil.example/", "https：//x.gov.cn。evil.example/"),
        ("https://x.gov.cn_evil.example/", "https：//x.gov.cn_evil.example/"),
        ("weixin://bizmsgmenu?msgmenucontent=x", "weixin：//bizmsgmenu?msgmenucontent=x"),
        ("javascript://card.example/", "javascript：//card.example/"),
        ("点https://evil.example，看www.evil.example", "点https：//evil.example，看www．evil.example"),
        ("点https://card.example，a://x，://x", "点https://card.example，a：//x，：//x"),
        ("a" * 99 + "https://card.example", "a" * 99 + "https：//card.example"),
        ("https://www.evil.example/", "https：//www．evil.example/"),
        ("HTTPS://EVIL.example 和 WWW.evil.example", "HTTPS：//EVIL.example 和 WWW．evil.example"),
        ("3 < 5，时间 10:30，比例 1:2", "3 < 5，时间 10:30，比例 1:2"),
    ],
)
def test_d26_only_known_and_government_places_become_links(text: str, neutral: str) -> None:
    assert neutral_text(text, KNOWN) == neutral


@given(st.text(alphabet="<>a/ 信https:.card.example@www", max_size=60))
def test_d26_whatever_is_said_holds_no_tag_and_no_other_address(text: str) -> None:
    neutral = neutral_text(text, KNOWN)
    assert not re.search(r"<\s{0,9}/?\s{0,9}[a-z]", neutral)
    hosts = re.findall(r"[a-z]+://([^/\s<>信]*)", neutral)
    assert all(re.fullmatch(r"card\.example", host) for host in hosts)
