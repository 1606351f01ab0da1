from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wechat.push import HostilePush, Link, Location, read_push
from tests.builders.pushes import a_push
from tests.unit.bot.vectors import messages

CORE = (
    "<ToUserName>gh_a</ToUserName><FromUserName>oA</FromUserName><CreateTime>1795399200</CreateTime>"
    "<MsgType>{kind}</MsgType><MsgId>1</MsgId>"
)


def _xml(kind: str, **elements: str) -> str:
    inside = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in elements.items())
    return f"<xml>{CORE.format(kind=kind)}{inside}</xml>"


def test_a_push_says_when_it_was_sent_and_by_whom_to_whom() -> None:
    push = read_push(_xml("text", Content="你好", bizmsgmenuid="101"), "p")
    assert (push.sender, push.person, push.account, push.menu_id) == ("oA", "oA", "gh_a", "101")
    assert push.sent_at == datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["image", "voice", "video"])
def test_a_push_carries_the_id_of_its_medium(kind: str) -> None:
    assert read_push(_xml(kind, MediaId="m1", Recognition="听到的"), "p").media_id == "m1"


@pytest.mark.parametrize(
    ("x", "y", "place"),
    [
        ("24.479834", "118.089425", Location(24.479834, 118.089425, "厦门市")),
        ("-24.4", "8", Location(-24.4, 8.0, "厦门市")),
        ("", "118", None),
        ("nan", "118", None),
        ("1e3", "118", None),
        ("9" * 400, "118", None),
    ],
)
def test_a_place_is_two_plain_numbers_or_nothing(x: str, y: str, place: Location | None) -> None:
    push = read_push(_xml("location", Location_X=x, Location_Y=y, Label="厦门市"), "p")
    assert push.location == place


def test_a_page_that_was_shared_is_title_description_and_address() -> None:
    push = read_push(_xml("link", Title="题", Description="述", Url="https://example.org/"), "p")
    assert push.link == Link("题", "述", "https://example.org/")


@pytest.mark.parametrize("name", ["MediaId", "Recognition", "bizmsgmenuid", "OpenID"])
def test_w10_a_repeated_or_nested_element_is_refused_wherever_it_stands(name: str) -> None:
    for inside in (f"<{name}>a</{name}><{name}>b</{name}>", f"<{name}><a>1</a></{name}>"):
        with pytest.raises(HostilePush) as refusal:
            read_push(f"<xml>{CORE.format(kind='text')}{inside}</xml>", "p")
        assert refusal.value.status == 400


@pytest.mark.parametrize(
    ("event", "key", "scene", "choice"),
    [
        ("CLICK", "topic:status.view", "", "topic:status.view"),
        ("CLICK", "dialogue:my_status", "", "dialogue:my_status"),
        ("SCAN", "topic:human", "topic:human", "topic:human"),
        ("subscribe", "qrscene_topic:human", "topic:human", "topic:human"),
        ("subscribe", "topic:human", "", ""),
        ("SCAN", "SCENE_VALUE", "SCENE_VALUE", ""),
        ("VIEW", "topic:human", "", ""),
        ("CLICK", "topic:../../etc", "", ""),
        ("CLICK", "topic:human\n", "", "topic:human"),
    ],
)
def test_d18_a_scene_is_what_was_scanned_and_a_choice_is_what_is_asked_for(
    event: str, key: str, scene: str, choice: str
) -> None:
    push = read_push(_xml("event", Event=event, EventKey=key), "p")
    assert (push.scene, push.choice) == (scene, choice)


@given(st.text(max_size=80))
def test_d18_whatever_stands_in_a_menu_key_a_choice_is_well_formed_or_nothing(key: str) -> None:
    choice = a_push("event", event="click", event_key=key).choice
    assert choice in ("", key)
    assert not choice or choice.replace(":", "").replace(".", "").replace("_", "").isalpha()


def test_d27_an_event_is_about_whom_it_names() -> None:
    push = read_push(_xml("event", Event="user_authorization_revoke", OpenID="oB", RevokeInfo="8"), "p")
    assert (push.sender, push.person) == ("oA", "oB")


@pytest.mark.parametrize("message", messages())
def test_every_published_message_becomes_a_push(message: dict[str, str]) -> None:
    push = read_push(message["xml"], "p")
    assert push.sender
    assert push.kind in ("text", "event", "voice", "miniprogrampage")
