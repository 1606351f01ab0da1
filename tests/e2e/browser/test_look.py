"""What everybody must be able to see and to load: contrast, edges, size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.town import Town

pytestmark = pytest.mark.e2e
IN_SUNLIGHT, READABLE = 7.0, 4.5
LARGEST_FIRST_LOAD_BYTES = 40_000

# Returns the words of least contrast on the page with their ratio (WCAG 2.2, relative luminance).
LEAST_CONTRAST = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };
  const seen = [...document.body.querySelectorAll('*')].filter((one) =>
    one.checkVisibility() && [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim()));
  const ratios = seen.map((one) => {
    const colours = [parse(getComputedStyle(one).color), ground(one)];
    const [dark, light] = colours.map(luminance).sort((a, b) => a - b);
    return [(light + 0.05) / (dark + 0.05), one.textContent.trim()];
  });
  return ratios.sort((a, b) => a[0] - b[0])[0];
}"""

Phone = Callable[..., BrowserContext]


def _least_contrast(page: Page) -> tuple[float, str]:
    ratio, words = page.evaluate(LEAST_CONTRAST)
    return ratio, words


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_on_the_scan_page_can_be_read_in_sunlight(town: Town, phone: Phone, theme: Any) -> None:
    page = phone(color_scheme=theme).new_page()
    page.goto("/scan")
    page.get_by_role("button", name="保存并开始").wait_for()
    assert _least_contrast(page) >= (IN_SUNLIGHT, "")
    page.get_by_label("本店的接口密钥").fill(town.credentials["merchants"][0]["api_key"])
    page.get_by_role("button", name="保存并开始").click()
    page.get_by_text("不用相机").click()
    assert _least_contrast(page) >= (IN_SUNLIGHT, "")
    page.get_by_label("粘贴码的链接或数字").fill("123")
    page.get_by_role("button", name="核验", exact=True).click()
    page.locator(".card").wait_for()
    for tone in ("good", "caution", "bad", "unknown"):
        page.locator(".card").evaluate("(card, tone) => { card.className = `card ${tone}`; }", tone)
        assert _least_contrast(page) >= (IN_SUNLIGHT, tone)


@pytest.mark.parametrize("path", ["/v", "/v#123", "/code"])
def test_the_other_pages_can_be_read(phone: Phone, path: str) -> None:
    page = phone().new_page()
    page.goto(path)
    page.get_by_role("heading").first.wait_for()
    assert _least_contrast(page) >= (READABLE, "")


@pytest.mark.parametrize("path", ["/v", "/v#123", "/scan", "/code"])
def test_no_page_reaches_past_its_edge_or_asks_another_host(town: Town, phone: Phone, path: str) -> None:
    context = phone(viewport={"width": 320, "height": 560})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(path)
    page.get_by_role("heading").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [url for url in asked if not url.startswith(town.credentials["base_url"])] == []


def test_the_page_that_a_camera_opens_is_small(phone: Phone) -> None:
    page = phone().new_page()
    page.goto("/v#123")
    page.locator(".card").wait_for()
    loaded: list[Any] = page.evaluate(
        "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
        ".map((one) => [one.name, one.encodedBodySize])"
    )
    assert len(loaded) > 3
    assert sum(size for _, size in loaded) < LARGEST_FIRST_LOAD_BYTES
