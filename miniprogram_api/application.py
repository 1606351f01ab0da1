"""Builds the HTTP application from the domain that it is given."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import flask_smorest
import orjson
from flask import Flask, g, request
from werkzeug.routing import BaseConverter

from backend.domain import Domain
from miniprogram_api.authentication import SECURITY_SCHEMES
from miniprogram_api.citizen import (
    access_log,
    blocked_merchants,
    cards,
    certificates,
    consents,
    devices,
    disputes,
    grants,
    identity,
    inbox,
    materials,
    pdfs,
    perks,
    pictures,
    push,
    records,
    repairs,
    rights,
    session,
    status,
)
from miniprogram_api.department import cases as department_cases
from miniprogram_api.department import records as department_records
from miniprogram_api.edge.parts import Edge
from miniprogram_api.json_answers import OrjsonProvider
from miniprogram_api.language import mark_language
from miniprogram_api.merchant import challenges, joining, offline_scans, redemptions, verifications
from miniprogram_api.merchant import keys as merchant_keys
from miniprogram_api.officer import cases as officer_cases
from miniprogram_api.officer import queue as officer_queue
from miniprogram_api.officer import session as officer_session
from miniprogram_api.operations import PROBLEM_RESPONSE, Room
from miniprogram_api.operator import caller as operator_caller
from miniprogram_api.operator import dead_letters, events, sandbox, webhook
from miniprogram_api.operator import grants as operator_grants
from miniprogram_api.problems import CONTENT_TYPE, Problem, register_problem_handlers
from miniprogram_api.public import (
    bike_stations,
    catalogue,
    chat,
    health,
    keys,
    organisations,
    privacy_notice,
    redress_figures,
    status_lists,
    status_policy,
    terms,
)
from miniprogram_api.public.chat import CHAT_EXTENSION, Chatting, NoChat
from miniprogram_api.public.metrics import build_metrics
from miniprogram_api.public.pages import build_pages
from miniprogram_api.services import EXTENSION

MAX_BODY_BYTES = 64 * 1024
_ABOUT = (
    "市民诚信卡的公开接口。面向人的文字按 Accept-Language 用简体中文（默认）、"
    "繁体中文（zh-TW、zh-HK、zh-Hant）或英文。\n\n"
    "The public API of the citizen integrity card. Words for people are Chinese, in simplified or in "
    "traditional characters, or English, by Accept-Language; Content-Language tells which. Times are "
    "ISO 8601 on the city's clock. Every refusal is a problem (RFC 9457) with a "
    "stable `type`."
)
_ROOMS: tuple[Room, ...] = (
    session.arrival,
    session.departure,
    devices.room,
    identity.room,
    consents.room,
    status.room,
    records.room,
    certificates.room,
    pictures.room,
    pdfs.room,
    blocked_merchants.room,
    cards.room,
    perks.room,
    grants.room,
    disputes.room,
    repairs.room,
    materials.room,
    access_log.room,
    inbox.room,
    push.room,
    rights.room,
    verifications.room,
    offline_scans.room,
    challenges.room,
    redemptions.room,
    joining.room,
    merchant_keys.room,
    department_records.room,
    department_cases.room,
    operator_caller.room,
    operator_grants.room,
    webhook.room,
    dead_letters.room,
    sandbox.room,
    events.room,
    officer_session.arrival,
    officer_session.room,
    officer_queue.room,
    officer_cases.room,
    catalogue.room,
    status_policy.room,
    organisations.room,
    redress_figures.room,
    privacy_notice.room,
    bike_stations.room,
    chat.room,
    keys.room,
    status_lists.room,
    terms.room,
    health.room,
)


class _Api(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest with problems in the place of its own errors."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = PROBLEM_RESPONSE


class _Named(BaseConverter):
    """A part of an address; nothing has a control character in its name, and PostgreSQL takes no NUL."""

    regex = r"[^/\x00-\x1f]+"
    part_isolating = True


class _Door(Flask):
    """Flask with our JSON, and with failures logged under an id that the caller is told."""

    json_provider_class = OrjsonProvider

    def log_exception(
        self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]
    ) -> None:
        """Log a failure once, by the route's pattern: an address may hold an id."""
        self.logger.error(
            "request %s failed: %s %s", g.request_id, request.method, request.url_rule, exc_info=exc_info
        )


def build_app(
    domain: Domain,
    *,
    testing: bool = False,
    metrics_token: str | None = None,
    chat: Chatting | None = None,
    edge: Edge | None = None,
) -> Flask:
    """Return the application; `chat` is the bot, and without an `edge` nothing is limited or counted."""
    app = _Door(__name__, static_folder=None)
    app.config.update(
        TESTING=testing,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        API_TITLE="市民诚信卡 Citizen Integrity Card",
        API_VERSION="1",
        OPENAPI_VERSION="3.0.3",
    )
    app.url_map.converters["default"] = _Named
    app.extensions[EXTENSION] = domain
    app.extensions[CHAT_EXTENSION] = chat or NoChat()
    app.register_blueprint(build_metrics(metrics_token))
    app.register_blueprint(build_pages(orjson.dumps(_register_rooms(app))))
    register_problem_handlers(app)
    mark_language(app)
    (edge or Edge()).put_around(app, domain.ground)
    return app


def _register_rooms(app: Flask) -> dict[str, Any]:
    """Register every room and return the OpenAPI document that follows."""
    api = _Api(app, spec_kwargs={"info": {"description": _ABOUT}})
    for name, scheme in SECURITY_SCHEMES.items():
        api.spec.components.security_scheme(name, dict(scheme))
    content = {CONTENT_TYPE: {"schema": Problem}}
    api.spec.components.response(PROBLEM_RESPONSE, {"description": "Refused, and why", "content": content})
    for room in _ROOMS:
        api.register_blueprint(room.blueprint)
    document: dict[str, Any] = api.spec.to_dict()
    return document
