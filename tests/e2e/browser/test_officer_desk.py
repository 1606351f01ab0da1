"""The officers' desk: from a dispute on the phone to a decision that the citizen reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.builders.files import a_jpeg, a_pdf
from tests.e2e.browser.officer_enrolment import arrive, enrol
from tests.e2e.browser.test_look import LEAST_CONTRAST, READABLE
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
DISPUTING, OTHER, RELATIVE = 3, 5, 4
DESK: ViewportSize = {"width": 1280, "height": 900}

Phone = Callable[..., BrowserContext]


@pytest.fixture
def desk(phone: Phone) -> Page:
    """Return a page at a desk's screen."""
    return phone(viewport=DESK, device_scale_factor=1).new_page()


@pytest.fixture
def dispute(town: Town, http: httpx.Client, agreed: Callable[[int], dict[str, str]]) -> Callable[..., Any]:
    """Return a way to a citizen's dispute; it returns the case's number and the citizen's headers."""

    def dispute_of(citizen: int, words: str = "这不是我的处罚") -> tuple[str, dict[str, str]]:
        headers = agreed(citizen)
        return case_of(town, http, headers, words), headers

    return dispute_of


def case_of(town: Town, http: httpx.Client, headers: dict[str, str], words: str = "这不是我的处罚") -> str:
    """Return the number of a citizen's dispute, which is filed where there is none yet."""
    filed = http.get(f"{town.api}/me/disputes", headers=headers).json()["disputes"]
    if filed:
        return str(filed[0]["number"])
    [record] = http.get(f"{town.api}/me/records", headers=headers).json()["records"]
    body = {"record": record["id"], "reason": "not_mine", "words": words}
    made = http.post(f"{town.api}/me/disputes", json=body, headers=headers).raise_for_status()
    return str(made.json()["number"])


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
    page.get_by_role("button", name="核对后发出").click()
    page.get_by_role("dialog").get_by_role("button", name=f"确认：{name}").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


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
    for box in (part.bounding_box() or {} for part in desk.locator(".sheet").all()):
        assert box["x"] + box["width"] <= DESK["width"] - 16
    desk.get_by_role("button", name="核对后发出").click()
    expect(desk.get_by_role("alert")).to_contain_text("请选择理由")
    expect(desk.get_by_label("理由")).to_be_focused()
    desk.get_by_label("理由").select_option("not_the_person")
    desk.get_by_label("说明").fill("已与来源单位核对")
    desk.get_by_role("button", name="核对后发出").click()
    # Nothing is sent before it was looked over, in the words that the citizen will read.
    expect(desk.get_by_role("dialog")).to_contain_text("该记录与本人无关，已撤下。\n已与来源单位核对")
    desk.get_by_role("button", name="再改改").click()
    expect(desk.get_by_label("说明")).to_have_value("已与来源单位核对")
    desk.get_by_role("button", name="核对后发出").click()
    desk.get_by_role("button", name="确认：异议成立，撤下记录").click()
    expect(desk.locator(".state")).to_contain_text("异议成立")
    expect(desk.get_by_text("已办结，没有可办的步骤。")).to_be_visible()
    expect(desk.get_by_text("撤下日期")).to_be_visible()
    expect(desk.get_by_text("更正日期")).to_have_count(0)
    # What was just done is told above the case, and covers nothing of it.
    expect(desk.locator("#told")).to_contain_text("已办理：异议成立，记录已撤下")
    told = desk.locator("#told").bounding_box() or {}
    assert told["y"] + told["height"] <= (desk.locator("#view").bounding_box() or {})["y"]
    last_two = town.citizen(DISPUTING)["id_number"][-2:]
    expect(desk.get_by_text(f"{'*' * 16}{last_two}")).to_be_visible()
    expect(desk.get_by_text("一致：来源单位报送的完整身份证号")).to_be_visible()
    # It waits no more and stays in sight, as what is open and among what the officer has done.
    for listed in ("正打开的案件", "我办结的案件"):
        row = desk.get_by_role("list", name=listed).get_by_role("link", name=number)
        expect(row).to_have_attribute("aria-current", "page")
        assert desk.evaluate(LEAST_CONTRAST)[0] >= READABLE
        desk.get_by_role("radio", name="我办结的").check()
    desk.get_by_role("radio", name="待办").check()
    desk.get_by_role("link", name="待办", exact=True).click()
    expect(desk.locator("#told")).to_have_text("")
    expect(desk.get_by_role("link", name=number)).to_have_count(0)

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
    expect(page.get_by_role("alert")).to_contain_text("请刷新后再操作")
    expect(page.get_by_text("苏复核（我）")).to_be_visible()

    page.get_by_role("link", name="返回待办").click()
    expect(page.get_by_role("link", name=number)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("类别").select_option("repair")
    expect(page.get_by_role("link", name=number)).to_have_count(0)
    page.get_by_label("类别").select_option("")
    page.get_by_label("办到哪一步").select_option("answered")
    expect(page.get_by_role("link", name=number)).to_have_count(0)
    page.get_by_role("button", name="看全部").click()
    page.get_by_label("我的").check()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    # Back goes where one was, and the case can be given back for others.
    page.go_back()
    page.get_by_role("button", name="交回", exact=True).click()
    expect(page.locator("#told")).to_contain_text("经办人交回")


def test_a_material_is_fetched_when_it_is_asked_for_and_each_look_is_in_the_log_of_its_citizen(
    town: Town, desk: Page, http: httpx.Client, dispute: Callable[..., Any]
) -> None:
    number, citizen = dispute(OTHER)
    [case] = http.get(f"{town.api}/me/disputes", headers=citizen).json()["disputes"]
    path = f"{town.api}/me/disputes/{case['id']}/materials"
    for name, content in (("现场照片.jpg", a_jpeg()), ("缴款凭证.pdf", a_pdf())):
        http.post(path, files={"file": (name, content)}, headers=citizen).raise_for_status()
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    arrive(desk, enrol(town, "孙看材"), f"/officer#/cases/{number}")
    expect(desk.get_by_text("缴款凭证.pdf")).to_be_visible()
    assert [url for url in asked if "/materials/" in url] == []

    desk.get_by_role("button", name="查看 现场照片.jpg").click()
    picture = desk.get_by_role("img", name="现场照片.jpg")
    expect(picture).to_be_visible()
    assert picture.evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 40
    with desk.expect_download() as download:
        desk.get_by_role("button", name="下载 缴款凭证.pdf").click()
    assert download.value.suggested_filename == "缴款凭证.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF")
    log = http.get(f"{town.api}/me/access-log", headers=citizen).json()["entries"]
    looks = [entry["action"] for entry in log if entry["actor"]["name"] == "孙看材"]
    assert sorted(looks) == ["case.viewed", "material.read", "material.read"]


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
    expect(desk.locator("#told")).to_contain_text("有 1 次失败的登录")
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
    # The router's list of places, which is empty.
    assert page.evaluate("({...sessionStorage})") in ({}, {"vue-router:scroll": "{}"})
    assert page.evaluate("document.cookie") == ""
