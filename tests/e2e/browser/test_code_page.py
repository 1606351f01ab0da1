"""The page that any camera opens, and the citizen's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.browser.conftest import agree_until, make_code, show_code, sign_in, withdraw_all
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
CLEAN, WITH_ORDINARY_RECORD, WITH_EXPIRED_RECORD = 1, 4, 6

Phone = Callable[..., BrowserContext]


@pytest.fixture
def printed(town: Town, http: httpx.Client, agreed: Callable[[int], dict[str, str]]) -> dict[str, Any]:
    """Return a printed certificate, with the headers of its holder."""
    headers = agreed(CLEAN)
    order = {"kind": "printed", "claims": ["level", "name"], "valid_days": 7}
    made = http.post(f"{town.api}/me/certificates", json=order, headers=headers).raise_for_status()
    return {**made.json(), "headers": headers}


def test_a_printed_code_is_green_also_in_flight_mode_and_red_once_it_was_ended(
    town: Town, phone: Phone, http: httpx.Client, printed: dict[str, Any], wait_kept: Callable[[Page], None]
) -> None:
    context = phone()
    sent: list[str] = []
    # Playwright tells a page's address with what stands behind `#`, which no browser sends.
    context.on("request", lambda one: sent.extend([one.url.partition("#")[0], one.post_data or ""]))
    page = context.new_page()
    page.goto(printed["url"])
    card = page.locator(".card")
    expect(card).to_have_attribute("data-tone", "good")
    expect(card).to_contain_text("请核对姓名")
    assert page.url == f"{town.credentials['base_url']}/v"
    assert page.evaluate("history.length") <= 2
    wait_kept(page)
    assert len(sent) > 10
    assert not any(printed["token"] in line for line in sent)

    context.set_offline(True)
    later = context.new_page()
    later.goto(printed["url"])
    expect(later.locator(".card")).to_have_attribute("data-tone", "good")
    expect(later.locator("#basis")).to_contain_text("作废名单签发：刚刚")

    context.set_offline(False)
    ending = f"{town.api}/me/certificates/{printed['id']}"
    http.delete(ending, headers=printed["headers"]).raise_for_status()
    # The service builds a list anew only every some seconds.
    for _ in range(20):
        fresh = phone().new_page()
        fresh.goto(printed["url"])
        seen = fresh.locator(".card")
        seen.wait_for()
        if seen.get_attribute("data-tone") != "good":
            break
        fresh.wait_for_timeout(2000)
    expect(seen).to_have_attribute("data-tone", "bad")
    expect(seen).to_contain_text("已作废")
    expect(seen.get_by_role("listitem")).to_have_count(0)


def test_a_dynamic_code_is_amber_in_flight_mode_and_without_keys_nothing_is_said(
    town: Town, phone: Phone, proven: Callable[[int], str], wait_kept: Callable[[Page], None]
) -> None:
    citizen = phone().new_page()
    show_code(citizen, proven(WITH_EXPIRED_RECORD))
    url = citizen.locator(".paper").get_attribute("data-url") or ""
    context = phone()
    page = context.new_page()
    page.goto("/v")
    expect(page.get_by_role("heading", name="核验信用码")).to_be_visible()
    wait_kept(page)
    context.set_offline(True)
    page.goto(url)
    expect(page.locator(".card")).to_have_attribute("data-tone", "caution")
    expect(page.locator(".card")).to_contain_text("真实，未核对是否已用过")

    page.evaluate("caches.delete('ground')")
    later = context.new_page()
    later.goto(url)
    expect(later.locator(".card")).to_have_attribute("data-tone", "unknown")
    expect(later.locator(".card").get_by_role("listitem")).to_have_count(0)


def test_the_page_speaks_english_to_an_english_phone_and_changes_on_request(phone: Phone) -> None:
    page = phone(locale="en-GB").new_page()
    page.goto("/v#123")
    expect(page.locator(".card")).to_contain_text("Not a certificate")
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".card")).to_contain_text("不是有效的信用码")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_the_citizen_chooses_sees_the_words_shows_and_ends_a_code(
    phone: Phone, proven: Callable[[int], str], http: httpx.Client, town: Town
) -> None:
    code = proven(WITH_ORDINARY_RECORD)
    withdraw_all(town, http, WITH_ORDINARY_RECORD)
    page = phone().new_page()
    page.goto(f"/code#wx={code}")
    next_step = page.get_by_role("button", name="看看对方会看到什么")
    expect(next_step).to_be_disabled()
    expect(page.get_by_text("请先勾选至少一项")).to_be_visible()
    page.get_by_label("身份证号码后四位").check()
    page.get_by_label("信用状况等级").check()
    expect(next_step).to_be_enabled()
    page.get_by_role("button", name="看看对方会看到什么").click()
    expect(page.get_by_role("heading", name="需要你的同意")).to_be_visible()
    page.get_by_role("button", name="不同意").click()
    expect(page.get_by_role("heading", name="选择要出示的内容")).to_be_visible()

    page.get_by_role("button", name="看看对方会看到什么").click()
    agree_until(page, "生成并出示")
    last_four = town.citizen(WITH_ORDINARY_RECORD)["id_number"][-4:]
    words = page.locator("#preview").get_by_role("listitem")
    expect(words).to_have_count(2)
    expect(words.nth(1)).to_have_text(f"身份证号码后四位：{last_four}")

    page.get_by_role("button", name="生成并出示").click()
    code = page.get_by_role("img", name="信用码")
    code.wait_for()
    assert (code.bounding_box() or {})["width"] == 360
    url = page.locator(".paper").get_attribute("data-url")
    page.get_by_role("button", name="作废这张码").click()
    expect(page.get_by_role("heading", name="码已作废")).to_be_visible()
    key = {"X-Api-Key": town.credentials["merchants"][0]["api_key"]}
    scanned = http.post(f"{town.api}/merchant/verifications", json={"token": url}, headers=key)
    assert scanned.json()["outcome"] == "revoked"


def test_in_the_mode_for_elders_the_last_choice_is_one_press_away_and_the_first_is_ones_own(
    phone: Phone, proven: Callable[[int], str]
) -> None:
    page = phone().new_page()
    sign_in(page, proven(CLEAN))
    page.get_by_role("button", name="长辈版").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    make_code(page)
    expect(page.get_by_role("button", name="复制链接")).to_have_count(0)
    page.get_by_role("button", name="作废这张码").click()
    page.get_by_role("button", name="再出示一张").click()
    expect(page.locator("#preview").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("link", name="首页").click()
    page.get_by_role("link", name="出示信用码").click()
    page.get_by_role("button", name="生成并出示").click()
    expect(page.get_by_role("img", name="信用码")).to_be_visible()


def test_the_link_of_the_code_is_copied_and_pasted_by_a_merchant_without_a_camera(
    town: Town, phone: Phone, proven: Callable[[int], str]
) -> None:
    citizen = phone(permissions=["clipboard-read", "clipboard-write"])
    page = citizen.new_page()
    show_code(page, proven(CLEAN))
    copy = page.get_by_role("button", name="复制链接")
    code = page.get_by_role("img", name="信用码").bounding_box() or {}
    assert code["y"] + code["height"] <= (copy.bounding_box() or {})["y"]
    copy.click()
    expect(page.get_by_text("已复制，请马上发给对方。")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")

    shop = phone().new_page()
    shop.goto("/scan")
    shop.get_by_label("本店的接口密钥").fill(town.credentials["merchants"][0]["api_key"])
    shop.get_by_role("button", name="保存并开始").click()
    shop.get_by_text("不用相机").click()
    shop.get_by_label("粘贴码的链接或数字").fill(link)
    shop.get_by_role("button", name="核验", exact=True).click()
    expect(shop.locator(".card")).to_have_attribute("data-tone", "good")
    expect(page.get_by_role("button", name="复制链接")).to_have_count(0)


def test_where_a_page_may_not_copy_the_link_is_shown_to_be_copied_by_hand(
    phone: Phone, proven: Callable[[int], str]
) -> None:
    page = phone().new_page()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    show_code(page, proven(CLEAN))
    page.get_by_role("button", name="复制链接").click()
    expect(page.get_by_label("信用码的链接")).to_have_value(re.compile(r"/v#\d+$"))
