"""Certificates on paper: made, printed, scanned, ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.browser.conftest import agree_until, sign_in
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
WITH_COMMENDATION, MINOR, CLEAN = 2, 7, 1

Phone = Callable[..., BrowserContext]


def _make(page: Page) -> Path:
    """Make a certificate of level and name for a day, and return the file that came of it."""
    page.get_by_role("link", name="做一张").click()
    page.get_by_label("信用状况等级").check()
    page.get_by_label("姓名（只写最后一个字").check()
    page.get_by_label("1 天", exact=True).check()
    page.get_by_role("button", name="看看对方会看到什么").click()
    agree_until(page, "生成并下载 PDF")
    expect(page.locator("#preview").get_by_role("listitem")).to_have_text(["信用状况：优秀", "姓名：*国"])
    with page.expect_download() as file:
        page.get_by_role("button", name="生成并下载 PDF").click()
    return Path(file.value.path())


def _token_of(town: Town, http: httpx.Client, headers: dict[str, str]) -> str:
    certificates = f"{town.api}/me/certificates"
    newest = http.get(certificates, headers=headers).raise_for_status().json()["certificates"][0]
    shown: dict[str, Any] = http.get(f"{certificates}/{newest['id']}", headers=headers).json()
    return str(shown["url"])


def _scan(town: Town, http: httpx.Client, token: str) -> str:
    key = {"X-Api-Key": town.credentials["merchants"][0]["api_key"]}
    answer = http.post(f"{town.api}/merchant/verifications", json={"token": token}, headers=key)
    return str(answer.raise_for_status().json()["outcome"])


def test_a_paper_code_is_looked_over_printed_its_scans_are_told_and_it_is_ended(
    town: Town, phone: Phone, http: httpx.Client, agreed: Callable[[int], dict[str, str]]
) -> None:
    headers = agreed(WITH_COMMENDATION)
    page = phone().new_page()
    sign_in(page, town.citizen(WITH_COMMENDATION)["wechat_code"], opened_as="/code/paper")
    expect(page.get_by_text("还没有做过。")).to_be_visible()
    assert _make(page).read_bytes().startswith(b"%PDF-")
    expect(page.get_by_text("做好了，PDF 已下载，可以打印。")).to_be_visible()
    page.go_back()
    # What was made is no place to come back to: it would be made once more.
    expect(page.get_by_role("button", name="生成并下载 PDF")).to_have_count(0)
    page.goto("/code/paper")

    paper = page.locator("#papers").get_by_role("listitem")
    expect(paper).to_have_count(1)
    expect(paper.get_by_role("heading")).to_contain_text("有效到")
    token = _token_of(town, http, headers)
    assert _scan(town, http, token) == "valid"
    paper.get_by_text("谁扫过这张").click()
    scan = paper.locator(".scans").get_by_role("listitem")
    expect(scan).to_contain_text(town.credentials["merchants"][0]["name"])
    expect(scan).to_contain_text("看到了：信用状况、隐去部分的姓名")

    paper.get_by_role("button", name="作废：").click()
    paper.get_by_role("button", name="不作废").click()
    paper.get_by_role("button", name="作废：").click()
    paper.get_by_role("button", name="确认作废").click()
    expect(page.get_by_text("已作废，谁扫都不再有效。")).to_be_visible()
    page.get_by_text("已经失效的（1）").click()
    expect(page.get_by_text("是你作废的。")).to_be_visible()
    assert _scan(town, http, token) == "revoked"

    page.goto("/code/history")
    newest = page.locator("#log").get_by_role("listitem")
    expect(newest.nth(0)).to_contain_text("码已作废，没有通过")
    expect(newest.nth(1)).to_contain_text("看到了：信用状况、隐去部分的姓名")


def test_a_failed_download_leaves_what_was_made_to_be_downloaded_again(
    town: Town, phone: Phone, agreed: Callable[[int], dict[str, str]]
) -> None:
    agreed(CLEAN)
    page = phone().new_page()
    sign_in(page, town.citizen(CLEAN)["wechat_code"], opened_as="/code/paper/new")
    page.get_by_label("信用状况等级").check()
    page.get_by_role("button", name="看看对方会看到什么").click()
    page.route("**/certificate.pdf", lambda route: route.abort())
    page.get_by_role("button", name="生成并下载 PDF").click()
    expect(page.get_by_role("alert")).to_contain_text("做好了，但 PDF 没有下载成")
    page.unroute("**/certificate.pdf")
    with page.expect_download() as file:
        page.get_by_role("button", name="下载 PDF：有效到").first.click()
    assert Path(file.value.path()).read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("path", ["/code/paper", "/code/paper/new"])
def test_a_minor_is_told_before_anything_is_ticked(
    phone: Phone, proven: Callable[[int], str], path: str
) -> None:
    page = phone().new_page()
    sign_in(page, proven(MINOR), opened_as=path)
    expect(page.get_by_role("heading", name="信用码面向年满 18 周岁的成年人")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
