"""The simulator answers what the real Koha 18.12 answered, call by call."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.contract.koha.conftest import Koha
from tests.contract.koha.descriptions import needs_descriptions, transcript
from tests.contract.operators.synthetic_city import CLIENT_ID, CLIENT_SECRET

CARD = "33011795434651"
pytestmark = needs_descriptions


def shape_of(body: Any) -> Any:
    """Return a body with each value replaced by its kind; sentences of errors stay as they are."""
    if isinstance(body, dict):
        return {name: _told(name, value) for name, value in body.items()}
    return [shape_of(one) for one in body] if isinstance(body, list) else _kind(body)


def _told(name: str, value: Any) -> Any:
    is_sentence = name in (
        "error",
        "conflict",
        "message",
        "path",
        "category_id",
        "balance",
        "total",
        "status",
    )
    return value if is_sentence and not isinstance(value, dict) else shape_of(value)


def _kind(value: Any) -> str:
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value):
        return f"date of {len(value)} characters"
    return type(value).__name__


def send(koha: Koha, recorded: dict[str, Any], patron_id: int | None) -> Any:
    """Repeat a recorded request, about our own patron, with a token where the real one had one."""
    path = recorded["request"]["path"].replace("/54", f"/{patron_id}").removeprefix("/api/v1")
    body = recorded["request"]["body"]
    if path == "/oauth/token":
        return koha.http.post(koha.base_url + path, data=token_form(body))
    if recorded["response"]["status"] == 401:
        return koha.http.request(recorded["request"]["method"], koha.base_url + path)
    return koha.call(recorded["request"]["method"], path, **({} if body is None else {"json": body}))


def token_form(sent: str) -> dict[str, str]:
    secret = "nope" if sent.endswith("nope") else CLIENT_SECRET
    return {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": secret}


def test_the_whole_recorded_conversation_goes_the_same_way(old_koha: Koha) -> None:
    patron_id, differing = None, []
    for number, recorded in enumerate(transcript()):
        if "category_id=PT" in recorded["request"]["path"]:
            continue  # a page of the demo patrons that came with the real one
        answer = send(old_koha, recorded, patron_id)
        if answer.status_code == 201:
            patron_id = answer.json()["patron_id"]
        expected = recorded["response"]
        kind = answer.headers["Content-Type"]
        if (answer.status_code, kind) != (expected["status"], expected["headers"]["Content-Type"]):
            differing.append((number, answer.status_code, kind))
        if shape_of(answer.json()) != shape_of(expected["body"]):
            differing.append((number, json.dumps(answer.json(), ensure_ascii=False)))
    old_koha.control(f"/patrons/{CARD}/deletion")
    assert differing == []


def test_a_list_tells_its_length_and_its_other_pages(old_koha: Koha) -> None:
    [recorded] = [one for one in transcript() if "category_id=PT" in one["request"]["path"]]
    for _ in range(5):
        old_koha.open_patron("STAFF")
    answer = old_koha.call("GET", "/patrons?_per_page=2&_page=2&category_id=STAFF")
    total = int(answer.headers["X-Total-Count"])
    assert len(answer.json()) == 2
    assert total >= 5
    last = -(-total // 2)
    expected = recorded["response"]["headers"]["Link"]
    for old, new in (("_page=11", f"_page={last}"), ("=PT", "=STAFF")):
        expected = expected.replace(old, new)
    expected = re.sub(r"http://127.0.0.1:\d+", old_koha.origin, expected)
    assert answer.headers["Link"] == expected
    assert set(answer.json()[0]) == set(recorded["response"]["body"][0])
