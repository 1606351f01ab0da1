"""Every place of every route is given what no honest client sends; the answer is a documented one.

What schemathesis makes up is well formed text for the most part; these values are what stores, clocks and
parsers are known to stumble over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.functional.generated_calls.asking import address_of, content_of
from tests.functional.generated_calls.rights_table import Right, read_rights
from tests.functional.generated_calls.town import Headers, Town
from tests.functional.http.documented import DocumentedClient, openapi_of

pytestmark = pytest.mark.store
CALLER_OF = {
    "citizens": "citizen",
    "merchants": "merchant",
    "departments": "department",
    "operators": "operator",
    "sandboxes": "sandbox",
    "officers": "officer",
}
IN_JSON = (
    *(r'"a\u0000b"', r'"\ud800"', r'"\u202e\ufeff\u2028"', '"😀"', '""', '"' + "9" * 5000 + '"'),
    *(str(10**30), str(2**63), "-1", "1e999", "0.1", "null", "true", "[]", "{}", "[" * 2000 + "]" * 2000),
    *('"9999-12-31T23:59:59.9-14:00"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31"', '"0001-01-01"'),
)
IN_ADDRESS = (
    *("%00", "a%00b", "%ED%A0%80", "%FF", "%F0%9F%98%80", "%0D%0AX:%20y", "..%2F..", "%20", "-1", str(2**63)),
    *("9" * 400, "1e999", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00%2B14:00", "NaN", "a" * 3000),
)
KEYS = ("", " ", "k" * 129, "k" * 5000, "é", "a,b")
LANGUAGES = (";;q=,", "zh;q=x", "*;q=0", "a" * 3000, "é")
CREDENTIALS = ("Bearer é", "Bearer a.b.c", "Bearer e30.e30.", "Bearer " + "." * 500, "Basic a")
FORMATS = ("application/json; charset=utf-16", "application/json; charset=nobody's", "é", "a/b; " * 300, "")


class Stranger:
    """Calls as whoever may, with one thing wrong at a time."""

    def __init__(self, town: Town) -> None:
        town.app.test_client_class = DocumentedClient
        self.client: FlaskClient = town.app.test_client()
        self.town = town

    def headers_for(self, right: Right) -> Headers:
        return dict(self.town.headers.get(CALLER_OF.get(right.who, ""), {}))

    def content_for(self, right: Right) -> dict[str, Any]:
        return content_of(right.method, right.path, {**self.town.ids, "password": "none"}, "none")

    def ask(self, right: Right, address: str | None = None, **content: Any) -> None:
        """Ask; the client fails on every answer that is not documented."""
        address = address or address_of(right.path, self.town.ids)
        headers = self.headers_for(right) | content.pop("headers", {})
        answer = self.client.open(address, method=right.method, headers=headers, **content)
        assert answer.status_code < 500, (right, address[:200], answer.text)


@pytest.fixture
def stranger(town: Town) -> Stranger:
    return Stranger(town)


def rights_with(town: Town, part: str) -> Iterator[tuple[Right, Any]]:
    """Yield the routes whose document has such a part, with that part."""
    paths = openapi_of(town.app)["paths"]
    for right in read_rights():
        found = paths[right.path][right.method.lower()].get(part)
        if found and right.path != "/api/v1/session":
            yield right, found


def fields_of(town: Town, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a JSON body with their schemas; of a form there are none."""
    schema = body["content"].get("application/json", {}).get("schema", {})
    schemas = openapi_of(town.app)["components"]["schemas"]
    named = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    return dict(named.get("properties", {}))


def test_no_value_of_a_body_finds_a_fault(town: Town, stranger: Stranger) -> None:
    for right, body in rights_with(town, "requestBody"):
        usual = stranger.content_for(right).get("json", {})
        for field in fields_of(town, body):
            rest = {name: value for name, value in usual.items() if name != field}
            for hostile in IN_JSON:
                text = json.dumps(rest)[:-1] + (", " if rest else "") + f'"{field}": {hostile}}}'
                stranger.ask(right, data=text.encode(), content_type="application/json")


def test_no_body_as_a_whole_finds_a_fault(town: Town, stranger: Stranger) -> None:
    for right, _ in rights_with(town, "requestBody"):
        for hostile in (*IN_JSON, "", "{", "\ufeff{}", "'"):
            stranger.ask(right, data=hostile.encode(), content_type="application/json")
        for raw in (b"\xff\xfe{}", b"\x00", b'{"a": "\xed\xa0\x80"}', b"-" * 70_000):
            stranger.ask(right, data=raw, content_type="application/json")
            stranger.ask(right, data=raw, content_type="multipart/form-data; boundary=edge")


def test_no_address_finds_a_fault(stranger: Stranger) -> None:
    for right in read_rights():
        if "{" in right.path:
            for name in right.path.split("{")[1:]:
                parameter = "{" + name.partition("}")[0] + "}"
                before, _, after = right.path.partition(parameter)
                for hostile in IN_ADDRESS:
                    ids = stranger.town.ids
                    address = address_of(before, ids) + hostile + address_of(after, ids)
                    stranger.ask(right, address, **stranger.content_for(right))


def test_no_query_finds_a_fault(town: Town, stranger: Stranger) -> None:
    for right, parameters in rights_with(town, "parameters"):
        for name in (one["name"] for one in parameters if one["in"] == "query"):
            for hostile in IN_ADDRESS:
                address = f"{address_of(right.path, stranger.town.ids)}?{name}={hostile}"
                stranger.ask(right, address)
                stranger.ask(right, f"{address}&{name}={hostile}")


def test_no_header_finds_a_fault(town: Town, stranger: Stranger) -> None:
    for right, parameters in rights_with(town, "parameters"):
        if any(one["name"] == "Idempotency-Key" for one in parameters):
            for key in KEYS:
                stranger.ask(right, headers={"Idempotency-Key": key}, **stranger.content_for(right))
    for right, _ in rights_with(town, "requestBody"):
        for kind in FORMATS:
            stranger.ask(right, data=b"{}", headers={"Content-Type": kind})
    for right in {right.who: right for right in read_rights() if right.method == "GET"}.values():
        for language in LANGUAGES:
            stranger.ask(right, headers={"Accept-Language": language})
        for proof in CREDENTIALS:
            stranger.ask(right, headers={"Authorization": proof})
            stranger.ask(right, headers={"X-Api-Key": proof, "Cookie": f"__Host-officer_session={proof}"})
