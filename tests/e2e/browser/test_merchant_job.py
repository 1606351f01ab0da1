"""A merchant's whole job on phones: join, take on staff, scan, redeem, see the day, be without a network."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from backend.records.organisation_code import check_character
from tests.e2e.browser.camera import Camera
from tests.e2e.browser.conftest import agree_until, show_code, sign_in
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
SCANNED, WITH_PERK, AWAY, UNSEEN = 6, 2, 1, 4
SHOP, PERK = "集美书屋", "service.fast_lane"

Phone = Callable[..., BrowserContext]


def _command(town: Town, *arguments: str) -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    root = Path(__file__).parents[3]
    return subprocess.run(
        command, cwd=root, env=town.environment, check=True, capture_output=True, text=True
    ).stdout


def invite(town: Town, name: str, number: int) -> str:
    """Invite a shop as the city does, each under another number; return the link, as a page's path."""
    registered = f"91350299MA2E2E{number:03}"
    credit_code = registered + check_character(registered)
    questions = [part for word in ("level", "no_adverse", "perk") for part in ("--question", word)]
    said = _command(town, "merchants", "invite", "--name", name, "--credit-code", credit_code, *questions)
    found = re.search(r"/scan#join=\S+", said)
    assert found, said
    return found.group()


def join(page: Page, link: str, shop: str, label: str | None = None) -> None:
    """Open an invitation, read it, accept it; end at the camera."""
    page.goto(link)
    expect(page.get_by_role("heading", name=f"加入“{shop}”")).to_be_visible()
    if label is not None:
        page.get_by_label("给这部手机起个名").fill(label)
    page.get_by_label("我已读完").check()
    page.get_by_role("button", name="同意并加入").click()
    expect(page.get_by_text(f"已加入“{shop}”")).to_be_visible()


def _scan(till: Page, citizen: Page, camera: Camera) -> None:
    """Hold the citizen's screen before the till's camera, which is opened anew to see it."""
    camera.show(Image.open(io.BytesIO(citizen.screenshot())))
    till.reload()


def _show_perk(page: Page, wechat_code: str) -> None:
    sign_in(page, wechat_code)
    page.get_by_label("是否符合一项激励的条件").check()
    page.get_by_label("哪一项激励").select_option(PERK)
    page.get_by_role("button", name="看看对方会看到什么").click()
    agree_until(page, "生成并出示")
    page.get_by_role("button", name="生成并出示").click()
    page.get_by_role("img", name="信用码").wait_for()


def test_from_the_invitation_to_a_day_at_the_counter(
    town: Town, phone: Phone, camera: Camera, proven: Callable[[int], str], wait_kept: Callable[[Page], None]
) -> None:
    camera.show_nothing()
    link = invite(town, SHOP, 1)
    _command(town, "perks", "admit", SHOP, PERK)
    owners_phone = phone(permissions=["clipboard-read", "clipboard-write"])
    owner = owners_phone.new_page()
    owner.goto(link)
    expect(owner.get_by_text("有没有计入的失信信息")).to_be_visible()
    assert "join=" not in owner.url
    owner.get_by_role("button", name="同意并加入").click()
    expect(owner.get_by_role("alert")).to_contain_text("请先读完规则并勾选同意")
    join(owner, link, SHOP, "收银台")
    expect(owner.locator("#finder")).to_be_visible()
    # That it has joined is told until the first scan, and not beside the next.
    owner.get_by_text("不用相机").click()
    owner.get_by_label("粘贴码的链接或数字").fill("hello")
    owner.get_by_role("button", name="核验", exact=True).click()
    owner.get_by_role("button", name="继续扫码").click()
    expect(owner.locator("#finder")).to_be_visible()
    expect(owner.get_by_text("已加入")).to_have_count(0)

    # A pairing code for a staff phone, which is told on the owner's screen once it has come.
    owner.get_by_role("link", name="本机").click()
    owner.get_by_role("link", name="手机和店员").click()
    owner.get_by_role("button", name="添一部手机").click()
    owner.get_by_label("谁的手机").fill("小王的手机")
    owner.get_by_role("button", name="生成配对码").click()
    expect(owner.get_by_role("img", name="配对码")).to_be_visible()
    expect(owner.get_by_role("timer")).to_have_text(re.compile(r"^1[45]:\d\d$"))
    owner.get_by_text("不能扫码？").click()
    pairing = owner.get_by_label("把这个链接只发给那个人").input_value()
    owner.get_by_role("button", name="复制链接").click()
    expect(owner.get_by_text("已复制。")).to_be_visible()
    assert owner.evaluate("navigator.clipboard.readText()") == pairing
    counter = phone()
    till = counter.new_page()
    join(till, pairing, SHOP)
    wait_kept(till)
    expect(owner.get_by_role("heading", name="“小王的手机”已配对")).to_be_visible()

    citizen = phone().new_page()
    show_code(citizen, proven(SCANNED))
    _scan(till, citizen, camera)
    expect(till.locator(".card")).to_have_attribute("data-tone", "good")
    with_perk = phone().new_page()
    _show_perk(with_perk, proven(WITH_PERK))
    _scan(till, with_perk, camera)
    expect(till.get_by_role("heading", name="对方用这个码享受激励")).to_be_visible()
    till.get_by_role("button", name="核销一次").click()
    expect(till.locator(".card")).to_contain_text("已核销")
    expect(till.locator(".card")).to_contain_text("政务窗口绿色通道")

    till.get_by_role("link", name="今天").click()
    expect(till.locator(".scans-of-day").get_by_role("listitem")).to_have_count(2)
    till.get_by_role("link", name="核销").click()
    expect(till.locator(".redeemed-of-day").get_by_role("listitem")).to_have_count(1)
    expect(till.locator(".redeemed-of-day")).to_contain_text("已核销")
    till.get_by_role("button", name="前一天").click()
    expect(till.get_by_text("这一天没有核销。")).to_be_visible()
    till.go_back()
    expect(till.get_by_role("heading", name="今天的核验")).to_be_visible()

    # The network goes; a scan waits on the phone, through closing the page too.
    away = phone().new_page()
    show_code(away, proven(AWAY))
    camera.show_nothing()
    till.get_by_role("link", name="扫码").click()
    counter.set_offline(True)
    _scan(till, away, camera)
    expect(till.locator(".card")).to_have_attribute("data-tone", "caution")
    till.get_by_role("link", name="待补报").click()
    expect(till.locator(".waiting").get_by_role("listitem")).to_have_count(1)
    till.get_by_role("button", name="现在补报").click()
    expect(till.get_by_role("alert")).to_contain_text("还连不上服务")
    till.get_by_role("link", name="今天").click()
    expect(till.get_by_text("另有 1 次离线核验还没补报")).to_be_visible()
    expect(till.get_by_role("button", name="再试一次")).to_be_visible()
    counter.set_offline(False)
    expect(till.locator(".standing")).to_contain_text("待补报 0 条")
    till.get_by_role("button", name="再试一次").click()
    expect(till.locator(".scans-of-day [data-outcome=offline]")).to_have_count(1)

    # The owner ends the staff phone while a scan waits on it: it is told all the same, the citizen finds
    # it, and the phone says that its key has ended, and shows how to come back.
    unseen = phone().new_page()
    show_code(unseen, proven(UNSEEN))
    camera.show_nothing()
    till.get_by_role("link", name="扫码").click()
    counter.set_offline(True)
    _scan(till, unseen, camera)
    expect(till.locator(".card")).to_have_attribute("data-tone", "caution")
    owner.get_by_role("button", name="完成").click()
    ended = owner.get_by_role("region", name="小王的手机")
    ended.get_by_role("button", name="停用：小王的手机").click()
    ended.get_by_role("button", name="确认：停用").click()
    expect(ended).to_have_count(0)
    counter.set_offline(False)
    expect(till.locator(".standing")).to_contain_text("待补报 0 条")
    till.get_by_role("link", name="核销").click()
    expect(till.get_by_role("heading", name="用邀请加入")).to_be_visible()
    expect(till.get_by_role("alert")).to_be_visible()
    expect(till.locator(".left-over")).to_have_count(0)
    assert till.evaluate("localStorage.getItem('merchant-key')") is None
    assert till.evaluate("JSON.parse(localStorage.getItem('former-keys'))") == []
    unseen.goto("/mine/log")
    expect(unseen.locator("#log li").filter(has_text=SHOP)).to_contain_text("扫了我的信用码")
