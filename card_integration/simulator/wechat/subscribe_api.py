"""The call by which the mini-program sends a subscribe message, and what a tour may do beside it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, request

from card_integration.simulator.wechat.bodies import posted_object
from card_integration.simulator.wechat.errors import WeChatError
from card_integration.simulator.wechat.side import WeChatSide

_DONE = {"errcode": 0, "errmsg": "ok"}


class SubscribeApi:
    """WeChat's answers to the mini-program; a token of the official account opens nothing here."""

    def __init__(self, side: WeChatSide) -> None:
        self._side = side

    def send(self) -> dict[str, Any]:
        """Answer `POST /cgi-bin/message/subscribe/send`."""
        token = request.args.get("access_token", "")
        if not token:
            raise WeChatError(41001)
        account = self._side.city.find_account(self._side.issued.find_appid(token) or "")
        if account is None:
            raise WeChatError(40001)
        if account.kind != "mini_program":
            raise WeChatError(48001)
        body = posted_object()
        openid = str(body.get("touser", ""))
        if self._side.city.find_person(openid=openid) is None:
            raise WeChatError(40003)
        self._side.subscriptions.take(account, openid, body)
        return _DONE


def add_subscriptions(app: Flask, side: WeChatSide) -> None:
    """Register what people do in WeChat with subscribe messages: accept them, refuse them, read them."""
    control = Blueprint("subscriptions", __name__, url_prefix="/_simulator/subscriptions")

    def openid_of(asked: Any) -> str | None:
        person = side.city.find_person(wechat_code=str(asked.get("wechat_code", "")))
        return person.openid if person else asked.get("openid")

    @control.post("")
    def accept() -> tuple[dict[str, Any], int]:
        body = request.get_json()
        openid = openid_of(body)
        if openid is None:
            return {"error": "wechat_code or openid is needed"}, 400
        side.subscriptions.permit(openid, str(body["template_id"]), is_for_good=bool(body.get("for_good")))
        return {"answer": "accept"}, 201

    @control.delete("")
    def switch_off() -> dict[str, Any]:
        openid = openid_of(request.args)
        if openid is None:
            side.subscriptions.clear()
        else:
            side.subscriptions.revoke(openid)
        return {}

    @control.get("")
    def read() -> dict[str, Any]:
        return {"messages": side.subscriptions.read(openid_of(request.args) or "")}

    app.register_blueprint(control)
