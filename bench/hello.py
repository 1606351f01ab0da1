"""The baseline of every rate: a bare Flask that answers JSON, for the same server as the service's."""

from __future__ import annotations

from flask import Flask


def create_app() -> Flask:
    """Return the application."""
    app = Flask(__name__)

    @app.get("/hello")
    def hello() -> dict[str, str]:
        return {"hello": "world"}

    return app
