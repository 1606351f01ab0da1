"""The pages for phones as they are served: with a build, and in the place of one."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from miniprogram_api.public.built_pages import BUILT_FOLDER
from miniprogram_api.public.pages import build_pages

FILES = ("v", "scan", "index", "operator", "officer")
ROOMS = ("welcome", "status", "records", "cases", "inbox", "code", "perks", "cards", "help", "mine")
PAGES = {
    **{name: name for name in ("v", "scan", "operator", "officer")},
    **dict.fromkeys(ROOMS, "index"),
    "mine/data/deletion": "index",
    "operator/letters": "operator",
    "": "index",
}
"""The file of each path."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder as the build leaves it."""
    (tmp_path / "assets").mkdir()
    for file in FILES:
        (tmp_path / f"{file}.html").write_text(f"<title>{file}</title>")
    (tmp_path / "sw.js").write_text("1")
    (tmp_path / "assets" / "v-1.js").write_text("2")
    (tmp_path / "assets" / "v-1.js.gz").write_bytes(gzip.compress(b"2"))
    (tmp_path / "assets" / "zxing-1.wasm").write_bytes(b"\0asm")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    return _client_of(folder)


def _client_of(folder: Path) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(build_pages(b"{}", folder))
    return app.test_client()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_nothing_of_anybody_else_and_is_asked_for_anew(client: FlaskClient, page: str) -> None:
    answer = client.get(f"/{page}")
    assert (answer.status_code, answer.text) == (200, f"<title>{PAGES[page]}</title>")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "unsafe-inline" not in policy
    assert "http" not in policy
    assert answer.headers["Cache-Control"] == "no-cache"
    assert client.get(f"/{page}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_only_the_scan_page_has_the_camera_and_runs_webassembly(client: FlaskClient) -> None:
    answers = {page: client.get(f"/{page}").headers for page in PAGES}
    with_camera = {page for page, one in answers.items() if "camera=(self)" in one["Permissions-Policy"]}
    with_wasm = {page for page, one in answers.items() if "wasm" in one["Content-Security-Policy"]}
    with_place = {page for page, one in answers.items() if "geolocation=(self)" in one["Permissions-Policy"]}
    assert with_camera == with_wasm == {"scan"}
    assert with_place == {page for page, file in PAGES.items() if file == "index"}
    assert client.get("/minefield").status_code == client.get("/operator/none").status_code == 404


def test_the_service_worker_keeps_the_same_rooms_as_are_served() -> None:
    config = (BUILT_FOLDER.parent / "vite.config.ts").read_text(encoding="utf-8")
    rooms = re.search(r"const ROOMS = \[(.*)\];", config)
    assert rooms is not None
    assert tuple(re.findall(r"'(\w+)'", rooms[1])) == ROOMS


def test_the_service_worker_may_ask_its_own_host_and_is_never_kept_long(client: FlaskClient) -> None:
    worker = client.get("/sw.js")
    assert worker.mimetype == "text/javascript"
    assert "connect-src 'self'" in worker.headers["Content-Security-Policy"]
    assert worker.headers["Cache-Control"] == "no-cache"


def test_a_hashed_file_is_kept_for_good_and_sent_packed_to_whoever_takes_that(client: FlaskClient) -> None:
    plain = client.get("/assets/v-1.js")
    packed = client.get("/assets/v-1.js", headers={"Accept-Encoding": "gzip"})
    assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (plain.data, gzip.decompress(packed.data)) == (b"2", b"2")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert client.get("/assets/zxing-1.wasm").mimetype == "application/wasm"


@pytest.mark.parametrize(
    "name", ["none.js", "v-1.js.gz", "..%2Fv.html", "..%2Fsw.js", "v-1.js%00", "v-1.map"]
)
def test_no_other_file_is_sent(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


def test_without_a_build_the_pages_say_how_to_get_them(tmp_path: Path) -> None:
    client = _client_of(tmp_path)
    assert client.get("/v").status_code == 200
    assert "普通相机打开本页，不代表码有效" in client.get("/v").text
    for page in ("/scan", "/code", "/records/r/dispute", "/mine", "/operator", "/officer"):
        answer = client.get(page)
        assert (answer.status_code, "make web" in answer.text) == (503, True)
    assert client.get("/sw.js").status_code == 404
    assert client.get("/assets/v-1.js").status_code == 404


def test_the_first_page_is_the_citizens_app_and_without_a_build_says_how_to_get_it(
    client: FlaskClient, tmp_path: Path
) -> None:
    about = client.get("/about").text
    assert 'href="/scan"' in about
    assert 'href="/code"' in about
    without = _client_of(tmp_path / "none").get("/").text
    assert 'href="/scan"' not in without
    assert "make web" in without
