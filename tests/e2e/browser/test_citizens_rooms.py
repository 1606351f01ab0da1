"""What a citizen proves, agrees to, takes back, reads and refuses on their own screens."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.browser.conftest import address_of_code, agree_until, show_code, sign_in
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
SEVENTEEN, THIRTEEN = 7, 8
UNPROVEN, SCANNED, WITHDRAWING, REDEEMING = 13, 9, 9, 1
FAST_LANE = "service.fast_lane"

Phone = Callable[..., BrowserContext]


def as_copied(number: str) -> str:
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    return f" {number[:6].translate(full_width)} {number[6:14]}－{number[14:].lower()} "


def test_who_has_not_proven_their_name_is_asked_for_it_and_goes_on(town: Town, phone: Phone) -> None:
    page = phone().new_page()
    who = town.citizen(UNPROVEN)
    sign_in(page, who["wechat_code"])
    expect(page.get_by_role("heading", name="先完成实名核验")).to_be_visible()
    name, number = page.get_by_label("姓名"), page.get_by_label("身份证号")
    expect(number).to_have_attribute("autocomplete", "off")
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_role("alert")).to_have_text(["请填写姓名。", "请填写身份证号。"])
    name.fill("某某某")
    number.fill(who["id_number"].lower())
    expect(number).to_have_value(who["id_number"].lower())
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_role("alert")).to_have_text("姓名和身份证号对不上，请核对后重新填写。")
    expect(page.get_by_role("button", name="再试一次")).to_have_count(0)
    name.fill(who["name"])
    # As it is printed on the card, by whoever copies it: in groups, with a small x, in full-width digits.
    number.fill(as_copied(who["id_number"]))
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_role("heading", name="选择要出示的内容")).to_be_visible()
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert who["name"] not in kept
    assert who["id_number"] not in kept


def test_a_minor_is_told_before_any_consent_is_asked(phone: Phone, proven: Callable[[int], str]) -> None:
    page = phone().new_page()
    sign_in(page, proven(SEVENTEEN))
    expect(page.get_by_role("heading", name="信用码面向年满 18 周岁的成年人")).to_be_visible()
    expect(page.get_by_text("其他功能照常使用").or_(page.get_by_text("全部照常使用"))).to_be_visible()
    expect(page.get_by_role("button", name="同意")).to_have_count(0)


def test_a_child_is_sent_to_the_counter_with_a_guardian(town: Town, phone: Phone) -> None:
    page = phone().new_page()
    who = town.citizen(THIRTEEN)
    sign_in(page, who["wechat_code"])
    page.get_by_label("姓名").fill(who["name"])
    page.get_by_label("身份证号").fill(who["id_number"])
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_role("alert")).to_contain_text("监护人")


def test_a_citizen_reads_what_was_seen_blocks_the_merchant_and_takes_it_back(
    town: Town, phone: Phone, proven: Callable[[int], str], http: httpx.Client
) -> None:
    shop = town.credentials["merchants"][1]
    key = {"X-Api-Key": shop["api_key"]}
    page = phone().new_page()
    show_code(page, proven(SCANNED))
    scan = {"token": address_of_code(page)}
    http.post(f"{town.api}/merchant/verifications", json=scan, headers=key).raise_for_status()
    expect(page.get_by_role("heading", name=f"“{shop['name']}”刚刚核验了你的码")).to_be_visible()
    expect(page.locator("#seen").get_by_role("listitem")).to_have_count(2)
    expect(page.locator("#seen")).to_contain_text("信用状况")
    expect(page.get_by_text("时间：")).to_be_visible()

    page.get_by_role("button", name="屏蔽这家商户").click()
    page.get_by_role("button", name="确认屏蔽").click()
    expect(page.get_by_role("heading", name=f"已屏蔽“{shop['name']}”")).to_be_visible()
    page.get_by_role("button", name="返回", exact=True).click()

    page.goto("/mine/log")
    page.get_by_role("button", name=f"取消屏蔽：{shop['name']}").click()
    page.get_by_role("button", name=f"屏蔽这家商户：{shop['name']}").click()
    page.get_by_role("button", name="确认屏蔽").click()
    expect(page.get_by_role("button", name=f"取消屏蔽：{shop['name']}")).to_be_visible()

    page.goto("/inbox")
    expect(page.locator("#inbox").get_by_role("listitem")).to_contain_text("● 未读")
    page.get_by_role("button", name="取消屏蔽").click()
    expect(page.get_by_role("button", name="取消屏蔽")).to_have_count(0)
    expect(page.locator("#inbox").get_by_role("listitem")).not_to_contain_text("● 未读")
    page.get_by_role("button", name="屏蔽这家商户").click()
    expect(page.get_by_text("也不会知道是被你屏蔽了")).to_be_visible()
    page.get_by_role("button", name="确认屏蔽").click()
    expect(page.get_by_role("button", name="取消屏蔽")).to_be_visible()
    page.goto("/mine/blocked")
    expect(page.get_by_role("region", name=shop["name"])).to_be_visible()


def test_a_code_says_where_its_perk_is_used_and_then_what_was_redeemed_there_and_what_is_left(
    town: Town, phone: Phone, proven: Callable[[int], str], http: httpx.Client
) -> None:
    hall = next(one for one in town.credentials["merchants"] if FAST_LANE in one["perks"])
    page = phone().new_page()
    sign_in(page, proven(REDEEMING))
    page.get_by_label("是否符合一项激励的条件").check()
    page.get_by_label("哪一项激励").select_option("bus.extra_discount")
    expect(page.locator("#places")).to_contain_text("商户不核销")
    page.get_by_label("哪一项激励").select_option(FAST_LANE)
    expect(page.locator("#places")).to_contain_text(hall["name"])
    page.get_by_label("信用状况等级").check()
    page.get_by_role("button", name="看看对方会看到什么").click()
    agree_until(page, "生成并出示")
    expect(page.get_by_text("核销激励时，只看到激励这一行")).to_be_visible()
    expect(page.get_by_role("link", name="为什么是这样")).to_have_attribute("href", "/status")
    page.get_by_role("button", name="生成并出示").click()
    page.get_by_role("img", name="信用码").wait_for()
    redeeming = {"token": address_of_code(page), "perk": FAST_LANE}
    key = {"X-Api-Key": hall["api_key"]}
    http.post(f"{town.api}/merchant/redemptions", json=redeeming, headers=key).raise_for_status()
    expect(page.locator("#scanned")).to_contain_text(f"“{hall['name']}”为你核销了“政务窗口绿色通道”一次")
    left = page.locator("#redemption").get_by_text("这个月还可以用 1 次")
    expect(left).to_be_hidden()
    page.get_by_text("还能用几次（只给你看）").click()
    expect(left).to_be_visible()
    expect(page.locator("#seen").get_by_role("listitem")).to_have_count(1)


def test_a_code_asked_for_from_a_perk_is_of_that_perk_whatever_was_shown_before(
    phone: Phone, proven: Callable[[int], str]
) -> None:
    page = phone().new_page()
    show_code(page, proven(REDEEMING))
    page.goto(f"/perks/{FAST_LANE}")
    page.get_by_role("link", name="出示信用码").click()
    expect(page.get_by_label("是否符合一项激励的条件")).to_be_checked()
    expect(page.get_by_label("哪一项激励")).to_have_value(FAST_LANE)
    expect(page.get_by_label("信用状况等级")).not_to_be_checked()


def test_what_follows_is_read_above_the_one_press_that_takes_a_consent_back(
    phone: Phone, proven: Callable[[int], str]
) -> None:
    page = phone().new_page()
    show_code(page, proven(WITHDRAWING))
    page.goto("/mine/consents")
    expect(page.get_by_role("heading", name="授权管理")).to_be_visible()
    given = page.get_by_role("button", name=re.compile("^撤回："))
    expect(given).to_have_count(2)
    sheet = page.get_by_role("region", name="查看我的信用状况")
    expect(sheet.get_by_text("立刻生效：不再得出信用状况").last).to_be_visible()
    given.first.click()
    expect(page.get_by_role("status")).to_contain_text("已撤回：")
    expect(given).to_have_count(1)
    page.goto("/code")
    page.get_by_role("button", name="看看对方会看到什么").click()
    expect(page.get_by_role("heading", name="需要你的同意")).to_be_visible()


@pytest.mark.parametrize("path", ["/v", "/scan", "/code", "/status"])
def test_a_demo_says_so_on_every_page_and_nothing_is_missing(phone: Phone, path: str) -> None:
    context = phone()
    missing: list[str] = []
    context.on("response", lambda one: missing.extend([one.url] * (one.status >= 400)))
    page = context.new_page()
    page.goto(path)
    expect(page.get_by_text("演示，无效力")).to_be_visible()
    icon = page.locator("link[rel=icon]").get_attribute("href")
    assert page.request.get(icon or "").headers["content-type"].startswith("image/svg+xml")
    assert missing == []
