from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.wechat.opening import CallbackKeys, PushMode
from tests.functional.bot.conftest import Doors, StandingClock, WeChatSide
from tests.unit.bot.vectors import get_vector

URL = "/wechat/callback"


def test_d1_a_signed_question_is_echoed_byte_for_byte_in_every_mode(either: WeChatSide) -> None:
    response = either.client.get(URL, query_string=either.query(echostr="4375120948345356249"))
    assert response.status_code == 200
    assert response.data == b"4375120948345356249"
    assert response.mimetype == "text/plain"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_d1_the_published_question_is_echoed(doors: Doors) -> None:
    vector = get_vector("official-url-verify")
    clock = StandingClock(datetime.fromtimestamp(int(vector["timestamp"]), UTC))
    doors.clock = clock
    side = doors.open_with(CallbackKeys("wx", vector["token"], "", PushMode.PLAIN))
    query = {name: vector[name] for name in ("signature", "timestamp", "nonce", "echostr")}
    assert side.client.get(URL, query_string=query).data == vector["echostr"].encode()


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce", "echostr"])
def test_d2_a_question_that_lacks_or_repeats_a_part_is_not_echoed(plain: WeChatSide, name: str) -> None:
    whole = plain.query(echostr="<script>")
    lacking = {part: value for part, value in whole.items() if part != name}
    repeated = [*whole.items(), (name, whole[name])]
    for query in (lacking, repeated):
        response = plain.client.get(URL, query_string=query)
        assert response.status_code == 403
        assert response.data == b""


@pytest.mark.parametrize("forged", ["", "0" * 40, "签名", "\x00"])
def test_d2_a_question_with_a_wrong_signature_is_not_echoed(plain: WeChatSide, forged: str) -> None:
    response = plain.client.get(URL, query_string=plain.query(echostr="<b>", signature=forged))
    assert response.status_code == 403
    assert response.data == b""
    assert response.mimetype == "text/plain"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_d25_a_question_from_outside_the_window_is_not_echoed(plain: WeChatSide) -> None:
    query = plain.query(echostr="1")
    plain.clock.moment += timedelta(seconds=301)
    assert plain.client.get(URL, query_string=query).status_code == 403
