"""The citizen's page when the network goes, and when the citizen does."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.browser.conftest import address_of_code, show_code, sign_in
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
WITH_FULFILLED_RECORD = 11

Phone = Callable[..., BrowserContext]
Proven = Callable[[int], str]


@pytest.fixture
def outcome_of(town: Town, http: httpx.Client) -> Callable[[str], str]:
    """Return a way to scan a code as a merchant."""
    key = {"X-Api-Key": town.credentials["merchants"][0]["api_key"]}

    def scan(url: str) -> str:
        answer = http.post(f"{town.api}/merchant/verifications", json={"token": url}, headers=key)
        return str(answer.raise_for_status().json()["outcome"])

    return scan


def test_a_code_that_is_over_is_seen_to_be_over_without_a_network_and_is_renewed_with_one(
    phone: Phone, proven: Proven
) -> None:
    context = phone()
    page = context.new_page()
    page.clock.install()
    show_code(page, proven(WITH_FULFILLED_RECORD))
    expect(page.locator(".countdown")).to_contain_text("秒内有效")
    first = address_of_code(page)

    context.set_offline(True)
    orders: list[str] = []
    page.on("request", lambda one: orders.extend([one.url] * (one.method == "POST")))
    page.clock.run_for(75_000)
    expect(page.locator(".countdown")).to_have_text("已过期")
    expect(page.locator(".stamp")).to_have_text("✕ 已过期")
    expect(page.locator(".note")).to_contain_text("这张码已经失效，请不要再出示")
    expect(page.get_by_role("button", name="作废这张码")).to_have_count(0)
    assert len(orders) < 10

    context.set_offline(False)
    page.clock.run_for(20_000)
    expect(page.locator(".paper")).not_to_have_attribute("data-url", first)
    expect(page.locator(".stamp")).to_be_hidden()
    expect(page.get_by_text("请把屏幕亮度调高，让对方扫码。")).to_be_visible()


def test_a_code_is_not_called_ended_before_it_is_and_the_ending_is_repeated(
    phone: Phone, proven: Proven, outcome_of: Callable[[str], str]
) -> None:
    context = phone()
    page = context.new_page()
    show_code(page, proven(WITH_FULFILLED_RECORD))
    url = address_of_code(page)
    context.set_offline(True)
    page.get_by_role("button", name="作废这张码").click()
    expect(page.get_by_role("alert")).to_contain_text("码还没有作废；联网后再试，最迟")
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("alert")).to_contain_text("码还没有作废")
    context.set_offline(False)
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("heading", name="码已作废")).to_be_visible()
    assert outcome_of(url) == "revoked"


def _change(page: Page) -> None:
    page.get_by_role("button", name="改内容").click()


def _sign_out(page: Page) -> None:
    page.get_by_role("link", name="我的").click()
    page.get_by_role("button", name="退出登录").click()


def _go_away(page: Page) -> None:
    page.goto("/v")


@pytest.mark.parametrize("leave", [_change, _sign_out, _go_away])
def test_who_leaves_a_code_leaves_none_that_is_good(
    town: Town,
    http: httpx.Client,
    phone: Phone,
    agreed: Callable[[int], dict[str, str]],
    outcome_of: Callable[[str], str],
    leave: Callable[[Page], None],
) -> None:
    headers = agreed(WITH_FULFILLED_RECORD)
    page = phone().new_page()
    show_code(page, town.citizen(WITH_FULFILLED_RECORD)["wechat_code"])
    url = address_of_code(page)
    leave(page)
    # The page is gone while the request is under way: only the service can tell that it arrived.
    for _ in range(50):
        codes = http.get(f"{town.api}/me/certificates", headers=headers).json()["certificates"]
        if all(one["revoked_at"] for one in codes):
            break
        page.wait_for_timeout(100)
    assert outcome_of(url) == "revoked"


def test_opened_without_a_network_the_page_shows_the_code_that_is_still_good_or_says_what_it_needs(
    phone: Phone, proven: Proven, wait_kept: Callable[[Page], None]
) -> None:
    context = phone()
    page = context.new_page()
    show_code(page, proven(WITH_FULFILLED_RECORD))
    wait_kept(page)
    url = address_of_code(page)
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("img", name="信用码")).to_be_visible()
    assert address_of_code(page) == url
    expect(page.locator(".countdown")).to_contain_text("秒内有效")

    page.get_by_role("button", name="作废这张码").click()
    expect(page.get_by_role("alert")).to_contain_text("码还没有作废")
    page.reload()
    expect(page.get_by_role("heading", name="出码需要联网")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_role("heading", name="选择要出示的内容")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/status", "/mine/log", "/code/paper", "/cases/123"])
def test_without_a_network_every_screen_opens_says_what_it_needs_and_goes_on_with_one(
    town: Town,
    phone: Phone,
    agreed: Callable[[int], dict[str, str]],
    wait_kept: Callable[[Page], None],
    path: str,
) -> None:
    agreed(WITH_FULFILLED_RECORD)
    context = phone()
    page = context.new_page()
    sign_in(page, town.citizen(WITH_FULFILLED_RECORD)["wechat_code"])
    expect(page.get_by_role("heading", name="选择要出示的内容")).to_be_visible()
    wait_kept(page)
    context.set_offline(True)
    page.goto(path)
    expect(page.get_by_role("alert")).to_contain_text("连不上服务，请检查网络后再试")
    expect(page.get_by_role("link", name="信用码", exact=True)).to_be_visible()
    context.set_offline(False)
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("alert").filter(has_text="连不上服务")).to_have_count(0)


def test_a_sign_in_that_fails_keeps_what_was_typed(phone: Phone) -> None:
    context = phone()
    page = context.new_page()
    page.goto("/code")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("请填写微信登录码。")
    expect(page.get_by_text("演示码，如 demo-0001")).to_be_visible()
    context.set_offline(True)
    sent = page.get_by_label("微信登录码")
    sent.fill("nobody")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("连不上服务")
    context.set_offline(False)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).not_to_contain_text("连不上服务")
    expect(sent).to_have_value("nobody")


def test_a_phone_remembers_its_owners_choice_until_they_sign_out(phone: Phone, proven: Proven) -> None:
    context = phone()
    page = context.new_page()
    show_code(page, proven(WITH_FULFILLED_RECORD))
    sign_in(again := context.new_page(), proven(WITH_FULFILLED_RECORD))
    expect(again.get_by_role("checkbox", checked=True)).to_have_count(2)
    again.get_by_role("link", name="我的").click()
    again.get_by_role("button", name="退出登录").click()
    sign_in(again, proven(WITH_FULFILLED_RECORD))
    expect(again.get_by_role("heading", name="选择要出示的内容")).to_be_visible()
    expect(again.get_by_role("checkbox", checked=True)).to_have_count(0)
