"""How long a citizen waits for their home on a slow network, beside the same phone on this machine's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from time import perf_counter

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bench.rows import Row, measure_in_turn
from bench.web import BUILT

_RUNS = 5
_PATIENCE_MS = 30_000
# Looked for at each frame: the driver's own waiting looks twice a second in the end, and adds up to as much.
_HOME_IS_THERE = """patience => new Promise((done, failed) => {
  setTimeout(failed, patience, new Error("no home"));
  const look = () => [...document.links].some(link => link.textContent.includes("出示信用码"))
    ? done() : requestAnimationFrame(look);
  look();
})"""
_PHONE: ViewportSize = {"width": 360, "height": 740}
# What browsers and speed tests call 3G.
_THIRD_GENERATION = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 768_000 / 8,
}


def home_rows(base_url: str, wechat_code: str, remarks: list[str]) -> Iterator[Row]:
    """Yield the seconds from an empty phone to a home with its code button, signing in included."""
    chromium = shutil.which("chromium")
    if chromium is None or not (BUILT / "index.html").is_file():
        remarks.append("Without Chromium and the built pages web_home_3g_seconds is not measured.")
        return
    address = f"{base_url}/#wx={wechat_code}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield measure_in_turn(
            "web_home_3g_seconds",
            "seconds",
            lambda: _seconds_to_home(browser, address, is_slow=True),
            lambda: _seconds_to_home(browser, address, is_slow=False),
            _RUNS,
        )
        browser.close()


def _seconds_to_home(browser: Browser, address: str, *, is_slow: bool) -> float:
    context = browser.new_context(viewport=_PHONE, locale="zh-CN", service_workers="block")
    page = context.new_page()
    if is_slow:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", _THIRD_GENERATION)
    seconds = _wait_for_home(page, address)
    context.close()
    return seconds


def _wait_for_home(page: Page, address: str) -> float:
    began = perf_counter()
    page.goto(address, wait_until="commit")
    page.evaluate(_HOME_IS_THERE, _PATIENCE_MS)
    return perf_counter() - began
