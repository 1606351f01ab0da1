"""The HTTP side of WeChat's callback: statuses and headers, no rule of the business."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from bot.wechat.opening import MAX_BODY_BYTES, Query
from bot.wechat.push import HostilePush
from bot.wechat.reception import NotForgotten


class CallbackDoor(Protocol):
    """Answers WeChat's questions and pushes; both raise `HostilePush`, pushes also `NotForgotten`."""

    def echo(self, query: Query) -> str:
        """Return what WeChat asked to be told back."""
        ...

    def receive(self, query: Query, body: bytes) -> str:
        """Return the response body to a push."""
        ...


def wechat_callback(door: CallbackDoor) -> Blueprint:
    """Make the blueprint for `GET` and `POST /wechat/callback`."""
    blueprint = Blueprint("wechat_callback", __name__)

    @blueprint.get("/wechat/callback")
    def echo() -> Response:
        return _respond(lambda: door.echo(_query()))

    @blueprint.post("/wechat/callback")
    def receive() -> Response:
        # One byte more than the door takes: a body of unknown length is cut here, not refused.
        request.max_content_length = MAX_BODY_BYTES + 1
        return _respond(lambda: door.receive(_query(), request.get_data(cache=False)))

    return blueprint


def _query() -> Query:
    return request.args.to_dict(flat=False)


def _respond(answer: Callable[[], str]) -> Response:
    """Answer as plain text that no browser may take for a page (duty D2)."""
    try:
        body, status = answer(), 200
    except HostilePush as refusal:
        body, status = "", refusal.status
    except HTTPException as refusal:
        body, status = "", refusal.code or 400
    except NotForgotten:
        body, status = "", 503  # no success was had, and whoever left is shown nothing
    response = Response(body, status=status, content_type="text/plain; charset=utf-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
