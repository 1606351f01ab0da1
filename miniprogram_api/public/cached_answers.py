"""Answers that are the same for everybody, and may be kept for some minutes."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from miniprogram_api.json_answers import json_answer

_KEPT_SECONDS = 300


def cached_answer(data: dict[str, Any]) -> Response:
    """Answer with a tag, so that a client which has the same already is told so in a few bytes (304)."""
    answer = json_answer(data)
    answer.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
