"""The desk under an officer's hands: the whole job by keyboard alone, and nothing half-written is lost."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.browser.officer_enrolment import Enrolled, arrive, enrol
from tests.e2e.browser.test_officer_desk import DESK, OTHER, RELATIVE, case_of
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
_ENOUGH_TABS = 120
_FOCUSED = """() => {
  const one = document.activeElement;
  const label = one.labels?.[0]?.textContent ?? one.getAttribute('aria-label') ?? one.textContent;
  return label.trim();
}"""
_HAS_OUTLINE = "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is focused has this name; whatever is focused on the way shows it."""
    for _ in range(_ENOUGH_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED).startswith(name):
            assert page.evaluate(_HAS_OUTLINE), name
            return
    raise AssertionError(f"Tab does not come to {name}")


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def type_into(page: Page, name: str, words: str) -> None:
    tab_to(page, name)
    page.keyboard.insert_text(words)


def sign_in_by_keyboard(page: Page, officer: Enrolled) -> None:
    """Sign in, and choose a password; the first field has the focus by itself."""
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.insert_text(officer.username)
    type_into(page, "密码", officer.first_password)
    type_into(page, "动态码", officer.code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="修改密码")).to_be_visible()
    type_into(page, "当前密码", officer.first_password)
    type_into(page, "新密码", officer.password)
    type_into(page, "再输入一次新密码", officer.password)
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("密码已修改")


def test_the_whole_job_from_sign_in_to_a_decision_is_done_by_keyboard_alone(
    town: Town,
    phone: Callable[..., BrowserContext],
    http: httpx.Client,
    agreed: Callable[[int], dict[str, str]],
) -> None:
    citizen = agreed(RELATIVE)
    number = case_of(town, http, citizen)
    desk = phone(viewport=DESK).new_page()
    desk.goto("/officer")
    sign_in_by_keyboard(desk, enrol(town, "郑键盘"))
    press(desk, f"异议 {number}")
    expect(desk.get_by_role("heading", name=f"异议 {number}")).to_be_visible()
    # What is opened has the focus: the next Tab is in it and not in the list again.
    press(desk, "接手")
    expect(desk.locator("#told")).to_contain_text("经办人接手")
    expect(desk.get_by_role("heading", name=f"异议 {number}")).to_be_focused()

    press(desk, "由服务中心核查")
    # Its form is open right below it, marked as what was chosen; what was done before is told no longer.
    chosen = desk.get_by_role("button", name="由服务中心核查", exact=True)
    expect(desk.get_by_label("说明")).to_be_focused()
    expect(chosen).to_have_attribute("aria-expanded", "true")
    expect(desk.get_by_role("listitem").filter(has=chosen).get_by_label("说明")).to_be_visible()
    expect(desk.locator("#told")).to_have_text("")
    press(desk, "收起")
    expect(chosen).to_be_focused()
    expect(chosen).to_have_attribute("aria-expanded", "false")
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("说明")).to_be_focused()
    press(desk, "核对后发出")
    press(desk, "确认：由服务中心核查")
    expect(desk.locator(".state")).to_contain_text("服务中心核查中")

    press(desk, "异议不成立")
    expect(desk.get_by_label("理由")).to_be_focused()
    desk.keyboard.press("ArrowDown")
    type_into(desk, "说明", "已与来源单位核对原件")
    press(desk, "核对后发出")
    expect(desk.get_by_role("heading", name="发出前核对")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    expect(desk.get_by_role("button", name="核对后发出")).to_be_focused()
    desk.keyboard.press("Enter")
    press(desk, "确认：异议不成立")
    expect(desk.locator("#told")).to_contain_text("异议不成立，记录恢复计入")
    expect(desk.locator(".state")).to_contain_text("异议不成立")
    steps = http.get(f"{town.api}/me/disputes", headers=citizen).json()["disputes"][0]["steps"]
    assert steps[-1]["words"] == "已与来源单位核对原件"


def test_a_half_written_decision_outlives_a_reload_and_a_session_but_not_a_sign_out(
    town: Town,
    phone: Callable[..., BrowserContext],
    http: httpx.Client,
    agreed: Callable[[int], dict[str, str]],
) -> None:
    number = case_of(town, http, agreed(OTHER))
    desk = phone(viewport=DESK).new_page()
    officer = enrol(town, "何草稿")
    arrive(desk, officer, f"/officer#/cases/{number}")
    desk.get_by_role("button", name="接手", exact=True).click()
    desk.get_by_role("button", name="由服务中心核查", exact=True).click()
    desk.get_by_label("说明").fill("先问来源单位要原")
    desk.get_by_role("link", name="待办", exact=True).click()
    expect(desk.get_by_role("listitem").filter(has_text=number)).to_contain_text("有没发出的草稿")
    # Before the case is gone from the screen, back would leave the desk.
    expect(desk.get_by_role("heading", name="没有打开的案件")).to_be_visible()
    desk.go_back()
    expect(desk.get_by_label("说明")).to_have_value("先问来源单位要原")
    desk.reload()
    expect(desk.get_by_label("说明")).to_have_value("先问来源单位要原")

    # The session ends while they write; it is noticed as they send.
    desk.get_by_label("说明").fill("先问来源单位要原件")
    desk.context.clear_cookies()
    desk.get_by_role("button", name="核对后发出").click()
    desk.get_by_role("button", name="确认：由服务中心核查").click()
    expect(desk.get_by_role("alert")).to_contain_text("登录已失效")
    desk.get_by_label("用户名").fill(officer.username)
    desk.get_by_label("密码").fill(officer.password)
    desk.get_by_label("动态码").fill(officer.code(1))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name=f"异议 {number}")).to_be_visible()
    expect(desk.get_by_label("说明")).to_have_value("先问来源单位要原件")

    desk.get_by_role("button", name="交回", exact=True).click()
    expect(desk.locator("#told")).to_contain_text("经办人交回")
    expect(desk.get_by_text("先问来源单位要原件")).to_be_visible()
    desk.get_by_role("button", name="退出").click()
    expect(desk.get_by_role("heading", name="经办人登录")).to_be_visible()
    assert "先问来源单位" not in desk.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
