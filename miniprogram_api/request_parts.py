"""Reading a request: its JSON body, its query, its Idempotency-Key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import marshmallow
from flask import Request, request
from webargs.flaskparser import FlaskParser

from backend.platform.errors import Invalid


class RequestParser(FlaskParser):
    """Reads bodies and queries by schema; unknown fields are refused in both."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012  webargs declares it so
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": marshmallow.RAISE,
    }

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:
        """Return the JSON body, an absent one as an empty object; Werkzeug refuses other formats."""
        return read_json()

    def handle_error(
        self,
        error: marshmallow.ValidationError,
        req: Request,
        schema: marshmallow.Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Raise the refusal that names each faulty field."""
        by_location = error.messages_dict
        raise fields_invalid({field: why for faults in by_location.values() for field, why in faults.items()})


def read_json() -> Any:
    """Return the JSON body, an absent one as an empty object."""
    return request.get_json() if request.get_data() else {}


def fields_invalid(errors: Mapping[str, Any]) -> Invalid:
    """Return the refusal of a request whose fields are wrong."""
    return Invalid(
        "fields-invalid",
        zh="请求中有字段缺失、多余或格式不对，见 errors。",
        en="Fields of the request are missing, unknown or malformed; see `errors`.",
        errors=errors,
    )


def idempotency_key() -> str | None:
    """Return the key under which a repeated request finds what the first one made, or None."""
    return request.headers.get("Idempotency-Key")
