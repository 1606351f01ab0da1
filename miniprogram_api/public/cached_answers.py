"""Answers that are the same for everybody, and may be kept for some minutes."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from miniprogram_api.json_answers import json_answer

_KEPT_SECONDS = 300


def cached_answer(data: dict[str, Any], kept_seconds: int = _KEPT_SECONDS) -> Response:
    """Answer JSON with a tag, so that a client which has the same already is told so in a few bytes (304)."""
    return _kept(json_answer(data), kept_seconds)


def cached_bytes(data: bytes, content_type: str) -> Response:
    """Answer bytes of another type in the same way."""
    return _kept(Response(data, content_type=content_type), _KEPT_SECONDS)


def _kept(answer: Response, kept_seconds: int) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={kept_seconds}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
