from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import fakeredis
import pytest

from backend.platform.errors import Unavailable
from bot.wechat.account import AppAccount
from bot.wechat.library import ApiClient
from bot.wechat.official_account import OfficialAccountClient
from bot.wechat.tokens import StableTokens
from tests.contract.wechat.conftest import MINI, OFFICIAL, Simulator

TOKENS, USERS = "/cgi-bin/stable_token", "/cgi-bin/user/info"
KEPT = f"wechat:{{{OFFICIAL.appid}}}:access_token"


@pytest.fixture
def redis() -> fakeredis.FakeRedis:
    return fakeredis.FakeRedis()


@pytest.fixture
def account(simulator: Simulator, redis: fakeredis.FakeRedis) -> OfficialAccountClient:
    return OfficialAccountClient(OFFICIAL, simulator.url, redis)


@pytest.mark.parametrize(
    ("openid", "unionid"), [("oFollowChen", "uChen"), ("oFollowLin", None), ("oStranger", None)]
)
def test_a_follower_is_looked_up(account: OfficialAccountClient, openid: str, unionid: str | None) -> None:
    assert account.find_unionid(openid) == unionid


def test_w1_a_token_refused_for_ever_costs_four_calls(
    account: OfficialAccountClient, simulator: Simulator
) -> None:
    simulator.order_fault(path=USERS, errcode=40001)
    with pytest.raises(Unavailable):
        account.find_unionid("oFollowChen")
    assert simulator.counts() == {TOKENS: 2, USERS: 2}


def test_w1_a_token_refused_once_is_renewed(
    account: OfficialAccountClient, simulator: Simulator, redis: fakeredis.FakeRedis
) -> None:
    redis.set(KEPT, "stale")
    assert account.find_unionid("oFollowChen") == "uChen"
    assert simulator.counts() == {TOKENS: 1, USERS: 2}


def test_w2_sixteen_cold_workers_fetch_one_token(simulator: Simulator) -> None:
    server = fakeredis.FakeServer()
    workers = [
        OfficialAccountClient(OFFICIAL, simulator.url, fakeredis.FakeRedis(server=server)) for _ in range(16)
    ]
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda worker: worker.find_unionid("oFollowChen"), workers))
    assert found == ["uChen"] * 16
    assert simulator.counts() == {TOKENS: 1, USERS: 16}


def test_w3_a_new_worker_takes_the_token_that_redis_holds(
    account: OfficialAccountClient, simulator: Simulator, redis: fakeredis.FakeRedis
) -> None:
    account.find_unionid("oFollowChen")
    OfficialAccountClient(OFFICIAL, simulator.url, redis).find_unionid("oFollowLin")
    assert simulator.counts() == {TOKENS: 1, USERS: 2}


def test_w3_w13_the_token_leaves_redis_five_minutes_before_it_ends(
    account: OfficialAccountClient, redis: fakeredis.FakeRedis
) -> None:
    account.find_unionid("oFollowChen")
    assert 300 < redis.ttl(KEPT) <= 7200 - 300


def test_w14_the_token_comes_from_redis_whatever_way_it_decodes(simulator: Simulator) -> None:
    server = fakeredis.FakeServer()
    for decode in (False, True):
        redis = fakeredis.FakeRedis(server=server, decode_responses=decode)
        assert OfficialAccountClient(OFFICIAL, simulator.url, redis).find_unionid("oFollowChen") == "uChen"
    assert simulator.counts()[TOKENS] == 1


def test_d30_the_token_of_one_account_never_reaches_the_api_of_the_other(
    account: OfficialAccountClient, simulator: Simulator, redis: fakeredis.FakeRedis
) -> None:
    account.find_unionid("oFollowChen")
    with pytest.raises(Unavailable):
        OfficialAccountClient(MINI, simulator.url, redis).find_unionid("oFollowChen")
    keys = {key.decode() for key in redis.scan_iter()}
    assert keys == {KEPT, KEPT.replace(OFFICIAL.appid, MINI.appid)}
    assert len({redis.get(key) for key in keys}) == 2


@pytest.mark.parametrize("path", [TOKENS, USERS])
@pytest.mark.parametrize("fault", [{"errcode": -1}, {"errcode": 45009}, {"status": 500}, {"half_json": True}])
def test_whatever_goes_wrong_at_wechat_is_unavailable(
    account: OfficialAccountClient, simulator: Simulator, path: str, fault: dict[str, object]
) -> None:
    simulator.order_fault(path=path, **fault)
    with pytest.raises(Unavailable) as refusal:
        account.find_unionid("oFollowChen")
    assert refusal.value.code == "wechat-busy"


def test_a_wrong_secret_is_noted_for_the_operator(
    simulator: Simulator, redis: fakeredis.FakeRedis, caplog: pytest.LogCaptureFixture
) -> None:
    account = OfficialAccountClient(AppAccount(OFFICIAL.appid, "wrong"), simulator.url, redis)
    with pytest.raises(Unavailable):
        account.find_unionid("oFollowChen")
    assert "errcode=40125" in caplog.text


def test_a_worker_that_waits_in_vain_for_another_ones_token_gives_up(
    simulator: Simulator, redis: fakeredis.FakeRedis
) -> None:
    redis.set(f"{KEPT}:lock", "another worker")
    api = ApiClient(OFFICIAL.appid, OFFICIAL.secret, simulator.url)
    with pytest.raises(Unavailable):
        StableTokens(OFFICIAL, api, redis, wait_seconds=0.05).get_token()
    assert simulator.counts() == {}
