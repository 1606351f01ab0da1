"""The citizen's own records on a phone: read them, dispute one, repair one, and hear what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pyotp
import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, Route, expect

from tests.builders.files import a_jpeg
from tests.e2e.browser.conftest import sign_in
from tests.e2e.browser.test_look import LEAST_CONTRAST, READABLE
from tests.e2e.browser.test_officer_desk import take_step
from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
# The whole app of a citizen, compressed, at its first opening.
LARGEST_APP_BYTES = 200_000
CLEAN, DISPUTING, REPAIRING, INTERRUPTED, UNPROVEN, MINOR = 1, 11, 12, 6, 14, 7
TOTP_STEP = timedelta(seconds=30)
PROOF = FilePayload(name="在职证明.jpg", mimeType="image/jpeg", buffer=a_jpeg())
BROKEN = FilePayload(name="半张.jpg", mimeType="image/jpeg", buffer=a_jpeg()[:200])
# Returns how wide everything is: the screen between header and tabs scrolls by itself.
WIDTH = """() => Math.max(...[document.documentElement, document.getElementById('view')]
  .filter((one) => one !== null).map((one) => one.scrollWidth))"""
# Returns what can be pressed and is too small for a finger; a tick is pressed by its whole line.
TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, textarea, input:not([type=file])')]
  .filter((one) => one.checkVisibility())
  .map((one) => (['checkbox', 'radio'].includes(one.type) ? one.parentElement : one))
  .map((one) => [one.textContent, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44).map(([words]) => words)"""

Phone = Callable[..., BrowserContext]
Agreed = Callable[[int], dict[str, str]]


@pytest.fixture
def page(phone: Phone) -> Page:
    """Return a page on a small phone."""
    return phone().new_page()


def open_records(page: Page, town: Town, number: int) -> None:
    """Sign in as a citizen who has proven their name; end with the records."""
    sign_in(page, town.citizen(number)["wechat_code"], "/status")
    expect(page.get_by_role("heading", name="名下的记录")).to_be_visible()


def sit_down(desk: Page, town: Town, order: int, number: str) -> None:
    """Sign in at the desk with the next code, as the present one may have been used, and open a case."""
    officer = town.credentials["officers"][order]
    desk.goto(f"/officer#/cases/{number}")
    desk.get_by_label("用户名").fill(officer["username"])
    desk.get_by_label("密码").fill(officer["password"])
    code = pyotp.TOTP(officer["totp_secret"]).at(datetime.now(UTC) + TOTP_STEP)
    desk.get_by_label("动态码").fill(code)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name=number)).to_be_visible()


def run_out(page: Page) -> None:
    """Let the sign-in be over, as after a long break."""
    page.evaluate(
        "sessionStorage.setItem('session', JSON.stringify({access_token: 'old', refresh_token: 'old'}))"
    )


def sign_in_here(page: Page, wechat_code: str) -> None:
    """Sign in where the screen asks for it."""
    page.get_by_label("微信登录码").fill(wechat_code)
    page.get_by_role("button", name="登录").click()


def number_of(page: Page) -> str:
    """Return the number of the case on the screen."""
    expect(page.locator("#clock")).to_be_visible()
    return page.url.rsplit("/", 1)[1]


def assert_narrow_small_and_of_one_host(town: Town, page: Page, asked: list[str]) -> None:
    assert page.evaluate(WIDTH) <= 320
    assert [url for url in asked if not url.startswith(town.credentials["base_url"])] == []
    loaded: list[Any] = page.evaluate(
        "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
        ".filter((one) => !one.name.includes('/api/')).map((one) => [one.name, one.encodedBodySize])"
    )
    assert len(loaded) > 3
    assert sum(size for _, size in loaded) < LARGEST_APP_BYTES


def assert_fit_for_fingers_and_eyes(page: Page) -> None:
    assert page.evaluate(WIDTH) <= 360
    assert page.evaluate(TOO_SMALL) == []
    assert page.evaluate(LEAST_CONTRAST)[0] >= READABLE


def apply_for_perk(town: Town, http: httpx.Client, headers: dict[str, str], card: str) -> httpx.Response:
    wish = {"perk": "library.deposit_free", "card": card}
    return http.post(f"{town.api}/me/perks", json=wish, headers=headers)


def test_a_wrong_record_disputed_on_the_phone_is_gone_after_the_decision_and_opens_its_perk(
    town: Town, page: Page, phone: Phone, http: httpx.Client, agreed: Agreed
) -> None:
    headers = agreed(DISPUTING)
    for purpose in ("card.link", "perk.apply"):
        http.put(f"{town.api}/me/consents/{purpose}", headers=headers).raise_for_status()
    own = {"card_number": town.citizen(DISPUTING)["card_number"]}
    card = http.post(f"{town.api}/me/cards", json=own, headers=headers).raise_for_status().json()["id"]
    assert apply_for_perk(town, http, headers, card).status_code == 403

    open_records(page, town, DISPUTING)
    record = page.locator("article")
    expect(page.locator("#status")).to_have_attribute("data-level", "fair")
    expect(page.locator("#timeline")).to_contain_text("之后不再计入")
    expect(record.locator(".record-part strong")).to_have_text("计入")
    assert_fit_for_fingers_and_eyes(page)

    record.get_by_role("link", name="提出异议").click()
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("alert").filter(has_text="请选择哪里不对")).to_be_visible()
    page.get_by_label("这不是我的记录").check()
    page.get_by_label("说说具体情况").fill("<img src=x onerror=alert(1)>那天我在上班")
    page.locator("#files").set_input_files([PROOF])
    expect(page.get_by_text("在职证明.jpg")).to_be_visible()
    assert_fit_for_fingers_and_eyes(page)
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_role("heading", name="核对一下")).to_be_visible()
    page.get_by_role("button", name="确认提交").dblclick()
    expect(page.get_by_role("status").filter(has_text="异议已提交，编号")).to_be_visible()
    number = number_of(page)
    expect(page.get_by_text("在职证明.jpg")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("核查")
    expect(page.locator("[aria-current=step]")).to_contain_text("等待中")
    expect(page.locator("#clock")).to_contain_text("（还有 2 个工作日）")
    expect(page.locator("#clock")).to_contain_text("全案决定：最迟")
    expect(page.locator("#clock")).to_contain_text("厦门条例异议一章的条文还没有核到")
    page.get_by_role("button", name="打开：在职证明.jpg").click()
    picture = page.get_by_role("img", name="在职证明.jpg")
    expect(picture).to_be_visible()
    assert picture.evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 0
    # What was written is shown and not run.
    expect(page.locator("blockquote")).to_have_text("<img src=x onerror=alert(1)>那天我在上班")
    assert_fit_for_fingers_and_eyes(page)
    cases = http.get(f"{town.api}/me/disputes", headers=headers).json()["disputes"]
    assert [(case["number"], len(case["materials"])) for case in cases] == [(number, 1)]

    desk = phone(viewport={"width": 1280, "height": 900}).new_page()
    sit_down(desk, town, 1, number)
    desk.get_by_role("button", name="接手", exact=True).click()
    take_step(desk, "由服务中心核查")
    take_step(desk, "异议成立，撤下记录", "not_the_person", "姓名相同，证件号码不同")
    expect(desk.locator(".state")).to_contain_text("异议成立")

    page.reload()
    decision = page.locator("#decision")
    expect(decision).to_contain_text("异议成立，记录已撤下")
    expect(decision).to_contain_text("该记录与本人无关")
    expect(decision).to_contain_text("姓名相同，证件号码不同")
    assert_fit_for_fingers_and_eyes(page)
    page.goto("/inbox")
    expect(page.locator("#inbox")).to_contain_text(f"异议 {number}：异议成立")
    expect(page.locator("#inbox li").first).to_contain_text("● 未读")
    assert_fit_for_fingers_and_eyes(page)
    page.get_by_role("link", name=f"看办理 {number}").first.click()
    expect(page.locator("#clock")).to_contain_text("异议成立")
    page.go_back()
    expect(page.locator("#inbox li").first).not_to_contain_text("● 未读")
    page.goto("/status")
    expect(page.locator("#status")).to_have_attribute("data-level", "good")
    expect(record.locator(".record-part strong")).to_have_text("不计入")
    expect(record.locator(".record-part")).to_contain_text("异议成立，记录已撤下。")
    assert apply_for_perk(town, http, headers, card).status_code == 202


def test_an_application_for_repair_keeps_as_a_draft_what_could_not_be_uploaded_and_is_sent_then(
    town: Town, page: Page, agreed: Agreed
) -> None:
    agreed(REPAIRING)
    open_records(page, town, REPAIRING)
    page.get_by_role("link", name="申请修复").click()
    expect(page.locator("#verdict")).to_contain_text("现在可以申请，不收费")
    expect(page.get_by_text("全程不收费")).to_be_visible()
    page.locator("#files").set_input_files([PROOF, BROKEN])
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert").filter(has_text="请阅读并勾选信用承诺")).to_be_visible()
    page.get_by_label("我作出这份承诺").check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert").filter(has_text="请阅读并勾选提交虚假材料的后果")).to_be_visible()
    page.get_by_label("我已知道提交虚假材料的后果").check()
    assert_fit_for_fingers_and_eyes(page)
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert").filter(has_text="还没有提交")).to_be_visible()
    number = number_of(page)
    expect(page.locator(".files li")).to_contain_text("图片已损坏")
    assert_fit_for_fingers_and_eyes(page)

    page.get_by_role("button", name="移除 半张.jpg").click()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text(f"修复申请已提交，编号 {number}")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("受理")
    page.goto("/cases")
    expect(page.locator("#cases")).to_contain_text("决定是否受理，最迟")
    page.get_by_role("link", name=number).click()
    page.get_by_role("button", name="撤回申请").click()
    page.get_by_role("button", name="确认撤回").click()
    expect(page.locator("#clock")).to_contain_text("你已撤回")
    expect(page.get_by_role("button", name="撤回申请")).to_have_count(0)


def test_a_repair_that_needs_a_proof_says_so_in_one_sentence_and_calls_nothing_missing(
    town: Town, page: Page, agreed: Agreed
) -> None:
    agreed(UNPROVEN)
    open_records(page, town, UNPROVEN)
    page.get_by_role("link", name="申请修复").click()
    expect(page.locator("#verdict")).to_have_text("可以申请，但要上传履行证明；不收费。")
    expect(page.locator(".conditions .owed")).to_contain_text("请上传证明")
    expect(page.locator(".conditions .unmet")).to_have_count(0)
    assert_fit_for_fingers_and_eyes(page)


def test_who_is_under_18_is_offered_no_certificate(
    town: Town, page: Page, proven: Callable[[int], str]
) -> None:
    proven(MINOR)
    open_records(page, town, MINOR)
    expect(page.get_by_role("link", name="我的办理")).to_be_visible()
    expect(page.get_by_role("link", name="出示信用码")).to_have_count(0)


def test_what_was_typed_outlives_a_language_a_reload_and_a_lost_answer_and_is_sent_once(
    town: Town, page: Page, http: httpx.Client, agreed: Agreed
) -> None:
    headers = agreed(INTERRUPTED)
    open_records(page, town, INTERRUPTED)
    page.get_by_role("link", name="提出异议").click()
    page.get_by_label("已经过了期限").check()
    page.get_by_label("说说具体情况").fill("去年就到期了")
    page.goto("/mine")
    page.get_by_role("button", name="English").click()
    page.go_back()
    expect(page.get_by_label("Its time is over")).to_be_checked()
    expect(page.get_by_label("Tell what happened")).to_have_value("去年就到期了")
    page.goto("/mine")
    page.get_by_role("button", name="简体中文").click()
    page.go_back()
    page.reload()
    expect(page.get_by_label("已经过了期限")).to_be_checked()
    page.get_by_role("button", name="下一步：核对").click()

    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/v1/me/disputes", lose_answer, times=1)
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_role("alert").filter(has_text="连不上服务")).to_contain_text("填写的内容还在")
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_role("status").filter(has_text="异议已提交，编号")).to_be_visible()
    cases: list[Any] = http.get(f"{town.api}/me/disputes", headers=headers).json()["disputes"]
    assert [case["words"] for case in cases] == ["去年就到期了"]
    # The way back leads to no second dispute.
    page.go_back()
    expect(page.get_by_role("link", name="看异议进度")).to_be_visible()
    expect(page.get_by_role("button", name="下一步：核对")).to_have_count(0)


def test_what_was_typed_outlives_a_sign_in_that_ran_out_and_is_nobody_elses(
    town: Town, page: Page, agreed: Agreed, proven: Callable[[int], str]
) -> None:
    agreed(UNPROVEN)
    open_records(page, town, UNPROVEN)
    page.get_by_role("link", name="提出异议").click()
    page.get_by_label("内容写错了").check()
    page.get_by_label("文号").check()
    page.get_by_label("文号应该是").fill("厦演字〔2026〕99号")
    assert_fit_for_fingers_and_eyes(page)
    run_out(page)
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_text("登录已过期，请重新登录；填写的内容还在")).to_be_visible()
    sign_in_here(page, town.citizen(UNPROVEN)["wechat_code"])
    expect(page.locator(".said")).to_contain_text("应为“厦演字〔2026〕99号”")

    run_out(page)
    page.get_by_role("button", name="确认提交").click()
    sign_in_here(page, proven(CLEAN))
    expect(page.get_by_text("没有这条记录")).to_be_visible()
    assert "99号" not in page.evaluate("JSON.stringify({...sessionStorage})")


def test_without_consent_the_records_are_shown_and_the_status_follows_once_it_is_given(
    town: Town, page: Page, proven: Callable[[int], str], http: httpx.Client
) -> None:
    who = town.citizen(CLEAN)
    tokens = http.post(f"{town.api}/session/wechat", json={"code": proven(CLEAN)}).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    http.delete(f"{town.api}/me/consents/status.evaluate", headers=headers)
    sign_in(page, who["wechat_code"], "/status")
    expect(page.get_by_text("不同意也能看下面的记录")).to_be_visible()
    page.get_by_text("看说明，决定是否同意").click()
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator("#status")).to_contain_text("良好")
    page.goto("/mine")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_label("微信登录码")).to_be_visible()
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "session" not in kept


def test_the_page_of_records_is_small_asks_no_other_host_and_is_used_with_the_keyboard(
    town: Town, phone: Phone
) -> None:
    context = phone(viewport={"width": 320, "height": 560})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto("/status")
    page.get_by_label("微信登录码").focus()
    page.keyboard.type(town.citizen(CLEAN)["wechat_code"])
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="名下的记录").or_(page.get_by_label("姓名")).first.wait_for()
    assert page.evaluate("document.activeElement.id") == "view"
    assert_narrow_small_and_of_one_host(town, page, asked)
