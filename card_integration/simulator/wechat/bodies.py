"""What callers post to WeChat."""

from __future__ import annotations

from typing import Any

from flask import request

from card_integration.simulator.wechat.errors import WeChatError


def posted_object() -> dict[str, Any]:
    """Return the JSON object that was posted; WeChat asks for no Content-Type. Raises `WeChatError`."""
    if not request.get_data():
        raise WeChatError(44002)
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise WeChatError(47001)
    return body
