from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator

import fakeredis
import pytest

from backend.platform.errors import Unavailable
from bot.wechat.library import ApiClient, ApiTrouble
from bot.wechat.login import WeChatLoginClient
from bot.wechat.official_account import OfficialAccountClient
from tests.contract.wechat.conftest import MINI, OFFICIAL, Simulator, find_free_port

CODE = "never-heard-of-code"
FAULTS = [{"status": 500}, {"half_json": True}, {"errcode": 40125}, {"errcode": 40001}]


def _login(url: str) -> None:
    WeChatLoginClient(MINI, url).exchange_code(CODE)


def _look_up(url: str) -> None:
    OfficialAccountClient(OFFICIAL, url, fakeredis.FakeRedis()).find_unionid("oFollowChen")


def _chain(trouble: BaseException | None) -> Iterator[BaseException]:
    while trouble is not None:
        yield trouble
        trouble = trouble.__cause__ or trouble.__context__


def _assert_no_secret(text: str) -> None:
    for secret in (MINI.secret, OFFICIAL.secret, CODE):
        assert secret not in text


@pytest.mark.parametrize("call", [_login, _look_up])
@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_w5_no_error_no_traceback_and_no_log_tells_a_secret(
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    call: Callable[[str], None],
    fault: dict[str, object] | None,
) -> None:
    caplog.set_level(logging.DEBUG)
    url = simulator.url if fault else f"http://127.0.0.1:{find_free_port()}"
    simulator.order_fault(**(fault or {}))
    with pytest.raises(Unavailable) as refusal:
        call(url)
    for trouble in _chain(refusal.value):
        _assert_no_secret(repr(trouble) + str(trouble) + repr(vars(trouble)))
    _assert_no_secret("".join(traceback.format_exception(refusal.value)))
    _assert_no_secret(caplog.text)


def test_w5_the_log_of_a_good_call_tells_no_token(
    simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    redis = fakeredis.FakeRedis()
    OfficialAccountClient(OFFICIAL, simulator.url, redis).find_unionid("oFollowChen")
    (token,) = [redis.get(key) for key in redis.scan_iter()]
    assert "access_token=***" in caplog.text
    assert token.decode() not in caplog.text


def test_w5_no_representation_shows_a_secret(simulator: Simulator) -> None:
    _assert_no_secret(repr(MINI) + repr(WeChatLoginClient(MINI, simulator.url)))


def test_w4_every_call_ends_when_its_time_is_over(simulator: Simulator) -> None:
    api = ApiClient(OFFICIAL.appid, OFFICIAL.secret, simulator.url, limits_seconds=(0.2, 0.2))
    simulator.order_fault(delay_seconds=1.5, errcode=0)
    calls: list[Callable[[], object]] = [
        lambda: api.post("/cgi-bin/stable_token", {}),
        lambda: api.get("/cgi-bin/user/info", {}),
    ]
    for call in calls:
        with pytest.raises(ApiTrouble) as trouble:
            call()
        assert trouble.value.errcode is None
