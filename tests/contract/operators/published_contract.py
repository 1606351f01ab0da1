"""Holds what is said on the wire against docs/operator_contract.yaml."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT = yaml.safe_load((Path(__file__).parents[3] / "docs/operator_contract.yaml").read_text("utf-8"))
_REGISTRY = Registry().with_resource("urn:contract", Resource(contents=DOCUMENT, specification=DRAFT202012))


# Where one process serves many operators, the first part of a path names one of them.
_OPERATOR = re.compile(r"^/[a-z_]+(?=/(links|entitlements|capabilities|oauth)\b)")


def find_operation(method: str, path: str) -> tuple[str, dict[str, Any]]:
    """Return the contract's path template and operation for a request."""
    path = _OPERATOR.sub("", path)
    for template, operations in DOCUMENT["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return template, operations[method.lower()]
    raise AssertionError(f"the contract has no {method} {path}")


def check_exchange(response: httpx.Response) -> None:
    """Check one request and its answer; made for httpx's response hook."""
    request = response.request
    if request.url.path.endswith("/oauth/token"):
        return
    template, operation = find_operation(request.method, request.url.path)
    if "requestBody" in operation and response.status_code != 400:
        method = request.method.lower()
        schema = f"/paths/{_escaped(template)}/{method}/requestBody/content/application~1json/schema"
        _check(json.loads(request.content), schema)
    response.read()
    _check_answer(response, operation)


def _check_answer(response: httpx.Response, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    answer = answers.get(str(response.status_code)) or answers["default"]
    if "$ref" in answer:
        answer = DOCUMENT["components"]["responses"]["Problem"]
    if "content" not in answer:
        assert response.content == b""
        return
    [(media_type, content)] = answer["content"].items()
    assert response.headers["Content-Type"] == media_type
    _check(response.json(), content["schema"]["$ref"].removeprefix("#"))


def _check(body: Any, pointer: str) -> None:
    schema = {"$ref": f"urn:contract#{pointer}"}
    Draft202012Validator(schema, registry=_REGISTRY, format_checker=FormatChecker()).validate(body)


def _escaped(template: str) -> str:
    return template.replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
