from __future__ import annotations

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.logs.redaction import redact, redact_event
from tests.builders.citizens import an_id_number
from tests.suite_logs.detector import detect

RANDOM = "Zk3vQ8mN1xR7tB5wY2cL9pD4sF6gH0jK-aE_uI8oWqV"
PERSONAL = {
    "id_number": an_id_number(),
    "phone": "13805920000",
    "card_number": "3502000000010",
    "jwt": jwt.encode({"sub": "cit_1"}, "x" * 32, "HS256"),
    "key": f"ok_live_{RANDOM}",
    "openid": "oGZUI0egBJY1zhBYw2KhdUfwVJJE",
    "certificate": "4" * 340,
    "token": RANDOM,
}


@pytest.mark.parametrize("kind", PERSONAL)
@pytest.mark.parametrize("around", ["{}", "call failed: {}!", '{{"x":"{}"}}', "为{}办理", "a={},b=2"])
def test_each_kind_is_taken_out_wherever_it_stands(kind: str, around: str) -> None:
    assert redact(around.format(PERSONAL[kind])) == around.format(f"[{kind}]")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("GET /cgi-bin/token?appid=wx1&secret=abcdef0123", "GET /cgi-bin/token?appid=wx1&[parameter]"),
        ("Authorization: Bearer abcdefghijk", "Authorization: [bearer]"),
        ("+86 13805920000 and 86-13805920000", "[phone] and [phone]"),
        ("refresh_token=abc", "[parameter]"),
    ],
)
def test_what_is_named_as_secret_is_taken_out_whatever_it_looks_like(line: str, left: str) -> None:
    assert redact(line) == left


@pytest.mark.parametrize(
    "line",
    [
        "outbox grant.put attempt 3: Busy",
        "2026-11-27T04:14:48.123456Z",
        "req_9hnhm7EIGbq9peH3RPSIhl",
        "POST /api/v1/me/certificates/<certificate_id>",
        f"audit head 12 {'0123456789abcdef' * 4}",
        "SELECT credit_record.id FROM credit_record WHERE credit_record.subject_index = %(subject_index_1)s",
        "backend.platform.logs.redaction",
        "mer_xxV6f8zdOFwDa4KOEU1qOx",
        "",
    ],
)
def test_an_ordinary_line_stays_as_it_is(line: str) -> None:
    assert redact(line) == redact(line) == line


def test_every_part_of_an_event_is_looked_at() -> None:
    number = PERSONAL["id_number"]
    event = redact_event(
        None,
        "info",
        {
            "event": f"for {number}",
            "nested": {"list": [number, {number: 1}], "count": 3, "none": None, "flag": True},
            "error": ValueError(number),
            "set": {number},
        },
    )
    assert number not in str(event)
    assert event["nested"]["count"] == 3
    assert event["nested"]["flag"] is True


@given(before=st.text(max_size=20), kind=st.sampled_from(sorted(PERSONAL)), after=st.text(max_size=20))
def test_whatever_stands_around_what_the_detector_finds_is_gone(before: str, kind: str, after: str) -> None:
    line = f"{before} {PERSONAL[kind]} {after}"
    assert not [one for one in detect(redact(line)) if one.found in PERSONAL.values()]
