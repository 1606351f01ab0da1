"""Reading a request: its JSON body, its query, its Idempotency-Key."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, NoReturn

import marshmallow
from flask import Request, request
from webargs.flaskparser import FlaskParser
from werkzeug.formparser import FormDataParser

from backend.platform.errors import Invalid
from backend.platform.request_keys import require_sound_key

# The parser reads 64 KiB at a time and counts them too.
_MOST_FORM_BYTES = 256 * 1024
_MOST_PARTS = 4


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


def read_uploaded_file(most_bytes: int) -> tuple[str, bytes]:
    """Return name and content of the one `file` of a form, read in memory: an upload never lies on a disk.

    Raises `Invalid` for anything but one file; Werkzeug refuses a body of more than `most_bytes`.
    """
    request.max_content_length = most_bytes
    parser = FormDataParser(_open_memory, max_form_memory_size=_MOST_FORM_BYTES, max_form_parts=_MOST_PARTS)
    _, form, files = parser.parse(
        request.stream, request.mimetype, request.content_length, request.mimetype_params
    )
    uploaded = files.get("file")
    if uploaded is None or len(files) + len(form) != 1 or len(files.getlist("file")) != 1:
        raise fields_invalid({"file": ["One file is needed, in a form (multipart/form-data)."]})
    return uploaded.filename or "", uploaded.stream.read()


def _open_memory(*_facts: object, **_named: object) -> BytesIO:
    return BytesIO()


def fields_invalid(errors: Mapping[str, Any]) -> Invalid:
    """Return the refusal of a request whose fields are wrong."""
    return Invalid(
        "fields-invalid",
        zh="请求中有字段缺失、多余或格式不对，见 errors。",
        en="Fields of the request are missing, unknown or malformed; see `errors`.",
        errors=errors,
    )


def idempotency_key() -> str | None:
    """Return the key under which a repeated request finds what the first one made, or None.

    Raises `Invalid` for one that no service would take.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None:
        require_sound_key(key)
    return key
