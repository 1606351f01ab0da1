"""Takes the pictures of the README from a demo city of its own: `make pictures`."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.builders.stores import EmbeddedStore
from tests.e2e.browser.conftest import address_of_code, show_code
from tests.e2e.browser.test_officer_desk import case_of, sign_in
from tests.e2e.town import Town, running_town

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
_PHONE: ViewportSize = {"width": 360, "height": 720}
_DESK: ViewportSize = {"width": 1280, "height": 800}
_CLEAN, _SHOWN = 1, 4
"""Of the second, who has an ordinary record, there is something to see, to dispute and to have repaired."""
_SCREENS = {
    "home": "/",
    "status": "/status",
    "code-choice": "/code",
    "perks": "/perks",
    "cards": "/cards",
    "help": "/help",
    "consents": "/mine/consents",
    "log": "/mine/log",
}


def main() -> int:
    """Write every picture anew; return the exit code of the process."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed (Debian: apt-get install chromium)", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with running_town(place, EmbeddedStore(place)) as town, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for number in (_SHOWN, _CLEAN):
                _prepare(town, number)
            _take(browser, town, _SCREENS, "usual", "light")
            _take(browser, town, {"home-large": "/"}, "large", "light")
            _take(browser, town, {"help-large-dark": "/help"}, "large", "dark")
            _take_main_job(browser, town)
            _take_desk(browser, town)
            _take_of_others(browser, town)
            browser.close()
    print(f"{len([*PICTURES.glob('*.png')])} pictures in {PICTURES}")
    return 0


def _prepare(town: Town, number: int) -> None:
    """Let the citizen agree, link a card and hold a perk, as it is shown."""
    who = town.citizen(number)
    with httpx.Client(base_url=town.api, timeout=20, trust_env=False) as http:
        tokens = http.post("/session/wechat", json={"code": who["wechat_code"]}).raise_for_status().json()
        http.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        person = {"name": who["name"], "id_number": who["id_number"]}
        http.post("/me/identity", json=person).raise_for_status()
        for purpose in ("status.evaluate", "certificate.issue", "card.link", "perk.apply"):
            http.put(f"/me/consents/{purpose}").raise_for_status()
        http.post("/me/cards", json={"card_number": who["card_number"]}).raise_for_status()


def _take(browser: Browser, town: Town, screens: dict[str, str], size: str, theme: str) -> None:
    page = _phone(browser, town, size, theme)
    page.goto(f"/#wx={town.citizen(_SHOWN)['wechat_code']}")
    page.get_by_role("heading", level=1).first.wait_for()
    for name, path in screens.items():
        page.goto(path)
        _save(page, name)


def _take_main_job(browser: Browser, town: Town) -> None:
    """A code on the citizen's screen, and what the merchant reads after scanning it."""
    citizen, till = (_phone(browser, town, "usual", "light") for _ in range(2))
    show_code(citizen, town.citizen(_CLEAN)["wechat_code"])
    till.goto("/scan")
    till.get_by_label("本店的接口密钥").fill(town.credentials["merchants"][0]["api_key"])
    till.get_by_role("button", name="保存并开始").click()
    _save(citizen, "code")
    till.get_by_label("粘贴码的链接或数字").fill(address_of_code(citizen))
    till.get_by_role("button", name="核验", exact=True).click()
    till.locator(".card").wait_for()
    _save(till, "verdict")


def _take_desk(browser: Browser, town: Town) -> None:
    """A dispute as the officer sees it."""
    with httpx.Client(base_url=town.api, timeout=20, trust_env=False) as http:
        code = {"code": town.citizen(_SHOWN)["wechat_code"]}
        tokens = http.post("/session/wechat", json=code).raise_for_status().json()
        number = case_of(town, http, {"Authorization": f"Bearer {tokens['access_token']}"})
    desk = browser.new_context(
        base_url=town.credentials["base_url"], viewport=_DESK, locale="zh-CN"
    ).new_page()
    sign_in(desk, town, 0)
    desk.get_by_role("link", name=number).click()
    desk.get_by_role("heading", name=number).wait_for()
    _save(desk, "desk-case")


def _take_of_others(browser: Browser, town: Town) -> None:
    for name, path in (("scan", "/scan"), ("verify", "/v"), ("operator", "/operator"), ("desk", "/officer")):
        page = _phone(browser, town, "usual", "light")
        page.goto(path)
        _save(page, name)


def _phone(browser: Browser, town: Town, size: str, theme: str) -> Page:
    context = browser.new_context(
        base_url=town.credentials["base_url"], viewport=_PHONE, locale="zh-CN", device_scale_factor=1.5
    )
    kept = json.dumps(json.dumps({"size": size, "theme": theme}))
    context.add_init_script(f"if (location.protocol !== 'about:') localStorage.setItem('comfort', {kept})")
    return context.new_page()


def _save(page: Page, name: str) -> None:
    page.get_by_role("heading").first.wait_for()
    page.wait_for_load_state("networkidle")
    drawn = Image.open(BytesIO(page.screenshot()))
    # A page has few colours: a palette is a third of the bytes in the repository.
    drawn.convert("RGB").quantize(64).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
