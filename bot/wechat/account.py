"""One WeChat account of the service, and what a citizen hears when WeChat does not answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.platform.errors import Unavailable


@dataclass(frozen=True)
class AppAccount:
    """An appid with its secret; mini-program and official account each have their own (duty D30)."""

    appid: str
    secret: str = field(repr=False)


def wechat_busy(retry_after_seconds: int = 5) -> Unavailable:
    """Make the refusal for whenever WeChat gives no usable answer."""
    return Unavailable(
        "wechat-busy",
        zh="微信暂时没有回应，请稍后再试。",
        en="WeChat is not answering right now; please try again shortly.",
        retry_after_seconds=retry_after_seconds,
    )
