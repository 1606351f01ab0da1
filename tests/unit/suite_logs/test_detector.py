from __future__ import annotations

import jwt
import pytest

from backend.identity.id_number import check_digit
from tests.builders.citizens import an_id_number
from tests.suite_logs.detector import detect
from tests.suite_logs.known_people import known_names


def with_check(first_seventeen: str) -> str:
    return first_seventeen + check_digit(first_seventeen)


NAMES = known_names()
AN_X = next(one for order in range(1, 99) if (one := with_check(f"35029919900101{order:03d}"))[-1] == "X")
JWT = jwt.encode({"sub": "cit_1"}, "x" * 32, "HS256")
RANDOM = "Zk3vQ8mN1xR7tB5wY2cL9pD4sF6gH0jK-aE_uI8oWqV"


def kinds_in(text: str) -> set[str]:
    return {one.kind for one in detect(text, NAMES)}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("id number", an_id_number()),
        ("id number", AN_X.lower()),
        ("name", "林晓云"),
        ("name", "王小明"),
        ("jwt", JWT),
        ("api key", f"mk_{RANDOM}"),
        ("api key", f"ok_live_{RANDOM}"),
        ("api key", f"os_{RANDOM}"),
        ("token", RANDOM),
        ("certificate", "4" * 340),
        ("openid", "oGZUI0egBJY1zhBYw2KhdUfwVJJE"),
        ("openid", "openid-17"),
        ("phone", "13805920000"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "refused: {}.", '{{"x":"{}"}}', "({},)", "x={}&y=1", "为{}办理"])
def test_each_kind_is_found_wherever_it_stands(kind: str, text: str, around: str) -> None:
    assert kind in kinds_in(around.format(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "outbox grant.put attempt 3: Busy",
        "2026-11-27T04:14:48.123456Z",
        "request req_9hnhm7EIGbq9peH3RPSIhl failed: POST /api/v1/me/certificates/<certificate_id>",
        "1764200000123 ms",
        f"audit head 12 {'0123456789abcdef' * 4}",
        "a" * 28,
        "o" * 28,
        "UPDATE outbox_message SET state = %(state)s WHERE outbox_message.sequence = %(sequence)s",
        "backend.platform.outbox.settling",
        "林先生",
    ],
)
def test_an_ordinary_line_is_clean(text: str) -> None:
    assert kinds_in(text) == set()


def test_eighteen_digits_without_the_right_check_digit_are_no_id_number() -> None:
    number = an_id_number()
    wrong = number[:17] + next(one for one in "0123456789" if one != number[17])
    assert kinds_in(wrong) == set()


def test_its_own_check_agrees_with_the_service() -> None:
    for order in range(1, 200):
        assert kinds_in(with_check(f"35029919900101{order:03d}")) == {"id number"}


def test_a_finding_shows_where_it_stood() -> None:
    (found,) = detect(f"before {an_id_number()} after")
    assert found.around.startswith("before ")
    assert found.around.endswith(" after")
