"""Subscribe messages as WeChat sees them: what people permitted, what it refuses, what they received."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from card_integration.simulator.wechat.city import Account
from card_integration.simulator.wechat.errors import WeChatError

_STATES = {"formal", "trial", "developer"}
_LANGUAGES = {"zh_CN", "zh_HK", "zh_TW", "en_US"}
_PAGE = re.compile(r"[^/?\s][^?\s]*(\?\S{1,1024})?")
_CLOCK = r"\d{1,2}:\d{2}"
_DATE = r"\d{4}年\d{1,2}月\d{1,2}日"
_TIME = rf"({_DATE} )?{_CLOCK}"
_HAN = r"[一-鿿㐀-䶿]"
# 参数值内容限制说明; a character outside the plane of 16 bits counts as two.
_RULES = {
    "thing": re.compile(r"[^\r\n]{1,20}"),
    "number": re.compile(r"\d{1,32}(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[!-~]{1,32}"),
    "time": re.compile(rf"{_TIME}(~{_TIME})?"),
    "date": re.compile(rf"{_DATE}( {_CLOCK})?"),
    "amount": re.compile(r"[¥$€£]?\d{1,10}(\.\d+)?元?"),
    "phone_number": re.compile(r"[\d+() -]{1,17}"),
    "car_number": re.compile(rf"({_HAN}|[A-Z0-9])[A-Z0-9]{{1,6}}({_HAN}|[A-Z0-9])"),
    "name": re.compile(rf"{_HAN}{{1,10}}|[A-Za-z .·-]{{1,20}}"),
    "phrase": re.compile(rf"{_HAN}{{1,5}}"),
}


class Subscriptions:
    """Counts permissions by person and template, and takes a message for each."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._left: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._for_good: set[tuple[str, str]] = set()
        self._received: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)

    def permit(self, openid: str, template_id: str, *, is_for_good: bool) -> None:
        """Let the person accept: one message more, or all of them."""
        with self._lock:
            if is_for_good:
                self._for_good.add((openid, template_id))
            else:
                self._left[openid, template_id] += 1

    def revoke(self, openid: str) -> None:
        """Let the person switch every message off."""
        with self._lock:
            self._for_good = {key for key in self._for_good if key[0] != openid}
            for key in self._left:
                if key[0] == openid:
                    self._left[key] = 0

    def take(self, account: Account, openid: str, body: dict[str, Any]) -> None:
        """Take a message to the person. Raises `WeChatError` 40037, 41030, 43101 and 47003."""
        template_id = str(body.get("template_id", ""))
        keys = account.templates.get(template_id)
        if keys is None:
            raise WeChatError(40037)
        _check_page(body)
        values = _values(body.get("data"), keys)
        with self._lock:
            key = (openid, template_id)
            if key not in self._for_good:
                if self._left[key] < 1:
                    raise WeChatError(43101)
                self._left[key] -= 1
            told = {"template_id": template_id, "page": body.get("page"), "values": values, "at": self._now()}
            self._received[openid].append(told)

    def read(self, openid: str) -> list[dict[str, Any]]:
        """Return what the person received, the oldest first."""
        with self._lock:
            return list(self._received[openid])

    def clear(self) -> None:
        """Begin as if nobody had ever accepted anything."""
        with self._lock:
            self._left.clear()
            self._for_good.clear()
            self._received.clear()


def _check_page(body: dict[str, Any]) -> None:
    page = body.get("page")
    if page is not None and not (isinstance(page, str) and _PAGE.fullmatch(page)):
        raise WeChatError(41030)
    if body.get("miniprogram_state") not in _STATES or body.get("lang") not in _LANGUAGES:
        raise WeChatError(47003)


def _values(data: Any, keys: Sequence[str]) -> dict[str, str]:
    """Return what each field says. Raises `WeChatError` 47003 for a field too many, too few, or unfit."""
    if not isinstance(data, dict) or {*data} != {*keys}:
        raise WeChatError(47003)
    values = {key: one.get("value") if isinstance(one, dict) else None for key, one in data.items()}
    for key, value in values.items():
        rule = _RULES[key.rstrip("0123456789")]
        if not isinstance(value, str) or not rule.fullmatch(_counted(value)):
            raise WeChatError(47003)
    return {key: str(value) for key, value in values.items()}


def _counted(value: str) -> str:
    """Return the value with two characters for one that is outside the plane of 16 bits."""
    return "".join("〇〇" if ord(one) > 0xFFFF else one for one in value)
