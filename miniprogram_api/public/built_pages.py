"""The pages that `make web` builds, and what stands in their place where nobody built them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from flask import Response, abort, make_response, render_template, request

from backend.certificates.format.digits import CODE_PATH
from miniprogram_api.authentication import View

BUILT_FOLDER = Path(__file__).parents[2] / "web" / "dist"
"""Where the build leaves them; there is nothing in it that is committed."""

_STRICT = (
    "default-src 'none'; {scripts}; connect-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE_POLICY = _STRICT.format(scripts="script-src 'self'")
# The scan page decodes pictures in WebAssembly.
_SCAN_POLICY = _STRICT.format(scripts="script-src 'self' 'wasm-unsafe-eval'")
_NO_BUILD_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
_NO_DEVICES = "camera=(), microphone=(), geolocation=()"
# Sorting what is near; the place stays on the phone.
_PLACE_ONLY = "camera=(), microphone=(), geolocation=(self)"
_CAMERA_ONLY = "camera=(self), microphone=(), geolocation=()"
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
_ASSET = re.compile(r"[\w.-]+\.(js|css|svg|wasm)", re.ASCII)
_YEAR_SECONDS = 31_536_000
_WORKER, _SCAN_PAGE, _OFFICER_PAGE = "/sw.js", "/scan", "/officer"
_OPERATOR_PAGE, _OPERATOR_ROOMS = "/operator", ("letters", "reconciliation")
_ROOMS = ("welcome", "status", "records", "cases", "inbox", "code", "perks", "cards", "help", "mine")
"""The citizen's screens are one page; its script reads the address."""


class BuiltPages:
    """Serves the built pages out of `folder`, each under a policy that lets nothing of others in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def are_there(self) -> bool:
        """Tell whether somebody built them."""
        return (self._folder / "v.html").is_file()

    def routes(self) -> Mapping[str, View]:
        """Return the views by their rules."""
        return {
            CODE_PATH: self.show_code_page,
            _SCAN_PAGE: self.show_scan_page,
            _OFFICER_PAGE: self.show_officer_page,
            _OPERATOR_PAGE: self.show_operator_page,
            f"{_OPERATOR_PAGE}/<any({','.join(_OPERATOR_ROOMS)}):room>": self.show_operator_room,
            f"/<any({','.join(_ROOMS)}):room>": self.show_citizen_room,
            f"/<any({','.join(_ROOMS)}):room>/<path:screen>": self.show_citizen_screen,
            _WORKER: self.send_worker,
            "/assets/<name>": self.send_asset,
        }

    def show_code_page(self) -> Response:
        """Verify in the browser what a camera has found: the digits stand behind `#` and never reach us."""
        if not self.are_there:
            return _in_words("code.html")
        return self._page("v.html", _PAGE_POLICY, _NO_DEVICES)

    def show_scan_page(self) -> Response:
        """Let a merchant scan with a phone's camera."""
        return self._page("scan.html", _SCAN_POLICY, _CAMERA_ONLY)

    def show_citizen_page(self) -> Response:
        """Show a citizen's screen; which one, its own script finds in the address."""
        return self._page("index.html", _PAGE_POLICY, _PLACE_ONLY)

    def show_citizen_room(self, room: str) -> Response:
        """Show the first screen of a room."""
        return self.show_citizen_page()

    def show_citizen_screen(self, room: str, screen: str) -> Response:
        """Show a screen of a room."""
        return self.show_citizen_page()

    def show_operator_page(self) -> Response:
        """Let a card operator see to grants by hand, and see what did not reach it."""
        return self._page("operator.html", _PAGE_POLICY, _NO_DEVICES)

    def show_operator_room(self, room: str) -> Response:
        """Show another of the operator's screens."""
        return self.show_operator_page()

    def show_officer_page(self) -> Response:
        """Let an officer work at the desk."""
        return self._page("officer.html", _PAGE_POLICY, _NO_DEVICES)

    def send_worker(self) -> Response:
        """Send the service worker, which keeps the pages for the time without a network."""
        if not self.are_there:
            abort(404)
        return self._fresh("sw.js", _PAGE_POLICY)

    def send_asset(self, name: str) -> Response:
        """Send a file whose name changes with its content, so that nobody has to ask for it twice."""
        if not _ASSET.fullmatch(name):
            abort(404)
        asset = self._send(f"assets/{name}")
        asset.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
        return asset

    def _page(self, name: str, policy: str, permissions: str) -> Response:
        if not self.are_there:
            return _in_words("not_built.html", 503)
        page = self._fresh(name, policy)
        page.headers["Permissions-Policy"] = permissions
        return page

    def _fresh(self, name: str, policy: str) -> Response:
        answer = self._send(name)
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers["Content-Security-Policy"] = policy
        return answer

    def _send(self, name: str) -> Response:
        """Send a file, in the packed form that the build left beside it to whoever takes that."""
        file, packed = self._folder / name, self._folder / f"{name}.gz"
        if not file.is_file():
            abort(404)
        is_packed = request.accept_encodings["gzip"] > 0 and packed.is_file()
        answer = Response((packed if is_packed else file).read_bytes(), mimetype=_TYPES[file.suffix])
        answer.headers["Vary"] = "Accept-Encoding"
        if is_packed:
            answer.headers["Content-Encoding"] = "gzip"
        answer.add_etag()
        answer.make_conditional(request)
        return answer


def _in_words(template: str, status: int = 200) -> Response:
    page = make_response(render_template(template), status)
    page.headers["Content-Security-Policy"] = _NO_BUILD_POLICY
    return page
