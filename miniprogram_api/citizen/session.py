"""Signing in with a WeChat code, keeping signed in, signing out."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import fields
from marshmallow.validate import Length

from backend.identity.access_tokens import SignedInCitizen
from backend.identity.device_kind import device_kind_of
from backend.identity.sign_ins import Tokens
from miniprogram_api.answer_fields import Answer, Body, number, text
from miniprogram_api.authentication import CITIZEN, PUBLIC
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

arrival = Room("sign-in", "登录 Sign in", PUBLIC)
departure = Room("sign-out", "退出登录 Sign out", CITIZEN)


class WeChatCode(Body):
    """The code that `wx.login` gave the mini-program."""

    code = fields.String(required=True, validate=Length(1, 256))


class RefreshRequest(Body):
    """The refresh token of the latest answer; an older one ends the whole sign-in."""

    refresh_token = fields.String(required=True, validate=Length(1, 256))


class TokenAnswer(Answer):
    """Tokens of ours alone (RFC 6749 section 5.1); nothing of WeChat's session leaves the server."""

    access_token = text("To be sent as Authorization: Bearer.")
    token_type = text(example="Bearer")
    expires_in = number("Seconds until the access token ends.")
    refresh_token = text("Good once, for 30 days.")


@arrival.operation("POST", "/session/wechat", Gives(TokenAnswer, refuses=(401, 403, 503)), Takes(WeChatCode))
def sign_in(body: dict[str, str]) -> Response:
    """用微信登录码登录 Sign in with a code of wx.login"""
    device = device_kind_of(request.headers.get("User-Agent", ""))
    return json_answer(render_tokens(services().sessions.sign_in(body["code"], device)))


@arrival.operation("POST", "/session/refresh", Gives(TokenAnswer, refuses=(401,)), Takes(RefreshRequest))
def refresh_session(body: dict[str, str]) -> Response:
    """续期登录 Take fresh tokens for a refresh token"""
    return json_answer(render_tokens(services().sessions.refresh(body["refresh_token"])))


@departure.operation("DELETE", "/session", Gives(None, 204))
def sign_out(caller: SignedInCitizen) -> Response:
    """退出登录 Sign out"""
    services().sessions.sign_out(caller)
    return empty_answer()


def render_tokens(tokens: Tokens) -> dict[str, Any]:
    """Return tokens as RFC 6749 names them."""
    return {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": tokens.expires_in_seconds,
        "refresh_token": tokens.refresh_token,
    }
