"""What citizens manage on a phone: consents, cards, perks, and who looked at their data."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.browser.conftest import sign_in, withdraw_all
from tests.e2e.browser.test_records_page import (
    assert_fit_for_fingers_and_eyes,
    assert_narrow_small_and_of_one_host,
)
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
BORROWER, MINOR, CYCLIST, LEAVER = 10, 7, 2, 14

Phone = Callable[..., BrowserContext]


@pytest.fixture
def page(phone: Phone) -> Page:
    """Return a page on a small phone."""
    return phone().new_page()


def open_own(page: Page, town: Town, number: int) -> None:
    """Sign in as a citizen who has proven their name; end with the first view."""
    sign_in(page, town.citizen(number)["wechat_code"], "/mine")
    expect(page.get_by_role("heading", name="我的", exact=True)).to_be_visible()


def go_to(page: Page, name: str) -> None:
    page.goto("/mine")
    page.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}")).first.click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_a_citizen_agrees_links_a_card_borrows_without_a_deposit_and_sees_what_a_withdrawal_ends(
    town: Town, page: Page, proven: Callable[[int], str], http: httpx.Client
) -> None:
    proven(BORROWER)
    withdraw_all(town, http, BORROWER)
    open_own(page, town, BORROWER)
    assert_fit_for_fingers_and_eyes(page)

    go_to(page, "授权管理")
    assert_fit_for_fingers_and_eyes(page)
    for title in ("关联我的卡", "申请守信激励"):
        consent = page.get_by_role("region", name=title, exact=True)
        expect(consent.locator(".part strong")).to_have_text("没有同意")
        consent.get_by_role("button", name="同意").click()
        expect(page.get_by_text(f"已同意：{title}")).to_be_visible()
        expect(consent.locator(".part strong")).to_contain_text("已同意")
        expect(consent.get_by_role("button", name="撤回")).to_be_visible()

    go_to(page, "我的卡")
    expect(page.locator("#operators li")).to_have_count(11)
    page.get_by_role("link", name="关联厦门市图书馆").click()
    page.get_by_role("button", name="关联").click()
    expect(page.get_by_role("alert").filter(has_text="请填写卡号")).to_be_visible()
    page.get_by_label("卡号").fill("3502999999999")
    page.get_by_role("button", name="关联").click()
    expect(page.get_by_role("alert").filter(has_text="没有这个卡号")).to_be_visible()
    assert_fit_for_fingers_and_eyes(page)
    page.get_by_label("卡号").fill(town.citizen(BORROWER)["card_number"])
    page.get_by_role("button", name="关联").click()
    expect(page.get_by_text("已关联：厦门市图书馆")).to_be_visible()
    expect(page.get_by_role("heading", name="图书借阅")).to_be_visible()
    expect(page.locator(".sums")).to_contain_text("待付")
    assert_fit_for_fingers_and_eyes(page)

    # Whether a perk can be had is read with a consent, which is asked in its place.
    go_to(page, "守信激励")
    page.get_by_text("看说明，决定是否同意").click()
    page.get_by_role("button", name="同意", exact=True).click()
    page.get_by_role("link", name="图书馆免押金借书").click()
    expect(page.locator("#standing")).to_have_attribute("data-state", "can_have")
    assert_fit_for_fingers_and_eyes(page)
    page.get_by_role("button", name="申请", exact=True).click()
    expect(page.locator("#grant")).to_have_attribute("data-state", "active")
    expect(page.locator("#steps li")).to_contain_text(["运营单位办好了", "你提出了申请"])
    assert_fit_for_fingers_and_eyes(page)

    go_to(page, "谁看过我")
    expect(page.locator("#log")).to_contain_text("厦门市图书馆")
    expect(page.locator("#log")).to_contain_text("结果：已开通")
    expect(page.locator("#log")).not_to_contain_text("本人")
    page.get_by_label("也看我自己做的").check()
    expect(page.locator("#log")).to_contain_text("同意了一项授权：申请守信激励")
    assert_fit_for_fingers_and_eyes(page)

    go_to(page, "授权管理")
    page.get_by_role("button", name="撤回：查看我的信用状况").click()
    told = page.get_by_role("status").filter(has_text="已撤回：查看我的信用状况")
    expect(told).to_contain_text("激励开始结束：图书馆免押金借书")
    expect(told).not_to_contain_text("已解除关联")
    expect(page.get_by_role("button", name="同意：查看我的信用状况")).to_be_visible()
    page.get_by_role("link", name="同意和撤回的历史").click()
    expect(page.locator("#log li").first).to_contain_text("撤回了一项授权：查看我的信用状况")
    go_to(page, "守信激励")
    expect(page.locator("#grants")).to_contain_text("结束")


def test_an_application_asks_for_its_consent_in_place_and_what_is_given_back_or_unlinked_ends(
    town: Town, page: Page, agreed: Callable[[int], dict[str, str]], http: httpx.Client
) -> None:
    headers = agreed(CYCLIST)
    open_own(page, town, CYCLIST)
    page.goto("/perks/bike.deposit_free")
    page.get_by_role("link", name="去关联卡").click()
    expect(page.get_by_role("heading", name="需要你的同意：关联我的卡")).to_be_visible()
    page.get_by_role("button", name="同意", exact=True).click()
    number = town.citizen(CYCLIST)["card_number"]
    page.get_by_label("卡号").fill(f" {number[:4]} {number[4:8]}－{number[8:]}")
    page.get_by_role("button", name="关联").click()
    expect(page.get_by_text("已关联：厦门公共自行车")).to_be_visible()
    # One comes back to the perk for whose sake the card was linked.
    expect(page.get_by_role("heading", name="公共自行车免押金", exact=True)).to_be_visible()
    page.get_by_role("button", name="申请", exact=True).click()
    expect(page.get_by_role("heading", name="需要你的同意：申请守信激励")).to_be_visible()
    assert_fit_for_fingers_and_eyes(page)
    # What was asked for goes on once the consent is there; two presses are one request.
    page.get_by_role("button", name="同意", exact=True).dblclick()
    expect(page.locator("#grant")).to_have_attribute("data-state", "active")
    page.get_by_role("button", name="退回这项激励").click()
    expect(page.get_by_text("已退回，运营单位马上办理")).to_be_visible()
    expect(page.locator("#grant")).to_have_attribute("data-state", "ended")
    grants = http.get(f"{town.api}/me/perks", headers=headers).json()["perks"]
    assert [(grant["perk"], grant["state"]) for grant in grants] == [("bike.deposit_free", "ended")]

    page.goto("/cards")
    page.locator("#cards").get_by_role("link", name="厦门公共自行车").click()
    page.get_by_role("button", name="解除关联").click()
    expect(page.get_by_text("已解除关联：厦门公共自行车")).to_be_visible()
    expect(page.locator("#operators li")).to_have_count(11)


def test_a_copy_is_taken_a_pause_is_made_and_ended_and_an_account_is_closed_after_its_list(
    town: Town, page: Page, agreed: Callable[[int], dict[str, str]]
) -> None:
    agreed(LEAVER)
    open_own(page, town, LEAVER)
    go_to(page, "我的资料")
    for button, name in (("下载报告", "credit-status-report.pdf"), ("导出", "my-data.zip")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button, exact=True).click()
        assert download.value.suggested_filename == name
    page.get_by_role("button", name="暂停").click()
    expect(page.get_by_text("你从")).to_contain_text("起暂停使用自己的信息")
    assert_fit_for_fingers_and_eyes(page)
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_role("button", name="暂停")).to_be_visible()
    page.get_by_role("link", name="隐私说明").click()
    expect(page.get_by_role("heading", name="隐私")).to_be_visible()
    page.goto("/mine/data/deletion")
    expect(page.get_by_role("heading", name="依法留下的")).to_be_visible()
    page.get_by_role("button", name="注销账户").click()
    expect(page.get_by_role("alert").filter(has_text="请先看完清单并勾选")).to_be_visible()
    assert_fit_for_fingers_and_eyes(page)
    page.get_by_label("我看过清单").check()
    page.get_by_role("button", name="注销账户").click()
    expect(page.get_by_role("status").filter(has_text="账户已注销")).to_be_visible()
    expect(page.get_by_label("微信登录码")).to_be_visible()
    assert "session" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_a_minor_reads_kindly_what_is_for_adults_and_may_link_a_card(
    town: Town, page: Page, proven: Callable[[int], str]
) -> None:
    proven(MINOR)
    open_own(page, town, MINOR)
    expect(page.get_by_text("服务全部照常使用")).to_be_visible()
    go_to(page, "授权管理")
    expect(page.get_by_role("button", name="同意")).to_have_count(2)
    expect(page.get_by_text("这一项面向年满 18 周岁的成年人")).to_have_count(4)
    page.get_by_role("button", name="同意：关联我的卡").click()
    expect(page.get_by_role("button", name="撤回：关联我的卡")).to_be_visible()
    go_to(page, "守信激励")
    expect(page.get_by_role("heading", name="能不能有，现在看不到")).to_be_visible()


def test_the_own_page_is_small_asks_no_other_host_and_keeps_to_a_narrow_screen(
    town: Town, phone: Phone
) -> None:
    context = phone(viewport={"width": 320, "height": 560})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto("/mine/consents")
    page.get_by_label("微信登录码").focus()
    page.keyboard.type(town.citizen(BORROWER)["wechat_code"])
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="授权管理").or_(page.get_by_label("姓名")).first.wait_for()
    assert page.evaluate("document.activeElement.id") == "view"
    assert_narrow_small_and_of_one_host(town, page, asked)
