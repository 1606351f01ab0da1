"""JSON in and out by orjson: UTF-8, and about twice as fast as the standard library on a whole answer."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask.json.provider import JSONProvider


class OrjsonProvider(JSONProvider):
    """Lets Flask read and write JSON with orjson."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return `obj` as JSON text; `kwargs` of other libraries are refused."""
        return orjson.dumps(obj, **kwargs).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return what the JSON text says; raises `ValueError`."""
        return orjson.loads(s, **kwargs)


def json_answer(data: Any, status: int = 200) -> Response:
    """Return `data` as a JSON answer."""
    return Response(orjson.dumps(data), status, content_type="application/json")


def empty_answer() -> Response:
    """Return 204: done, and there is nothing to tell."""
    return Response(status=204)
