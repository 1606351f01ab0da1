"""The calls of WeChat's API that the service makes, with WeChat's own paths and error bodies."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.wechat.account_api import AccountApi
from card_integration.simulator.wechat.city import Account, City, Person
from card_integration.simulator.wechat.control import CallLog, Faults, add_control
from card_integration.simulator.wechat.errors import ERRORS, WeChatError
from card_integration.simulator.wechat.issued import Issued
from card_integration.simulator.wechat.side import WeChatSide
from card_integration.simulator.wechat.subscribe_api import SubscribeApi, add_subscriptions

Answer = Callable[[], dict[str, Any] | Response]

_CODES_THAT_FAIL = {"": 41008, "demo-high-risk": 40226, "demo-rate-limited": 45011}


class SignInApi:
    """WeChat's answers about login codes and access tokens."""

    def __init__(self, city: City, issued: Issued) -> None:
        self._city = city
        self._issued = issued

    def code2session(self) -> dict[str, Any]:
        """Answer `GET /sns/jscode2session` (小程序登录凭证校验)."""
        account = self._checked_account(request.args)
        if account.kind != "mini_program":
            raise WeChatError(48001)
        if request.args.get("grant_type") != "authorization_code":
            raise WeChatError(40002)
        person = self._person_of_code(request.args.get("js_code", ""))
        answer = {"session_key": secrets.token_urlsafe(16), "openid": person.openid}
        return answer | ({"unionid": person.unionid} if person.unionid else {})

    def stable_token(self) -> dict[str, Any]:
        """Answer `POST /cgi-bin/stable_token`: the same token for everybody while it lives."""
        asked = request.get_json(force=True, silent=True) or {}  # WeChat asks for no Content-Type
        account = self._checked_account(asked)
        if asked.get("grant_type") != "client_credential":
            raise WeChatError(40002)
        token, seconds = self._issued.get_stable_token(account.appid)
        return {"access_token": token, "expires_in": seconds}

    def token(self) -> dict[str, Any]:
        """Answer `GET /cgi-bin/token`: each call ends the token before."""
        account = self._checked_account(request.args)
        if request.args.get("grant_type") != "client_credential":
            raise WeChatError(40002)
        token, seconds = self._issued.renew_plain_token(account.appid)
        return {"access_token": token, "expires_in": seconds}

    def _checked_account(self, asked: Any) -> Account:
        if not asked.get("appid"):
            raise WeChatError(41002)
        account = self._city.find_account(asked["appid"])
        if account is None:
            raise WeChatError(40013)
        if not asked.get("secret"):
            raise WeChatError(41004)
        if asked["secret"] != account.secret:
            raise WeChatError(40125)
        return account

    def _person_of_code(self, code: str) -> Person:
        """Return who a code belongs to; a demo code of the city file stands for a fresh one each time."""
        if code in _CODES_THAT_FAIL:
            raise WeChatError(_CODES_THAT_FAIL[code])
        person = self._city.find_person(wechat_code=code)
        if person is None:
            errcode, wechat_code = self._issued.redeem_code(code)
            if errcode:
                raise WeChatError(errcode)
            person = self._city.find_person(wechat_code=wechat_code)
        if person is None:
            raise WeChatError(40029)
        return person


def create_app(
    city_file: Path, state_file: Path | None = None, now: Callable[[], float] | None = None
) -> Flask:
    """Build WeChat's side for the city in `city_file`; its clock can be set forward unless `now` is given."""
    clock = ShiftedClock()
    side = WeChatSide(city_file, state_file, now or (lambda: clock.now().timestamp()))
    calls, faults = CallLog(), Faults()
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    for method, path, answer in _routes(side):
        app.add_url_rule(path, path, _answering(answer), methods=[method])
    add_control(app, side, clock, calls, faults)
    add_subscriptions(app, side)

    @app.before_request
    def log_and_misbehave() -> Response | None:
        if request.path.startswith("/_simulator/"):
            return None
        calls.add(request.method, request.path, request.query_string.decode("latin-1"))
        return faults.apply(request.path)

    return app


def _routes(side: WeChatSide) -> Iterator[tuple[str, str, Answer]]:
    sign_in, account = SignInApi(side.city, side.issued), AccountApi(side)
    yield "GET", "/sns/jscode2session", sign_in.code2session
    yield "POST", "/cgi-bin/stable_token", sign_in.stable_token
    yield "GET", "/cgi-bin/token", sign_in.token
    yield "GET", "/cgi-bin/user/info", account.user_info
    yield "POST", "/cgi-bin/media/upload", account.upload
    yield "GET", "/cgi-bin/media/get", account.download
    yield "POST", "/cgi-bin/menu/create", account.create_menu
    yield "GET", "/cgi-bin/menu/get", account.get_menu
    yield "POST", "/cgi-bin/message/custom/send", account.send
    yield "POST", "/cgi-bin/message/subscribe/send", SubscribeApi(side).send


def _answering(answer: Answer) -> Callable[[], Response]:
    def view() -> Response:
        try:
            body = answer()
        except WeChatError as error:
            rid = secrets.token_hex(12)
            body = {"errcode": error.errcode, "errmsg": f"{ERRORS[error.errcode]} rid: {rid}"}
        if isinstance(body, Response):
            return body
        return Response(json.dumps(body, ensure_ascii=False), content_type="text/plain")

    return view
