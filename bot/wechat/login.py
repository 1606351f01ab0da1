"""Signing in to the mini-program: the login code becomes the person's ids (小程序登录凭证校验)."""

from __future__ import annotations

import logging

from backend.identity.ports import WeChatLogin
from backend.platform.errors import DomainError, Refused, Unauthenticated
from bot.wechat.account import AppAccount, wechat_busy
from bot.wechat.library import ApiClient, ApiTrouble

_RETRY_AFTER_SECONDS = {45011: 60, -1: 2}

logger = logging.getLogger(__name__)


class WeChatLoginClient:
    """Implements the login port with code2session; the session key is dropped on arrival (duty M2)."""

    def __init__(self, account: AppAccount, base_url: str) -> None:
        self._account = account
        self._api = ApiClient(account.appid, account.secret, base_url)

    def exchange_code(self, code: str) -> WeChatLogin:
        """Return who signed in, without an access token in the call.

        Raises `Unauthenticated` (`wechat-code-invalid`, `wechat-code-used`), `Refused` (`wechat-high-risk`)
        and `Unavailable` (`wechat-busy`).
        """
        try:
            answer = self._api.get(
                "/sns/jscode2session",
                {
                    "appid": self._account.appid,
                    "secret": self._account.secret,
                    "js_code": code,
                    "grant_type": "authorization_code",
                },
            )
        except ApiTrouble as trouble:
            raise _refusal(trouble) from None
        return _login(answer.get("openid"), answer.get("unionid"))


def _login(openid: object, unionid: object) -> WeChatLogin:
    if not isinstance(openid, str) or not openid:
        logger.error("code2session answered without an openid")
        raise wechat_busy()
    return WeChatLogin(openid, unionid if isinstance(unionid, str) and unionid else None)


def _refusal(trouble: ApiTrouble) -> DomainError:
    match trouble.errcode:
        case 40029 | 41008:
            return Unauthenticated(
                "wechat-code-invalid",
                zh="微信登录凭证无效或已过期，请重新打开小程序登录。",
                en="The WeChat login code is invalid or has expired; reopen the mini-program to sign in.",
            )
        case 40163:
            return Unauthenticated(
                "wechat-code-used",
                zh="微信登录凭证已经用过，请重新登录。",
                en="The WeChat login code has already been used; please sign in again.",
            )
        case 40226:
            return Refused(
                "wechat-high-risk",
                zh="微信判定该账号存在风险，暂时不能登录。请在微信中完成安全验证后再试，或到线下窗口办理。",
                en="WeChat considers this account at risk. Pass WeChat's security check and try again, "
                "or use a service counter.",
            )
    logger.error("sign-in is not working: %s", trouble)
    return wechat_busy(_RETRY_AFTER_SECONDS.get(trouble.errcode or 0, 5))
