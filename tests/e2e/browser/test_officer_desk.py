"""The officers' desk: from a dispute on the phone to a decision that the citizen reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.browser.test_look import LEAST_CONTRAST, READABLE
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
DISPUTING, OTHER, RELATIVE = 3, 5, 4
DESK = {"width": 1280, "height": 900}

Phone = Callable[..., BrowserContext]


@pytest.fixture
def desk(phone: Phone) -> Page:
    """Return a page at a desk's screen."""
    return phone(viewport=DESK, device_scale_factor=1).new_page()


@pytest.fixture
def dispute(town: Town, http: httpx.Client, agreed: Callable[[int], dict[str, str]]) -> Callable[[int], Any]:
    """Return a way to dispute a citizen's record; it returns the case's number and the citizen's headers."""

    def file_one(citizen: int, words: str = "这不是我的处罚") -> tuple[str, dict[str, str]]:
        headers = agreed(citizen)
        [record] = http.get(f"{town.api}/me/records", headers=headers).json()["records"]
        body = {"record": record["id"], "reason": "not_mine", "words": words}
        made = http.post(f"{town.api}/me/disputes", json=body, headers=headers).raise_for_status()
        return made.json()["number"], headers

    return file_one


def sign_in(page: Page, town: Town, order: int, opened_as: str = "/officer") -> None:
    """Sign in as the officer of this place in the credentials, each of whose codes works once."""
    officer = town.credentials["officers"][order]
    page.goto(opened_as)
    page.get_by_label("用户名").fill(officer["username"])
    page.get_by_label("密码").fill(officer["password"])
    page.get_by_label("动态码").fill(pyotp.TOTP(officer["totp_secret"]).at(datetime.now(UTC)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def take_step(page: Page, name: str, reason: str | None = None, words: str | None = None) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    if reason is not None:
        page.get_by_label("理由").select_option(reason)
    if words is not None:
        page.get_by_label("说明").fill(words)
    page.get_by_role("button", name=f"确认：{name}").click()


def test_a_wrong_record_is_disputed_decided_at_the_desk_and_gone(
    town: Town, desk: Page, http: httpx.Client, dispute: Callable[[int], Any]
) -> None:
    number, citizen = dispute(DISPUTING, "<img src=x onerror=alert(1)>不是我")
    sign_in(desk, town, 0)
    desk.get_by_role("link", name=number).click()
    expect(desk.get_by_role("heading", name=f"异议 {number}")).to_be_visible()
    # What the citizen wrote is shown and not run.
    expect(desk.locator("blockquote")).to_have_text("<img src=x onerror=alert(1)>不是我")
    desk.get_by_role("button", name="接手", exact=True).click()
    expect(desk.get_by_text("林经办（我）")).to_be_visible()
    take_step(desk, "由服务中心核查")
    expect(desk.locator(".state")).to_contain_text("服务中心核查中")

    desk.get_by_role("button", name="异议成立，撤下记录", exact=True).click()
    assert desk.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
    for box in (part.bounding_box() or {} for part in desk.locator(".part").all()):
        assert box["x"] + box["width"] <= DESK["width"] - 32
    desk.get_by_role("button", name="确认：异议成立，撤下记录").click()
    expect(desk.get_by_role("alert")).to_contain_text("请选择理由")
    desk.get_by_label("理由").select_option("not_the_person")
    desk.get_by_label("说明").fill("已与来源单位核对")
    desk.get_by_role("button", name="确认：异议成立，撤下记录").click()
    expect(desk.locator(".state")).to_contain_text("异议成立")
    expect(desk.get_by_text("已办结，没有可办的步骤。")).to_be_visible()
    expect(desk.get_by_text("撤下日期")).to_be_visible()
    expect(desk.get_by_text("更正日期")).to_have_count(0)
    # What was just done is told above the case, and covers nothing of it.
    told = desk.get_by_role("status").bounding_box() or {}
    assert told["y"] + told["height"] <= (desk.locator("#view").bounding_box() or {})["y"]
    last_two = town.citizen(DISPUTING)["id_number"][-2:]
    expect(desk.get_by_text(f"{'*' * 16}{last_two}")).to_be_visible()
    expect(desk.get_by_text("一致：来源单位报送的完整身份证号")).to_be_visible()
    assert desk.evaluate(LEAST_CONTRAST)[0] >= READABLE

    records = http.get(f"{town.api}/me/records", headers=citizen).json()["records"]
    assert [record["state"] for record in records] == ["withdrawn"]
    log = http.get(f"{town.api}/me/access-log", headers=citizen).json()["entries"]
    assert {"kind": "officer", "name": "林经办"} in [entry["actor"] for entry in log]

    desk.get_by_role("button", name="退出").click()
    expect(desk.get_by_role("heading", name="经办人登录")).to_be_visible()
    desk.goto(f"/officer#/cases/{number}")
    expect(desk.get_by_role("heading", name="经办人登录")).to_be_visible()


def test_on_a_small_screen_two_officers_meet_at_one_case(
    town: Town, phone: Phone, http: httpx.Client, dispute: Callable[[int], Any]
) -> None:
    number, _ = dispute(OTHER)
    page = phone().new_page()
    sign_in(page, town, 1, f"/officer#/cases/{number}")
    expect(page.get_by_role("heading", name=f"异议 {number}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # Meanwhile the same officer takes it elsewhere: the page's version is an old one.
    elsewhere = page.context.new_page()
    elsewhere.goto(f"/officer#/cases/{number}")
    elsewhere.get_by_role("button", name="接手", exact=True).click()
    expect(elsewhere.get_by_text("苏复核（我）")).to_be_visible()
    page.get_by_role("button", name="接手", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("请刷新后再操作")
    expect(page.get_by_text("苏复核（我）")).to_be_visible()

    page.get_by_role("link", name="待办", exact=True).click()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("类别").select_option("repair")
    expect(page.get_by_role("link", name=number)).to_have_count(0)


def test_a_case_of_a_relative_is_closed_and_a_wrong_code_is_told_in_plain_words(
    town: Town, desk: Page, dispute: Callable[[int], Any]
) -> None:
    number, _ = dispute(RELATIVE)
    desk.goto("/officer")
    desk.get_by_label("用户名").fill(town.credentials["officers"][2]["username"])
    desk.get_by_label("密码").fill("not-the-password")
    desk.get_by_label("动态码").fill("000 000")
    desk.get_by_role("button", name="登录").click()
    expect(desk.get_by_role("alert")).to_contain_text("用户名、密码或动态码不正确")

    sign_in(desk, town, 2)
    expect(desk.get_by_role("status")).to_contain_text("有 1 次失败的登录")
    expect(desk.get_by_role("heading", name="待办案件")).to_be_visible()
    expect(desk.get_by_role("link", name=number)).to_have_count(0)
    desk.goto(f"/officer#/cases/{number}")
    expect(desk.get_by_role("alert")).to_contain_text("应当回避")


def test_the_desk_asks_no_other_host_and_keeps_nothing(town: Town, phone: Phone) -> None:
    context = phone(viewport={"width": 320, "height": 640})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto("/officer")
    page.get_by_role("heading", name="经办人登录").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(LEAST_CONTRAST)[0] >= READABLE
    assert [url for url in asked if not url.startswith(town.credentials["base_url"])] == []
    assert page.evaluate("sessionStorage.length") == 0
    assert page.evaluate("document.cookie") == ""
