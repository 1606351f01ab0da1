"""A code on one phone's screen, scanned by another phone's camera."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.browser.camera import Camera
from tests.e2e.browser.conftest import make_code, show_code, sign_in
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
CLEAN, WITH_COMMENDATION, WITH_MINOR_RECORD = 1, 2, 3

Phone = Callable[..., BrowserContext]


def _screen(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot()))


def _open_till(context: BrowserContext, town: Town, wait_kept: Callable[[Page], None]) -> Page:
    page = context.new_page()
    page.goto("/scan")
    page.get_by_label("本店的接口密钥").fill(town.credentials["merchants"][0]["api_key"])
    page.get_by_role("button", name="保存并开始").click()
    page.locator("#finder").wait_for()
    wait_kept(page)
    return page


def test_a_code_is_read_from_a_screen_and_taken_once(
    town: Town, phone: Phone, camera: Camera, proven: Callable[[int], str], wait_kept: Callable[[Page], None]
) -> None:
    camera.show_nothing()
    till = _open_till(phone(), town, wait_kept)
    citizen = phone().new_page()
    show_code(citizen, proven(CLEAN))

    camera.show(_screen(citizen))
    till.reload()
    card = till.locator(".card")
    expect(card).to_have_attribute("data-tone", "good")
    expect(card).to_contain_text("✓")
    expect(card).to_contain_text("有效")
    expect(card.get_by_role("listitem")).to_have_text(["信用状况：良好", "没有计入的失信信息"])
    shop = town.credentials["merchants"][0]["name"]
    expect(citizen.get_by_role("heading", name=f"“{shop}”刚刚核验了你的码")).to_be_visible()

    till.get_by_role("button", name="继续扫码").click()
    expect(card).to_have_attribute("data-tone", "bad")
    expect(card).to_contain_text("已用过")
    expect(card.get_by_role("listitem")).to_have_count(0)


def test_with_the_network_cut_a_code_is_genuine_but_its_use_is_not_checked_and_told_later(
    town: Town, phone: Phone, camera: Camera, proven: Callable[[int], str], wait_kept: Callable[[Page], None]
) -> None:
    camera.show_nothing()
    shop = phone()
    till = _open_till(shop, town, wait_kept)
    citizen = phone().new_page()
    show_code(citizen, proven(WITH_COMMENDATION))

    camera.show(_screen(citizen))
    shop.set_offline(True)
    till.reload()
    card = till.locator(".card")
    expect(card).to_have_attribute("data-tone", "caution")
    expect(card).to_contain_text("真实，未核对是否已用过")
    expect(card.get_by_role("listitem")).to_have_text(["信用状况：优秀", "没有计入的失信信息"])
    expect(till.locator(".standing")).to_have_text("离线 · 本机今天 1 次 · 待补报 1 条")

    till.get_by_role("button", name="继续扫码").click()
    expect(card).to_have_attribute("data-tone", "bad")
    expect(card).to_contain_text("本机已核验过")

    shop.set_offline(False)
    expect(till.locator(".standing")).to_contain_text("待补报 0 条")
    expect(citizen.get_by_role("heading", name="刚刚核验了你的码")).to_be_visible()
    till.get_by_role("link", name="今天").click()
    till.get_by_text("这部手机今天的核验（2）").click()
    expect(till.locator("details .log").first.get_by_role("listitem")).to_have_count(2)
    expect(till.get_by_role("heading", name="离线核验的补报（1）")).to_be_visible()


def test_a_code_that_answers_a_merchants_asking_is_taken_by_that_merchant(
    town: Town,
    phone: Phone,
    camera: Camera,
    agreed: Callable[[int], dict[str, str]],
    wait_kept: Callable[[Page], None],
) -> None:
    camera.show_nothing()
    agreed(WITH_MINOR_RECORD)
    till = _open_till(phone(), town, wait_kept)
    expect(till.locator("#aim")).to_have_text("对准对方的码")
    with till.expect_response("**/merchant/challenges") as made:
        till.get_by_role("button", name="请对方出示给本店").click()
    expect(till.get_by_role("img", name="请对方用手机扫这个码")).to_be_visible()
    asked = made.value.json()["url"]

    citizen = phone().new_page()
    sign_in(citizen, town.citizen(WITH_MINOR_RECORD)["wechat_code"], opened_as=asked)
    shop = town.credentials["merchants"][0]["name"]
    expect(citizen.get_by_text(f"“{shop}”请你出示一张只给它看的码。")).to_be_visible()
    make_code(citizen)
    assert "#" not in citizen.url

    camera.show(_screen(citizen))
    till.get_by_role("button", name="扫对方的码").click()
    expect(till.locator(".card")).to_have_attribute("data-tone", "good")


def test_without_a_camera_the_page_says_what_to_do_and_takes_the_codes_link(
    town: Town, phone: Phone, camera: Camera, wait_kept: Callable[[Page], None]
) -> None:
    camera.show_nothing()
    context = phone()
    context.add_init_script(
        "if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia ="
        " async () => { throw new DOMException('', 'NotAllowedError') }"
    )
    till = context.new_page()
    till.goto("/scan")
    till.get_by_label("本店的接口密钥").fill(town.credentials["merchants"][0]["api_key"])
    till.get_by_role("button", name="保存并开始").click()
    expect(till.get_by_role("alert")).to_contain_text("请在浏览器的网站设置里允许本页使用相机")
    till.get_by_label("粘贴码的链接或数字").fill("hello")
    till.get_by_role("button", name="核验", exact=True).click()
    expect(till.locator(".card")).to_contain_text("不是信用码")
    till.get_by_role("button", name="继续扫码").click()
    # What is no certificate was sent nowhere, and is no scan of today.
    expect(till.locator(".standing")).to_contain_text("本机今天 0 次")


def test_in_large_letters_every_room_is_under_the_thumb_of_a_narrow_phone(
    town: Town, phone: Phone, camera: Camera, wait_kept: Callable[[Page], None]
) -> None:
    camera.show_nothing()
    context = phone(viewport={"width": 320, "height": 560})
    till = _open_till(context, town, wait_kept)
    till.get_by_role("button", name="长辈版").click()
    tabs = till.get_by_role("navigation", name="主要栏目").get_by_role("link")
    expect(tabs).to_have_text(["扫码", "今天", "核销", "本机"])
    # A scan that waits brings its room too; what waits was put there by hand.
    context.set_offline(True)
    till.evaluate(
        "localStorage.setItem('scan-queue', JSON.stringify([{token: '1', shop: JSON.parse("
        "localStorage.getItem('merchant')), scanned_at: new Date().toISOString()}]))"
    )
    till.reload()
    expect(tabs).to_have_text(["扫码", "今天", "核销", "待补报 1", "本机"])
    assert till.evaluate("document.documentElement.scrollWidth") <= 320
    for tab in tabs.all():
        box = tab.bounding_box() or {}
        assert (box["width"] >= 60, box["height"] >= 60) == (True, True)
        assert tab.evaluate("(one) => one.scrollWidth <= one.clientWidth")
