from __future__ import annotations

import pytest

from backend.identity.ports import WeChatLogin, WeChatLoginPort
from backend.platform.errors import DomainError, Refused, Unauthenticated, Unavailable
from bot.wechat.account import AppAccount
from bot.wechat.login import WeChatLoginClient
from tests.contract.wechat.conftest import MINI, OFFICIAL, Simulator, find_free_port

PATH = "/sns/jscode2session"


@pytest.fixture
def login(simulator: Simulator) -> WeChatLoginPort:
    return WeChatLoginClient(MINI, simulator.url)


def test_a_demo_code_leads_to_its_citizen_any_number_of_times(login: WeChatLoginPort) -> None:
    for _ in range(3):
        assert login.exchange_code("demo-chen") == WeChatLogin("oMiniChen", "uChen")


def test_a_person_without_a_unionid_has_none(login: WeChatLoginPort) -> None:
    assert login.exchange_code("demo-lin") == WeChatLogin("oMiniLin", None)


def test_a_minted_code_works_once(login: WeChatLoginPort, simulator: Simulator) -> None:
    code = simulator.mint_code("demo-chen")
    assert login.exchange_code(code).openid == "oMiniChen"
    with pytest.raises(Unauthenticated) as refusal:
        login.exchange_code(code)
    assert refusal.value.code == "wechat-code-used"


@pytest.mark.parametrize(
    ("code", "kind", "slug"),
    [
        ("never-heard-of", Unauthenticated, "wechat-code-invalid"),
        ("", Unauthenticated, "wechat-code-invalid"),
        ("&appid=x#%00 信用", Unauthenticated, "wechat-code-invalid"),
        ("demo-high-risk", Refused, "wechat-high-risk"),
        ("demo-rate-limited", Unavailable, "wechat-busy"),
    ],
)
def test_wechats_refusals_become_ours(
    login: WeChatLoginPort, code: str, kind: type[DomainError], slug: str
) -> None:
    with pytest.raises(kind) as refusal:
        login.exchange_code(code)
    assert refusal.value.code == slug
    assert refusal.value.zh
    assert refusal.value.en


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        ({"errcode": 45011}, 60),
        ({"errcode": -1}, 2),
        ({"status": 502}, 5),
        ({"status": 302}, 5),
        ({"half_json": True}, 5),
        ({"errcode": 0}, 5),
        ({"errcode": "soon"}, 5),
        ({"errcode": None}, 5),
    ],
)
def test_whatever_goes_wrong_at_wechat_is_unavailable_with_a_time_to_come_back(
    login: WeChatLoginPort, simulator: Simulator, fault: dict[str, object], seconds: int
) -> None:
    simulator.order_fault(path=PATH, **fault)
    with pytest.raises(Unavailable) as refusal:
        login.exchange_code("demo-chen")
    assert refusal.value.code == "wechat-busy"
    assert refusal.value.retry_after_seconds == seconds


def test_a_wechat_that_cannot_be_reached_is_unavailable() -> None:
    login = WeChatLoginClient(MINI, f"http://127.0.0.1:{find_free_port()}")
    with pytest.raises(Unavailable):
        login.exchange_code("demo-chen")


@pytest.mark.parametrize("account", [AppAccount(MINI.appid, "wrong"), AppAccount("wxwrong", "x"), OFFICIAL])
def test_a_wrong_account_is_unavailable_and_noted_for_the_operator(
    simulator: Simulator, account: AppAccount, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Unavailable):
        WeChatLoginClient(account, simulator.url).exchange_code("demo-chen")
    assert "sign-in is not working" in caplog.text


def test_signing_in_asks_once_with_nothing_but_the_four_documented_parameters(
    login: WeChatLoginPort, simulator: Simulator
) -> None:
    login.exchange_code("demo-chen")
    expected = f"{PATH}?appid={MINI.appid}&secret=***&js_code=***&grant_type=authorization_code"
    assert simulator.urls() == [expected]


def test_the_session_key_stays_behind(login: WeChatLoginPort) -> None:
    assert set(vars(login.exchange_code("demo-chen"))) == {"openid", "unionid"}
