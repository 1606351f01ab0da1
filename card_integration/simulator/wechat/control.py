"""Under `/_simulator`: what a test or a demo may ask of WeChat's side, and the log of what it was asked."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections import Counter
from typing import Any

from flask import Blueprint, Flask, Response, request

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.wechat.orders import NotSayable
from card_integration.simulator.wechat.pushes import say
from card_integration.simulator.wechat.side import WeChatSide

_SECRET_IN_QUERY = re.compile(r"\b(secret|access_token|js_code)=[^&]*")


class CallLog:
    """Every call to WeChat's API, in order, with credentials struck out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[dict[str, str]] = []

    def add(self, method: str, path: str, query: str) -> None:
        """Note one call."""
        shown = _SECRET_IN_QUERY.sub(r"\1=***", query)
        with self._lock:
            self._calls.append({"method": method, "path": path, "url": f"{path}?{shown}" if shown else path})

    def show(self) -> dict[str, Any]:
        """Return the calls and how many there were a path."""
        with self._lock:
            return {"calls": list(self._calls), "counts": Counter(call["path"] for call in self._calls)}

    def clear(self) -> None:
        """Forget the calls so far."""
        with self._lock:
            self._calls.clear()


class Faults:
    """Misbehaviour ordered for a path, for so many calls or for ever."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[dict[str, Any]] = []

    def order(self, fault: dict[str, Any]) -> None:
        """Take an order: `{path?, times?, delay_seconds?, errcode?, errmsg?, status?, half_json?}`."""
        with self._lock:
            self._orders.append(dict(fault))

    def clear(self) -> None:
        """Behave well again."""
        with self._lock:
            self._orders.clear()

    def apply(self, path: str) -> Response | None:
        """Wait and answer as ordered for `path`; None when the call is to go on."""
        fault = self._take(path)
        if fault is None:
            return None
        time.sleep(float(fault.get("delay_seconds", 0)))
        if fault.get("half_json"):
            return Response('{"errcode":0,"access_tok', content_type="application/json")
        if "status" in fault:
            return Response("<html>Bad Gateway</html>", status=int(fault["status"]), content_type="text/html")
        if "errcode" in fault:
            body = {"errcode": fault["errcode"], "errmsg": fault.get("errmsg", "ordered fault")}
            return Response(json.dumps(body), content_type="application/json")
        return None

    def _take(self, path: str) -> dict[str, Any] | None:
        with self._lock:
            for fault in self._orders:
                left = fault.get("times")
                if fault.get("path", path) == path and left != 0:
                    fault["times"] = None if left is None else left - 1
                    return fault
        return None


def add_control(app: Flask, side: WeChatSide, clock: ShiftedClock, calls: CallLog, faults: Faults) -> None:
    """Register the control routes on `app`."""
    control = Blueprint("control", __name__, url_prefix="/_simulator")

    @control.get("/calls")
    def show_calls() -> dict[str, Any]:
        return calls.show()

    @control.delete("/calls")
    def clear_calls() -> dict[str, Any]:
        calls.clear()
        return {}

    @control.post("/faults")
    def order_fault() -> dict[str, Any]:
        faults.order(request.get_json())
        return {}

    @control.delete("/faults")
    def clear_faults() -> dict[str, Any]:
        faults.clear()
        return {}

    @control.post("/codes")
    def mint_code() -> tuple[dict[str, Any], int]:
        wechat_code = str(request.get_json().get("wechat_code", ""))
        if side.city.find_person(wechat_code=wechat_code) is None:
            return {"error": "nobody in the city has this wechat_code"}, 404
        return {"code": side.issued.mint_code(wechat_code)}, 201

    _add_talk(control, side, clock)
    app.register_blueprint(control)


def _add_talk(control: Blueprint, side: WeChatSide, clock: ShiftedClock) -> None:
    """Register what is about people: their saying something, what they read, and the time that passes."""

    @control.post("/say")
    def say_something() -> tuple[dict[str, Any], int]:
        try:
            return say(side, request.get_json()), 200
        except NotSayable as refusal:
            return {"error": str(refusal)}, 400

    @control.post("/media")
    def keep_media() -> tuple[dict[str, Any], int]:
        body = request.get_json()
        content = base64.b64decode(body["content_base64"])
        return {"media_id": side.media.add(content, str(body["content_type"]))}, 201

    @control.get("/chat")
    def read_chat() -> dict[str, Any]:
        return {"chat": side.contacts.read_chat(request.args.get("official_openid", ""))}

    @control.delete("/chat")
    def clear_chats() -> dict[str, Any]:
        side.contacts.clear()
        return {}

    @control.post("/clock")
    def shift_clock() -> dict[str, Any]:
        clock.shift(int(request.get_json()["offset_seconds"]))
        return {"now": clock.now().isoformat()}
