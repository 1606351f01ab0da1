"""Pages for people: what this is, what a problem type means, and the documentation of the API."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, make_response, render_template, send_from_directory
from swagger_ui_bundle import swagger_ui_path  # type: ignore[import-untyped]

from miniprogram_api.authentication import PUBLIC, View, guarded
from miniprogram_api.operations import PREFIX
from miniprogram_api.problems import TYPE_PREFIX
from miniprogram_api.public.built_pages import BUILT_FOLDER, BuiltPages

_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
# Swagger UI sets styles on its elements and draws its icons from data: links; it needs no other host.
_DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DOCS_FILES = {"swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"}
_DOCS_CACHED_SECONDS = 86_400


def build_pages(openapi_document: bytes, built_folder: Path = BUILT_FOLDER) -> Blueprint:
    """Make the blueprint of the pages and of the document that one of them shows."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    built = BuiltPages(built_folder)

    def openapi() -> Response:
        return Response(openapi_document, content_type="application/json")

    def show_home() -> Response:
        if built.are_there:
            return built.show_citizen_page()
        return show_about()

    def show_about() -> Response:
        return _page("home.html", _PAGE_POLICY, are_pages_there=built.are_there)

    routes: dict[str, View] = {
        "/": show_home,
        "/about": show_about,
        **built.routes(),
        f"{TYPE_PREFIX}<path:code>": explain_problem,
        f"{PREFIX}/openapi.json": openapi,
        "/docs": show_docs,
        "/docs/start.js": start_docs,
        "/docs/<name>": send_docs_file,
    }
    for rule, view in routes.items():
        pages.add_url_rule(rule, view_func=guarded(view, PUBLIC))
    return pages


def explain_problem(code: str) -> Response:
    """Say what an answer of this problem type means and what to do with it."""
    return _page("problem.html", _PAGE_POLICY, code=code)


def show_docs() -> Response:
    """Show the API's documentation."""
    return _page("docs.html", _DOCS_POLICY)


def start_docs() -> Response:
    """Start the documentation's script with our document."""
    return Response(render_template("docs.js"), content_type="text/javascript; charset=utf-8")


def send_docs_file(name: str) -> Response:
    """Send one of the documentation's files from the installed package."""
    if name not in _DOCS_FILES:
        abort(404)
    return send_from_directory(swagger_ui_path, name, max_age=_DOCS_CACHED_SECONDS)


def _page(template: str, policy: str, **facts: str | bool) -> Response:
    page = make_response(render_template(template, **facts))
    page.headers["Content-Security-Policy"] = policy
    return page
