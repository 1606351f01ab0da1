"""The calls of WeChat's API that the service makes, with WeChat's own paths and error bodies."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from card_integration.simulator.wechat.city import Account, City, Person
from card_integration.simulator.wechat.control import CallLog, Faults, add_control
from card_integration.simulator.wechat.issued import Issued

_ERRORS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40029: "invalid code",
    40125: "invalid appsecret",
    40163: "code been used",
    40226: "code blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    48001: "api unauthorized",
}
_CODES_THAT_FAIL = {"": 41008, "demo-high-risk": 40226, "demo-rate-limited": 45011}


class WeChatError(Exception):
    """An answer with an `errcode`; WeChat sends it with status 200."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode


class Api:
    """WeChat's answers, over one city."""

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

    def user_info(self) -> dict[str, Any]:
        """Answer `GET /cgi-bin/user/info`; since 2021 it gives neither name nor picture."""
        token = request.args.get("access_token", "")
        if not token:
            raise WeChatError(41001)
        appid = self._issued.find_appid(token)
        if appid is None:
            raise WeChatError(40001)
        if appid != self._city.get_official_account().appid:
            raise WeChatError(48001)
        person = self._city.find_person(official_openid=request.args.get("openid", ""))
        if person is None:
            raise WeChatError(40003)
        answer = {"subscribe": 1, "openid": person.official_openid, "remark": "", "tagid_list": []}
        return answer | ({"unionid": person.unionid} if person.unionid else {})

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
    city_file: Path, state_file: Path | None = None, now: Callable[[], float] = time.time
) -> Flask:
    """Build WeChat's side for the city in `city_file`."""
    city, issued = City(city_file), Issued(state_file, now)
    calls, faults = CallLog(), Faults()
    api = Api(city, issued)
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.add_url_rule("/sns/jscode2session", view_func=_answering(api.code2session, "code2session"))
    app.add_url_rule(
        "/cgi-bin/stable_token", view_func=_answering(api.stable_token, "stable_token"), methods=["POST"]
    )
    app.add_url_rule("/cgi-bin/token", view_func=_answering(api.token, "token"))
    app.add_url_rule("/cgi-bin/user/info", view_func=_answering(api.user_info, "user_info"))
    add_control(app, city, issued, calls, faults)

    @app.before_request
    def log_and_misbehave() -> Response | None:
        if request.path.startswith("/_simulator/"):
            return None
        calls.add(request.method, request.path, request.query_string.decode("latin-1"))
        return faults.apply(request.path)

    return app


def _answering(answer: Callable[[], dict[str, Any]], name: str) -> Callable[[], Response]:
    def view() -> Response:
        try:
            body = answer()
        except WeChatError as error:
            rid = secrets.token_hex(12)
            body = {"errcode": error.errcode, "errmsg": f"{_ERRORS[error.errcode]} rid: {rid}"}
        return Response(json.dumps(body, ensure_ascii=False), content_type="text/plain")

    view.__name__ = name
    return view
