"""A client that holds every answer against the OpenAPI document of its application."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from openapi_schema_validator import OAS30Validator
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse


class DocumentedClient(FlaskClient):
    """Fails the test whose answer is not what the document says, to the last member."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        document = openapi_of(self.application)
        operation = _find_operation(self.application, document, response)
        if operation is not None:
            _hold_against(document, operation, response)
        return response


def openapi_of(app: Flask) -> dict[str, Any]:
    """Return the published document, asked for once per application."""
    if "openapi-document" not in app.extensions:
        app.extensions["openapi-document"] = FlaskClient(app).get("/api/v1/openapi.json").json
    return app.extensions["openapi-document"]


def list_operations(app: Flask) -> list[tuple[str, str, dict[str, Any]]]:
    """Return method, path and operation of everything documented."""
    paths = openapi_of(app)["paths"]
    return [
        (method, path, operation)
        for path in paths
        for method, operation in paths[path].items()
        if method != "parameters"
    ]


def _find_operation(app: Flask, document: dict[str, Any], response: TestResponse) -> dict[str, Any] | None:
    request = response.request
    try:
        rule, _ = app.url_map.bind("localhost").match(request.path, request.method, return_rule=True)
    except HTTPException:
        return None
    path = rule.rule.replace("<", "{").replace(">", "}")
    return document["paths"].get(path, {}).get(request.method.lower())


def _hold_against(document: dict[str, Any], operation: dict[str, Any], response: TestResponse) -> None:
    answers = operation["responses"]
    documented = answers.get(str(response.status_code))
    if documented is None:
        # Only what may happen anywhere, in the midst of everything, is left to the default.
        assert response.status_code >= 500, f"{response.status_code} is not documented: {response.text}"
        documented = answers["default"]
    if "$ref" in documented:
        documented = document["components"]["responses"][documented["$ref"].rpartition("/")[2]]
    content = documented.get("content")
    if content is None or response.status_code == 304:
        assert response.data == b""
        return
    assert response.mimetype in content
    if response.is_json:
        components = _closed(document["components"])
        schema = {**content[response.mimetype]["schema"], "components": components}
        faults = [fault.message for fault in OAS30Validator(schema).iter_errors(response.json)]
        assert faults == []


def _closed(part: Any) -> Any:
    """Return a schema that takes no undocumented member, unless it says that it does."""
    if isinstance(part, list):
        return [_closed(item) for item in part]
    if not isinstance(part, dict):
        return part
    closed = {key: _closed(value) for key, value in part.items()}
    if "properties" in part:
        closed.setdefault("additionalProperties", False)
    return closed
