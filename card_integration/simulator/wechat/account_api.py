"""The calls that the official account makes with its access token."""

from __future__ import annotations

import base64
import time
from typing import Any

from flask import Response, request

from card_integration.simulator.wechat.bodies import posted_object
from card_integration.simulator.wechat.errors import WeChatError
from card_integration.simulator.wechat.side import WeChatSide

_LARGEST_TEXT_BYTES = 2048
_DONE = {"errcode": 0, "errmsg": "ok"}


class AccountApi:
    """WeChat's answers to the official account; a token of the mini-program opens nothing here."""

    def __init__(self, side: WeChatSide) -> None:
        self._side = side

    def user_info(self) -> dict[str, Any]:
        """Answer `GET /cgi-bin/user/info`; since 2021 it gives neither name nor picture."""
        self._check_token()
        person = self._side.city.find_person(official_openid=request.args.get("openid", ""))
        if person is None:
            raise WeChatError(40003)
        answer = {"subscribe": 1, "openid": person.official_openid, "remark": "", "tagid_list": []}
        return answer | ({"unionid": person.unionid} if person.unionid else {})

    def upload(self) -> dict[str, Any]:
        """Answer `POST /cgi-bin/media/upload`."""
        self._check_token()
        if request.args.get("type") != "image":
            raise WeChatError(40004)
        file = request.files.get("media")
        if file is None:
            raise WeChatError(41005)
        with file.stream as stream:
            media_id = self._side.media.upload_image(stream.read())
        return {"type": "image", "media_id": media_id, "created_at": int(time.time())}

    def download(self) -> Response:
        """Answer `GET /cgi-bin/media/get` with the file itself."""
        self._check_token()
        medium = self._side.media.get(request.args.get("media_id", ""))
        return Response(medium.content, content_type=medium.content_type)

    def create_menu(self) -> dict[str, Any]:
        """Answer `POST /cgi-bin/menu/create`."""
        self._check_token()
        self._side.menu.create(posted_object())
        return _DONE

    def get_menu(self) -> dict[str, Any]:
        """Answer `GET /cgi-bin/menu/get`."""
        self._check_token()
        return self._side.menu.get()

    def send(self) -> dict[str, Any]:
        """Answer `POST /cgi-bin/message/custom/send`, within WeChat's limits of number and time."""
        self._check_token()
        body = posted_object()
        openid = str(body.get("touser", ""))
        if not self._is_known(openid):
            raise WeChatError(40003)
        message = self._read_message(body)
        self._side.contacts.spend(openid)
        self._side.contacts.show(openid, by="customer_message", **message)
        return _DONE

    def _is_known(self, openid: str) -> bool:
        is_person = self._side.city.find_person(official_openid=openid) is not None
        return is_person or self._side.contacts.has_met(openid)

    def _read_message(self, body: dict[str, Any]) -> dict[str, Any]:
        is_ai = (body.get("aimsgcontext") or {}).get("is_ai_msg") == 1
        if body.get("msgtype") == "text":
            content = str((body.get("text") or {}).get("content", ""))
            if not content:
                raise WeChatError(44004)
            if len(content.encode()) > _LARGEST_TEXT_BYTES:
                raise WeChatError(45002)
            return {"text": content, "is_ai": is_ai}
        if body.get("msgtype") == "image":
            medium = self._side.media.get(str((body.get("image") or {}).get("media_id", "")))
            return {"image_base64": base64.b64encode(medium.content).decode(), "is_ai": is_ai}
        raise WeChatError(40008)

    def _check_token(self) -> None:
        token = request.args.get("access_token", "")
        if not token:
            raise WeChatError(41001)
        appid = self._side.issued.find_appid(token)
        if appid is None:
            raise WeChatError(40001)
        if appid != self._side.city.get_official_account().appid:
            raise WeChatError(48001)
