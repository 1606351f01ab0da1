"""Debian's own Chromium, with a film in the place of a camera, and phones that look at the running demo."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from miniprogram_api.public.built_pages import BUILT_FOLDER
from tests.builders.stores import EmbeddedStore, ServiceStore
from tests.e2e.browser.camera import Camera
from tests.e2e.town import Town, running_town

# A machine that runs the rest of the suite beside this one may be slow; nothing here measures time.
expect.set_options(timeout=20_000)
# A sandbox needs rights that a container's root has not; the rest keeps Chromium from calling home.
_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
_SMALL_PHONE = {"width": 360, "height": 740}


def _require(is_there: bool, missing: str) -> None:
    """Skip where something is away that these tests need; in CI nothing may be."""
    if is_there:
        return
    if os.environ.get("CI"):
        pytest.fail(f"{missing}; CI has both")
    pytest.skip(missing)


@pytest.fixture(scope="package")
def town(store: EmbeddedStore | ServiceStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One town for all of these tests, as it takes longer to start than most of them to run."""
    with running_town(tmp_path_factory.mktemp("town"), store) as town:
        yield town


@pytest.fixture(scope="package", autouse=True)
def chromium() -> str:
    """Return where Chromium is, before anything is started for it."""
    found = shutil.which("chromium")
    _require(found is not None, "chromium is not installed (Debian: apt-get install chromium)")
    _require((BUILT_FOLDER / "v.html").is_file(), "the pages are not built (make web)")
    return str(found)


@pytest.fixture(scope="package")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Camera:
    return Camera(tmp_path_factory.mktemp("camera"))


@pytest.fixture(scope="package")
def browser(chromium: str, camera: Camera) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        film = f"--use-file-for-fake-video-capture={camera.file}"
        browser = playwright.chromium.launch(executable_path=chromium, args=[*_SWITCHES, film])
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser, town: Town) -> Iterator[Callable[..., BrowserContext]]:
    """Return a way to take up a phone, 360 pixels wide; its pages raise no error and keep to their policy."""
    taken: list[BrowserContext] = []
    errors: list[str] = []

    def take(**wishes: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=town.credentials["base_url"],
            **{"viewport": _SMALL_PHONE, "locale": "zh-CN", "device_scale_factor": 2, **wishes},
        )
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda line: errors.extend([line.text] * ("Security Policy" in line.text)))
        taken.append(context)
        return context

    yield take
    for context in taken:
        context.close()
    assert errors == []


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10, trust_env=False) as client:
        yield client


@pytest.fixture
def proven(town: Town, http: httpx.Client) -> Callable[[int], str]:
    """Return a way to prove a citizen's name, with no consent given; it returns their sign-in code."""

    def prove(number: int) -> str:
        who = town.citizen(number)
        tokens = http.post(f"{town.api}/session/wechat", json={"code": who["wechat_code"]}).json()
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        person = {"name": who["name"], "id_number": who["id_number"]}
        http.post(f"{town.api}/me/identity", json=person, headers=headers)
        return who["wechat_code"]

    return prove


@pytest.fixture
def agreed(town: Town, http: httpx.Client, proven: Callable[[int], str]) -> Callable[[int], dict[str, str]]:
    """Return a way to give a citizen's consents too; it returns the headers of their calls."""

    def agree(number: int) -> dict[str, str]:
        tokens = http.post(f"{town.api}/session/wechat", json={"code": proven(number)}).json()
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        for purpose in ("status.evaluate", "certificate.issue"):
            http.put(f"{town.api}/me/consents/{purpose}", headers=headers).raise_for_status()
        return headers

    return agree


@pytest.fixture
def wait_kept() -> Callable[[Page], None]:
    """Return a way to wait until a page works without a network."""

    def wait(page: Page) -> None:
        page.wait_for_selector("html[data-kept=true]", state="attached")

    return wait


def sign_in(page: Page, wechat_code: str, opened_as: str = "/code") -> None:
    page.goto(opened_as)
    page.get_by_label("微信登录码").fill(wechat_code)
    page.get_by_role("button", name="登录").click()


def show_code(page: Page, wechat_code: str, opened_as: str = "/code") -> None:
    """Sign in, tick level and adverse records, agree to what is asked; end with the code on the screen."""
    sign_in(page, wechat_code, opened_as)
    make_code(page)


def make_code(page: Page) -> None:
    page.get_by_label("信用状况等级").check()
    page.get_by_label("有没有计入的失信信息").check()
    page.get_by_role("button", name="看看对方会看到什么").click()
    agree_until(page, "生成并出示")
    page.get_by_role("button", name="生成并出示").click()
    page.get_by_role("img", name="信用码").wait_for()


def agree_until(page: Page, wanted: str) -> None:
    """Agree to every consent that is asked for, in its words, until this button is there."""
    button = page.get_by_role("button", name=wanted)
    agree = page.get_by_role("button", name="同意", exact=True)
    while True:
        expect(button.or_(agree).first).to_be_visible()
        if button.is_visible():
            return
        purpose = page.get_by_role("heading", name="需要你的同意").inner_text()
        agree.click()
        expect(page.get_by_role("heading", name=purpose)).to_have_count(0)


def address_of_code(page: Page) -> str:
    """Return what the QR code on the screen holds."""
    return page.locator(".paper").get_attribute("data-url") or ""


def withdraw_all(town: Town, http: httpx.Client, number: int) -> None:
    """Take back whatever a citizen agreed to in other tests of this town."""
    code = town.citizen(number)["wechat_code"]
    tokens = http.post(f"{town.api}/session/wechat", json={"code": code}).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    for consent in http.get(f"{town.api}/me/consents", headers=headers).json()["consents"]:
        http.delete(f"{town.api}/me/consents/{consent['id']}", headers=headers).raise_for_status()
