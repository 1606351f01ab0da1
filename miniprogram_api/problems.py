"""Every refusal as `application/problem+json` (RFC 9457), whoever raised it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson
from flask import Flask, Response, g
from marshmallow import INCLUDE, Schema, fields
from werkzeug.exceptions import HTTPException

from backend.platform.errors import DomainError
from miniprogram_api.answer_fields import number, text
from miniprogram_api.language import asked_language

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "/problems/"

STATUS_OF_KIND = {
    "malformed": 400,
    "unauthenticated": 401,
    "refused": 403,
    "not-found": 404,
    "conflict": 409,
    "invalid": 422,
    "too-many": 429,
    "unavailable": 503,
}

_TITLES = {
    400: ("请求无法读取", "The request cannot be read"),
    401: ("需要证明身份", "Proof of identity needed"),
    403: ("现在不能办理", "Not possible now"),
    404: ("没有找到", "Not found"),
    405: ("不支持这种操作", "Method not allowed"),
    409: ("与现有情况冲突", "In conflict with what stands"),
    413: ("内容过大", "Content too large"),
    415: ("格式不支持", "Format not supported"),
    422: ("内容有误", "The content is not right"),
    429: ("请求过于频繁", "Too many requests"),
    500: ("服务内部故障", "Internal failure"),
    503: ("暂时不可用", "Unavailable for a moment"),
}
_OTHER_TITLE = ("请求未能完成", "The request was not carried out")

_HTTP_WORDS = {
    400: ("request-malformed", "请求内容应为 UTF-8 编码的 JSON。", "The body must be JSON in UTF-8."),
    404: (
        "route-not-found",
        "没有这个地址，请对照接口文档。",
        "There is no such address; see the API's documentation.",
    ),
    405: ("method-not-allowed", "这个地址不支持这种请求方法。", "This address does not take this method."),
    413: ("body-too-large", "请求内容过大，请精简后再试。", "The body is too large; please send less."),
    415: (
        "json-expected",
        "请用 Content-Type: application/json 发送请求内容。",
        "Please send the body as Content-Type: application/json.",
    ),
    500: (
        "internal-error",
        "服务出了故障，已经记录。请稍后再试；若仍不行，请提供 request_id。",
        "Something failed here and was noted. Please try again later, or report the request_id.",
    ),
}
_OTHER_WORDS = ("http-error", "请求未能完成。", "The request was not carried out.")


class Problem(Schema):
    """A refusal (RFC 9457); some types have further members, such as the `purpose` of a missing consent."""

    class Meta:
        unknown = INCLUDE

    type = text(
        "Stable; what a program tells problems apart by.",
        example="/problems/consent-required/status.evaluate",
    )
    title = text()
    status = number("The HTTP status again.")
    detail = text("Why, and what helps, in the language asked for.")
    detail_zh = text()
    detail_en = text()
    request_id = text("By it the service's keepers find what happened.", example="req_…")
    errors = fields.Dict(keys=fields.String(), metadata={"description": "What is wrong, by field."})


def register_problem_handlers(app: Flask) -> None:
    """Let the application answer refusals and failures of every kind as problems."""
    app.register_error_handler(DomainError, problem_of_domain_error)
    app.register_error_handler(HTTPException, problem_of_http_error)


def problem_of_domain_error(error: DomainError) -> Response:
    """Return a refusal of the backend: its kind decides the status, its code the type."""
    headers = {}
    if error.retry_after_seconds is not None:
        headers["Retry-After"] = str(error.retry_after_seconds)
    status = STATUS_OF_KIND[error.kind]
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="citizen-integrity-card"'
    return _problem(status, error.code, (error.zh, error.en), error.extra, headers)


def problem_of_http_error(error: HTTPException) -> Response:
    """Return what Flask or Werkzeug refused; of a failure of ours nothing is shown."""
    status = error.code or 500
    code, zh, en = _HTTP_WORDS.get(status, _OTHER_WORDS)
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return _problem(status, code, (zh, en), {}, headers)


def _problem(
    status: int, code: str, words: tuple[str, str], extra: dict[str, Any], headers: Mapping[str, str]
) -> Response:
    language = asked_language()
    zh, en = words
    standard = {
        "type": TYPE_PREFIX + quote(code),
        "title": language.pick(*_TITLES.get(status, _OTHER_TITLE)),
        "status": status,
        "detail": language.pick(zh, en),
        "detail_zh": zh,
        "detail_en": en,
        "request_id": g.request_id,
    }
    # A further member never replaces one of the standard's; errors in a list are keyed by place, a number.
    payload = orjson.dumps(standard | extra | standard, option=orjson.OPT_NON_STR_KEYS)
    return Response(payload, status, headers, content_type=CONTENT_TYPE)
