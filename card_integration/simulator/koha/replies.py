"""How Koha answers: JSON, and four shapes of an error."""

from __future__ import annotations

from typing import Any

import orjson
from werkzeug.wrappers import Request, Response

from card_integration.simulator.web import Problem

_JSON = "application/json;charset=UTF-8"
_JSON_BEFORE_THE_HANDLER = "application/json; charset=utf8"


class KohaRefusal(Problem):
    """A refusal in one of Koha's shapes."""

    def __init__(self, status: int, content: Any, *, content_type: str = _JSON) -> None:
        super().__init__(status, "koha", "")
        self._content = content
        self._content_type = content_type

    def response(self) -> Response:
        """Return the answer that carries this refusal."""
        return Response(orjson.dumps(self._content), self.status, content_type=self._content_type)


def koha_json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return `content` as Koha sends it."""
    return Response(orjson.dumps(content), status, headers, content_type=_JSON)


def unauthenticated() -> KohaRefusal:
    """Return the refusal of a request without a living token."""
    body = {"error": "Authentication failure."}
    return KohaRefusal(401, body, content_type=_JSON_BEFORE_THE_HANDLER)


def said(status: int, error: str, **more: str) -> KohaRefusal:
    """Return a refusal in one sentence; a conflict names its field besides."""
    return KohaRefusal(status, {"error": error, **more})


def wrong_body(*faults: tuple[str, str]) -> KohaRefusal:
    """Return the refusal of a body: a message and a path for each fault."""
    errors = [{"message": message, "path": path} for message, path in faults]
    return KohaRefusal(400, {"errors": errors, "status": 400})


def unknown_parameters(names: list[str]) -> KohaRefusal:
    """Return the refusal of a query: the one that is a bare array."""
    faults = [{"message": "Malformed query string", "path": f"/query/{name}"} for name in names]
    return KohaRefusal(400, faults, content_type=_JSON_BEFORE_THE_HANDLER)


def body_object(request: Request) -> dict[str, Any]:
    """Return the request's JSON object; raises `KohaRefusal` 400."""
    try:
        body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise wrong_body(("Expected object - got something else.", "/body"))
    return body
