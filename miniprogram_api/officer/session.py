"""An officer's own account: signing in with password and one-time code, a new password, signing out."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import fields
from marshmallow.validate import Length

from backend.officers.sessions import IDLE, LONGEST, SignedInOfficer
from miniprogram_api.answer_fields import Answer, Body, flag, moment, number, part, text
from miniprogram_api.authentication import ARRIVING_OFFICER, PUBLIC, officer_cookie
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

arrival = Room("officer-sign-in", "经办人登录 Officers sign in", PUBLIC)
room = Room("officer-account", "经办人账号 Officers' accounts", ARRIVING_OFFICER)

_LONGEST_TYPED = 256


class OfficerSignInBody(Body):
    """Both factors; `totp` is the six digits of the authenticator app."""

    username = fields.String(required=True, validate=Length(1, _LONGEST_TYPED))
    password = fields.String(required=True, validate=Length(1, _LONGEST_TYPED))
    totp = fields.String(required=True, validate=Length(6, 16))


class NewPasswordBody(Body):
    """The present password and the one that shall be."""

    current = fields.String(required=True, validate=Length(1, _LONGEST_TYPED))
    wanted = fields.String(required=True, validate=Length(1, _LONGEST_TYPED))


class OfficerAnswer(Answer):
    """Who is signed in, and for how long."""

    username = text()
    name = text("As people read it in their access log.")
    ends_at = moment("When the session ends in any case.")
    idle_minutes = number("It ends after so many minutes without a request.")
    must_change_password = flag("Nothing else is possible before.")


class OfficerSignInAnswer(Answer):
    """The session; a page, which sends X-Requested-With, is given the cookie alone."""

    token = text("To be sent as Authorization: Bearer; null to a page.", nullable=True)
    token_type = text(example="Bearer")
    refused_before = number("Failed sign-ins at this name since the last one that succeeded.")
    officer = part(OfficerAnswer)


@arrival.operation(
    "POST", "/officer/session", Gives(OfficerSignInAnswer, refuses=(401, 403)), Takes(OfficerSignInBody)
)
def sign_in_officer(body: dict[str, str]) -> Response:
    """经办人用密码和动态码登录 Sign in with password and one-time code"""
    entered = services().officers.signing_in.sign_in(body["username"], body["password"], body["totp"])
    is_page = "X-Requested-With" in request.headers
    answer = json_answer(
        {
            "token": None if is_page else entered.token,
            "token_type": "Bearer",
            "refused_before": entered.refused_before,
            "officer": _render(entered.officer),
        }
    )
    answer.set_cookie(officer_cookie(), entered.token, max_age=LONGEST, **_cookie_terms())
    return answer


@room.operation("GET", "/officer/me", Gives(OfficerAnswer))
def show_officer(caller: SignedInOfficer) -> Response:
    """查看当前登录的经办人 See who is signed in"""
    return json_answer(_render(caller))


@room.operation("PUT", "/officer/me/password", Gives(None, 204), Takes(NewPasswordBody))
def change_officer_password(caller: SignedInOfficer, body: dict[str, str]) -> Response:
    """修改密码，其他登录随即失效 Change the password; every other session ends"""
    services().officers.signing_in.change_password(caller, body["current"], body["wanted"])
    return empty_answer()


@room.operation("DELETE", "/officer/session", Gives(None, 204))
def sign_out_officer(caller: SignedInOfficer) -> Response:
    """经办人退出登录 Sign out"""
    services().officers.sessions.sign_out(caller)
    answer = empty_answer()
    answer.delete_cookie(officer_cookie(), **_cookie_terms())
    return answer


def _cookie_terms() -> dict[str, Any]:
    """Return what is said of the cookie; alike when it is taken away, or a browser would keep it."""
    return {
        "path": "/",
        "secure": not services().ground.city.is_demo,
        "httponly": True,
        "samesite": "Strict",
    }


def _render(officer: SignedInOfficer) -> dict[str, Any]:
    return {
        "username": officer.username,
        "name": officer.name,
        "ends_at": city_time(officer.ends_at),
        "idle_minutes": int(IDLE.total_seconds() // 60),
        "must_change_password": officer.must_change,
    }
