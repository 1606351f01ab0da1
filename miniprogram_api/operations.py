"""Routes with their guard and their documentation, in one declaration each.

flask-smorest has no types; everything that touches it is in this file and in `application.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import flask_smorest
from marshmallow import Schema

from miniprogram_api.authentication import Guard, View, guarded
from miniprogram_api.request_parts import RequestParser

PREFIX = "/api/v1"
PROBLEM_RESPONSE = "Problem"

_REQUEST_KEY: Mapping[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
    "description": "A fresh random one for each wish: a repeat with the same key finds what the first made.",
}

_FORM: Mapping[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {"file": {"type": "string", "format": "binary"}},
}


@dataclass(frozen=True)
class Gives:
    """What an operation answers when all is well; `schema` None means an empty body.

    `or_types` are further content types in which the same may come. `refuses` are the statuses of its own
    refusals: those of the guard, of what is read and of what is named by the address are documented unnamed.
    `has_tag` says that whoever has the answer already (If-None-Match) is told so with 304.
    """

    schema: type[Schema] | Mapping[str, Any] | None
    status: int = 200
    content_type: str = "application/json"
    or_types: tuple[str, ...] = ()
    refuses: tuple[int, ...] = ()
    has_tag: bool = False


@dataclass(frozen=True)
class Takes:
    """What an operation reads; `by_hand` bodies are documented here and parsed by the view.

    `upload` says that the body is a form with one `file`.
    """

    body: type[Schema] | None = None
    body_required: bool = True
    query: type[Schema] | None = None
    by_hand: type[Schema] | None = None
    request_key: bool = False
    upload: bool = False

    @property
    def refuses(self) -> frozenset[int]:
        """Return the statuses for what cannot be read: not JSON, too long, another format, wrong fields."""
        has_json = self.body is not None or self.by_hand is not None
        refused = {400, 413, 415, 422} if has_json else set()
        if self.upload:
            refused |= {413, 422}
        if self.query is not None:
            refused |= {422}
        if self.request_key:
            # The key of a request that is being carried out, or that was a different one.
            refused |= {409, 422}
        return frozenset(refused)


class Room:
    """The operations of one subject, all behind the same guard."""

    def __init__(
        self, name: str, about: str, guard: Guard, *, prefix: str = PREFIX, is_limited: bool = True
    ) -> None:
        self.blueprint = flask_smorest.Blueprint(name, __name__, url_prefix=prefix, description=about)
        self.blueprint.ARGUMENTS_PARSER = RequestParser()
        self._guard = guard
        self._limits = {429} if is_limited else set()

    def operation(
        self, method: str, rule: str, gives: Gives, takes: Takes | None = None
    ) -> Callable[[View], View]:
        """Register a view: its name becomes the operation's id, its docstring the summary.

        The view is given the caller (unless public), then the parsed body or query, then the path's parts.
        """

        def register(view: View) -> View:
            behind_guard = guarded(self._reading(view, takes or Takes()), self._guard)
            # Nothing may be there under what an address names.
            absent = {404} if "<" in rule else set()
            own = {*self._guard.refuses, *(takes or Takes()).refuses, *gives.refuses}
            refused = own | absent | self._limits
            documented = self._documented(behind_guard, view.__name__, gives, takes or Takes(), refused)
            self.blueprint.route(rule, methods=[method])(documented)
            return view

        return register

    def _reading(self, view: View, takes: Takes) -> View:
        reading = view
        if takes.body is not None:
            reading = self.blueprint.arguments(takes.body, required=takes.body_required)(reading)
        if takes.query is not None:
            reading = self.blueprint.arguments(takes.query, location="query")(reading)
        return reading

    def _documented(
        self, view: View, operation_id: str, gives: Gives, takes: Takes, refused: set[int]
    ) -> View:
        facts: dict[str, Any] = {
            "operationId": operation_id,
            "security": [{scheme: []} for scheme in self._guard.security],
        }
        if takes.request_key:
            facts["parameters"] = [_REQUEST_KEY]
        if takes.by_hand is not None:
            content = {"application/json": {"schema": takes.by_hand}}
            facts["requestBody"] = {"required": True, "content": content}
        if takes.upload:
            facts["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}
        for status in sorted(refused):
            view = self.blueprint.alt_response(status, response=PROBLEM_RESPONSE)(view)
        if gives.has_tag:
            view = self.blueprint.alt_response(304, description="Unchanged", success=True)(view)
        for other in gives.or_types:
            described = {"schema": gives.schema, "content_type": other, "success": True}
            view = self.blueprint.alt_response(gives.status, **described)(view)
        view = self.blueprint.response(gives.status, gives.schema, content_type=gives.content_type)(view)
        documented: View = self.blueprint.doc(**facts)(view)
        return documented
