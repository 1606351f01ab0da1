from __future__ import annotations

from typing import Any

import pytest

from bot.understanding.topic_map import read_topic_map
from bot.wechat.menu import MenuFaulty, MenuGround, list_choices, parse_menu
from config.loading import read_policy

GROUND = MenuGround("https://card.example", "wx-mini")
ASKS = {"name": "找人工", "asks": "topic:human"}


def _parse(*entries: Any) -> list[dict[str, Any]]:
    return parse_menu({"menu": list(entries)}, GROUND)


def test_d21_the_published_menu_keeps_wechats_limits_and_asks_what_the_bot_knows() -> None:
    choices = list(list_choices(parse_menu(read_policy("wechat_menu"), GROUND)))
    assert len(choices) == len(set(choices)) > 5
    topics = {choice.partition(":")[2] for choice in choices if choice.startswith("topic:")}
    assert topics <= read_topic_map().names.keys()


def test_an_entry_asks_opens_or_leads_into_the_mini_program() -> None:
    page = {"name": "小程序", "mini_program": "pages/index/index", "opens": "/"}
    assert _parse(ASKS, {"name": "网页", "opens": "/v"}, page) == [
        {"name": "找人工", "type": "click", "key": "topic:human"},
        {"name": "网页", "type": "view", "url": "https://card.example/v"},
        {
            "name": "小程序",
            "type": "miniprogram",
            "url": "https://card.example/",
            "appid": "wx-mini",
            "pagepath": "pages/index/index",
        },
    ]


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"menu": {}},
        {"menu": []},
        {"menu": [ASKS] * 4},
        {"menu": ["找人工"]},
        {"menu": [{"asks": "topic:human"}]},
        {"menu": [{**ASKS, "name": "五个字太长"}]},
        {"menu": [{**ASKS, "name": "aaaaaaaaa"}]},
        {"menu": [{**ASKS, "name": ""}]},
        {"menu": [{**ASKS, "opens": "/"}]},
        {"menu": [{**ASKS, "color": "red"}]},
        {"menu": [{**ASKS, "asks": "human"}]},
        {"menu": [{**ASKS, "asks": "topic:" + "a" * 200}]},
        {"menu": [{"name": "网页"}]},
        {"menu": [{"name": "网页", "opens": "https://evil.example"}]},
        {"menu": [{"name": "网页", "opens": "/" + "a" * 2000}]},
        {"menu": [{"name": "小程序", "mini_program": "pages/index"}]},
        {"menu": [{"name": "小程序", "mini_program": "/pages/index", "opens": "/"}]},
        {"menu": [{"name": "更多", "entries": []}]},
        {"menu": [{"name": "更多", "entries": [ASKS] * 6}]},
        {"menu": [{"name": "更多", "entries": [ASKS], "asks": "topic:human"}]},
        {"menu": [{"name": "更多", "entries": [{**ASKS, "name": "九个字真的是太长了"}]}]},
        {"menu": [{"name": "更多", "entries": [{"name": "再多", "entries": [ASKS]}]}]},
    ],
)
def test_d21_a_menu_that_wechat_would_refuse_or_cut_is_refused_here(data: Any) -> None:
    with pytest.raises(MenuFaulty, match="menu"):
        parse_menu(data, GROUND)
