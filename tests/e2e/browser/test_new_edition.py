"""The service worker when the pages are built anew."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from miniprogram_api.public.built_pages import BUILT_FOLDER
from miniprogram_api.public.pages import build_pages

pytestmark = pytest.mark.e2e
IS_NEW_EDITION_IN_PLACE = """async () => {
  const isKept = (await caches.keys()).some((name) => name.startsWith("pages-new"));
  const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
  return isKept && !installing && !waiting && active.state === "activated";
}"""


class Pages:
    """Pages that can be built anew while they are served."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder = folder
        self.address = address

    def build_anew(self) -> None:
        self._change("v.html", "核验信用码 · ", "新版 · ")
        self._change("sw.js", '"version":"', '"version":"new')

    def _change(self, name: str, old: str, new: str) -> None:
        file = self._folder / name
        file.write_text(file.read_text().replace(old, new))
        file.with_name(f"{name}.gz").unlink()


@pytest.fixture
def pages(browser: Browser, tmp_path: Path) -> Iterator[Pages]:
    folder = tmp_path / "dist"
    shutil.copytree(BUILT_FOLDER, folder)
    app = Flask(__name__)
    app.register_blueprint(build_pages(b"{}", folder))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever).start()
    yield Pages(folder, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()


def test_a_new_edition_takes_the_place_of_the_one_that_is_kept_also_without_a_network(
    browser: Browser, pages: Pages, wait_kept: Callable[[Page], None]
) -> None:
    context = browser.new_context(base_url=pages.address)
    page = context.new_page()
    page.goto("/v")
    wait_kept(page)
    pages.build_anew()
    # What is kept is shown at once; the browser looks for a new edition after that, in its own time.
    page.reload()
    expect(page).to_have_title("核验信用码 · 市民诚信卡")
    for _ in range(100):
        if page.evaluate(IS_NEW_EDITION_IN_PLACE):
            break
        page.wait_for_timeout(200)
    context.set_offline(True)
    page.reload()
    expect(page).to_have_title("新版 · 市民诚信卡")
    context.close()
