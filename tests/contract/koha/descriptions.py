"""Koha's own API descriptions and what the real one answered, read where the project keeps its sources.

They are not part of the project; without them the tests that need them are skipped.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

FOLDER = Path(__file__).parents[4] / "shared/operators/koha"
_FILES = {"18.12": "koha-18.12.openapi31.json", "main": "koha-main-subset.openapi31.json"}
_BEARER = {"type": "http", "scheme": "bearer"}
# The subset leaves it out; written from Koha's api/v1/swagger/paths/checkouts.yaml.
RENEWAL: dict[str, Any] = {
    "/checkouts/{checkout_id}/renewal": {
        "post": {
            "operationId": "renewCheckout",
            "parameters": [
                {"name": "checkout_id", "in": "path", "required": True, "schema": {"type": "integer"}},
                {"name": "seen", "in": "query", "required": False, "schema": {"type": "integer"}},
            ],
            "responses": {
                "201": {
                    "description": "Updated borrower's checkout",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/checkout"}}},
                },
                **{
                    str(status): {
                        "description": "Refused",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}},
                    }
                    for status in (400, 403, 404, 500, 503)
                },
            },
        }
    }
}
needs_descriptions = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no Koha descriptions at {FOLDER}")


def transcript() -> list[dict[str, Any]]:
    """Return the recorded conversation with a real Koha 18.12."""
    return json.loads((FOLDER / "koha-18.12-rest-transcript.json").read_text("utf-8"))


@cache
def document(version: str) -> dict[str, Any]:
    described = json.loads((FOLDER / _FILES[version]).read_text("utf-8"))
    if version == "main":
        described["paths"] |= RENEWAL
    return described


@cache
def description(version: str) -> OpenAPI:
    # openapi-core has no provider for oauth2; on the wire its token is a bearer's.
    bearer = {**document(version)["components"]["securitySchemes"], "oauth2": _BEARER}
    components = {**document(version)["components"], "securitySchemes": bearer}
    # The documents were found valid once; checking them again would take most of the tests' time.
    config = Config(spec_validator_cls=None)
    return OpenAPI.from_dict({**document(version), "components": components}, config=config)


def check_exchange(version: str, response: httpx.Response) -> None:
    """Hold a request against the description, and what a reader got in answer too.

    Answers to writes are known to break it, so nobody reads them.
    """
    response.read()
    request = as_described(response.request)
    description(version).validate_request(request)
    assert read_only_fields_in(version, response.request) == set()
    if request.method == "get" and response.status_code == 200:
        kind = response.headers["Content-Type"].split(";")[0]
        answer = MockResponse(response.content, response.status_code, content_type=kind)
        description(version).validate_response(request, answer)


def as_described(request: httpx.Request) -> MockRequest:
    return MockRequest(
        "http://koha.example",
        request.method.lower(),
        request.url.path,
        args=dict(parse_qsl(request.url.query.decode())),
        headers=dict(request.headers),
        data=request.content or None,
        content_type=request.headers.get("Content-Type", "application/json"),
    )


def read_only_fields_in(version: str, request: httpx.Request) -> set[str]:
    """Return the fields of a JSON body that the description marks readOnly: openapi-core lets them pass."""
    if request.headers.get("Content-Type") != "application/json":
        return set()
    schema = _schema_of(version, request)
    body = json.loads(request.content)
    return {name for name, about in schema["properties"].items() if about.get("readOnly") and name in body}


def _schema_of(version: str, request: httpx.Request) -> dict[str, Any]:
    is_credit = request.url.path.endswith("/credits")
    return document(version)["components"]["schemas"]["patron_account_credit" if is_credit else "patron"]
