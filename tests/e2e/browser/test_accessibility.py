"""Every screen of the citizen, judged by axe-core in both sizes and both themes, and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.e2e.browser.camera import Camera
from tests.e2e.browser.officer_enrolment import arrive, enrol
from tests.e2e.browser.test_merchant_job import invite
from tests.e2e.browser.test_officer_desk import DESK, OTHER, case_of
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
READER = 1
AXE = Path(__file__).parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PUBLIC = (
    "/",
    "/welcome/1",
    "/welcome/2",
    "/help",
    "/mine/notice",
    "/cards/bikes",
    "/status/rules",
    "/status/catalogue",
)
OWN = (
    "/",
    "/welcome/3",
    "/welcome/4",
    "/status",
    "/cases",
    "/inbox",
    "/code",
    "/code/paper",
    "/code/paper/new",
    "/code/history",
    "/perks",
    "/perks/library.deposit_free",
    "/cards",
    "/cards/link/library",
    "/mine",
    "/mine/consents",
    "/mine/consents/history",
    "/mine/log",
    "/mine/blocked",
    "/mine/devices",
    "/mine/push",
    "/mine/data",
    "/mine/data/deletion",
)
MERCHANTS = (
    "/scan#/",
    "/scan#/ask",
    "/scan#/today",
    "/scan#/redeemed",
    "/scan#/waiting",
    "/scan#/phone",
    "/scan#/phone/keys",
    "/scan#/phone/keys/new",
)
# An officer's telephone, and the screen at a desk.
DESKS: tuple[ViewportSize, ...] = ({"width": 320, "height": 640}, DESK)
LOOKS = {"usual and light": ("usual", "light"), "large and dark": ("large", "dark")}
SERIOUS = ("serious", "critical")
# WCAG 2.2, levels A and AA.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def _look(context: BrowserContext, size: str, theme: str) -> None:
    kept = json.dumps({"size": size, "theme": theme})
    # An empty page, which every tab begins with, has no storage.
    set_it = f"localStorage.setItem('comfort', {json.dumps(kept)})"
    context.add_init_script(f"if (location.protocol !== 'about:') {set_it}")


def _settle(page: Page) -> None:
    page.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_load_state("networkidle")


def _judge(page: Page, path: str) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("(rules) => axe.run(rules)", RULES)["violations"]
    faults = [
        f"{path}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in SERIOUS
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f"{path}: reaches past its edge")
    return faults


@pytest.mark.parametrize("look", LOOKS)
def test_no_screen_has_a_serious_fault_or_reaches_past_the_edge(
    phone: Callable[..., BrowserContext], agreed: Callable[[int], dict[str, str]], town: Town, look: str
) -> None:
    agreed(READER)
    faults: list[str] = []
    for paths, code in ((PUBLIC, None), (OWN, town.citizen(READER)["wechat_code"])):
        context = phone(viewport={"width": 320, "height": 640})
        _look(context, *LOOKS[look])
        page = context.new_page()
        if code is not None:
            page.goto(f"/#wx={code}")
            _settle(page)
        for path in paths:
            page.goto(path)
            _settle(page)
            faults += _judge(page, path)
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("look", LOOKS)
def test_no_screen_of_a_merchant_has_a_serious_fault_or_reaches_past_the_edge(
    phone: Callable[..., BrowserContext], camera: Camera, town: Town, look: str
) -> None:
    camera.show_nothing()
    context = phone(viewport={"width": 320, "height": 640})
    _look(context, *LOOKS[look])
    page = context.new_page()
    faults: list[str] = []

    def judge(path: str, shown: str) -> None:
        # A page that differs behind `#` alone would not be opened anew.
        page.goto("about:blank")
        page.goto(path)
        page.locator(shown).first.wait_for()
        _settle(page)
        faults.extend(_judge(page, path))

    judge("/scan", "form")
    judge("/scan#join=not-an-invitation", "[role=alert]")
    page.get_by_role("button", name="不用这个邀请").click()
    page.get_by_label("本店的接口密钥").fill(town.credentials["merchants"][0]["api_key"])
    page.get_by_role("button", name="保存并开始").click()
    page.locator("#finder").wait_for()
    for path in MERCHANTS:
        judge(path, "h1")
    # Where a list has lines, and an answer fills the screen.
    page.goto("/scan#/")
    page.get_by_text("不用相机").click()
    page.get_by_label("粘贴码的链接或数字").fill("hello")
    page.get_by_role("button", name="核验", exact=True).click()
    page.locator(".card").wait_for()
    faults += _judge(page, "an answer")
    judge(invite(town, f"茶铺 {look}", 10 + list(LOOKS).index(look)), "form")
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("look", LOOKS)
def test_no_screen_of_an_officer_has_a_serious_fault_or_reaches_past_the_edge(
    phone: Callable[..., BrowserContext],
    town: Town,
    http: httpx.Client,
    agreed: Callable[[int], dict[str, str]],
    look: str,
) -> None:
    number = case_of(town, http, agreed(OTHER))
    context = phone(viewport=DESKS[0])
    _look(context, *LOOKS[look])
    page = context.new_page()
    faults: list[str] = []

    def judge(screen: str) -> None:
        for size in DESKS:
            page.set_viewport_size(size)
            _settle(page)
            faults.extend(_judge(page, f"{screen} at {size['width']}"))

    page.goto("/officer")
    judge("sign-in")
    arrive(page, enrol(town, "吴看屏"))
    judge("queue")
    page.get_by_role("radio", name="我办结的").check()
    judge("what was done")
    page.goto("/officer#/account")
    page.get_by_role("heading", name="账号和显示").wait_for()
    judge("account")
    page.goto(f"/officer#/cases/{number}")
    page.get_by_role("heading", name=number).wait_for()
    judge("case")
    page.get_by_role("button", name="接手", exact=True).click()
    page.get_by_role("button", name="由服务中心核查", exact=True).click()
    judge("step")
    page.get_by_role("button", name="核对后发出").click()
    judge("looking a step over")
    page.get_by_role("button", name="再改改").click()
    page.get_by_role("button", name="交回", exact=True).click()
    page.locator("#told").get_by_text("经办人交回").wait_for()
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("look", LOOKS)
def test_no_screen_of_an_operator_has_a_serious_fault_or_reaches_past_the_edge(
    phone: Callable[..., BrowserContext], town: Town, http: httpx.Client, look: str
) -> None:
    key = next(one["sandbox_key"] for one in town.credentials["operators"] if one["id"] == "bus")
    http.post(
        f"{town.api}/operator/sandbox/grants",
        json={"perk": "fare_discount"},
        headers={"X-Api-Key": key, "Idempotency-Key": f"judged {look}"},
    ).raise_for_status()
    context = phone(viewport=DESKS[0])
    _look(context, *LOOKS[look])
    page = context.new_page()
    faults: list[str] = []

    def judge(screen: str) -> None:
        for size in DESKS:
            page.set_viewport_size(size)
            _settle(page)
            faults.extend(_judge(page, f"{screen} at {size['width']}"))

    page.goto("/operator")
    judge("entering")
    page.get_by_label("接口密钥").fill(key)
    page.get_by_role("button", name="进入").click()
    page.get_by_role("region").first.wait_for()
    page.get_by_text("办不了").first.click()
    judge("grants")
    for room in ("没送到的消息", "对账"):
        page.get_by_role("link", name=room).click()
        page.get_by_role("heading", name=room).wait_for()
        judge(room)
    page.get_by_text("清单里每一列是什么").click()
    judge("the columns")
    assert faults == [], "\n".join(faults)


def test_larger_letters_are_one_tap_away_are_remembered_and_grow_targets_and_text(
    phone: Callable[..., BrowserContext],
) -> None:
    page = phone().new_page()
    page.goto("/help")
    _settle(page)
    page.get_by_role("button", name="长辈版").click()
    page.reload()
    _settle(page)
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    # Duties of the standard for elders: text of 18 points or more, targets of 60.
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter((one) => one.checkVisibility() &&"
        " [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))"
        ".map((one) => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert smallest >= 18
    for button in page.get_by_role("main").get_by_role("button").all():
        assert (button.bounding_box() or {})["height"] >= 60
    page.get_by_role("button", name="标准版").click()
    expect(page.locator("html")).to_have_attribute("data-size", "usual")


def test_in_the_mode_for_elders_what_was_agreed_to_can_be_taken_back_by_pressing_from_home(
    town: Town, phone: Callable[..., BrowserContext], agreed: Callable[[int], dict[str, str]]
) -> None:
    agreed(READER)
    context = phone()
    _look(context, "large", "light")
    page = context.new_page()
    page.goto(f"/#wx={town.citizen(READER)['wechat_code']}")
    page.get_by_role("link", name="授权、谁看过我、我的卡").click()
    page.get_by_role("link", name="授权管理").click()
    expect(page.get_by_role("button", name="撤回").first).to_be_visible()


def test_a_first_visit_takes_four_screens_and_asks_for_nothing_before_the_third(
    phone: Callable[..., BrowserContext], proven: Callable[[int], str]
) -> None:
    code = proven(READER)
    page = phone().new_page()
    page.goto("/")
    page.get_by_role("link", name="第一次来").click()
    expect(page.get_by_role("heading", name="这是什么")).to_be_visible()
    page.get_by_role("link", name="下一步").click()
    expect(page.get_by_role("heading", name="它永远不做什么")).to_be_visible()
    page.get_by_role("link", name="下一步").click()
    expect(page.get_by_text("第 3 步，共 4 步")).to_be_visible()
    page.get_by_label("微信登录码").fill(code)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="逐项决定")).to_be_visible()
    page.get_by_role("link", name="下一步").click()
    expect(page.get_by_role("heading", name="关联市民卡")).to_be_visible()
    page.get_by_role("link", name="完成").click()
    expect(page.get_by_role("heading", name="你好，*")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="关联市民卡")).to_be_visible()


def test_the_status_and_its_reasons_are_reached_by_keyboard_alone(
    phone: Callable[..., BrowserContext], agreed: Callable[[int], dict[str, str]], town: Town
) -> None:
    agreed(READER)
    page = phone().new_page()
    page.goto(f"/#wx={town.citizen(READER)['wechat_code']}")
    page.get_by_text("为什么是这样").wait_for()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('main a')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{town.credentials['base_url']}/status")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize(
    ("locale", "greeting"),
    [("zh-TW", "市民誠信卡"), ("en-GB", "Citizen integrity card"), ("zh-CN", "市民诚信卡")],
)
def test_the_first_screen_speaks_the_language_of_the_phone(
    phone: Callable[..., BrowserContext], locale: str, greeting: str
) -> None:
    page = phone(locale=locale).new_page()
    page.goto("/")
    expect(page.get_by_role("heading", name=greeting)).to_be_visible()
    page.get_by_role("button", name="繁體中文").click()
    expect(page.get_by_role("heading", name="市民誠信卡")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-TW")
