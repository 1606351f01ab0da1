from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import fakeredis
import pytest

from backend.merchants.past_days import PastPage
from backend.platform.logs.configuring import LogStyle, log_formatter
from backend.platform.traffic import Traffic
from tests.functional.edge.conftest import ASKING, OpenDoor, some_limits
from tests.functional.http.fakes import AS_CITIZEN, AS_MERCHANT

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def lines() -> Iterator[Any]:
    """Return a way to read the lines that were logged, as production writes them."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(log_formatter(LogStyle.JSON))
    ours = logging.getLogger("miniprogram_api")
    ours.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    ours.removeHandler(handler)


def test_each_request_leaves_one_line_that_says_what_and_how_long_and_never_about_whom(
    open_door: OpenDoor, lines: Any
) -> None:
    client = open_door()
    client.told.certificates.answers["revoke"] = None
    answer = client.delete("/api/v1/me/certificates/crt_77?x=secret", headers=AS_CITIZEN)
    (line,) = lines()
    assert line.pop("timestamp")
    assert line.pop("ms") > 0
    assert len(line.pop("caller")) == 16
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "miniprogram_api.edge.journal",
        "method": "DELETE",
        "route": "/api/v1/me/certificates/<certificate_id>",
        "status": answer.status_code,
        "caller_kind": "citizen",
        "request_id": answer.headers["X-Request-Id"],
    }


def test_a_person_has_another_name_in_the_log_every_day_and_an_organisation_its_own(
    open_door: OpenDoor, lines: Any
) -> None:
    client = open_door()
    client.told.merchants.answers["list_verifications"] = PastPage([])
    client.told.redress.cases.answers["list_of_citizen"] = []
    client.get("/api/v1/me/disputes", headers=AS_CITIZEN)
    client.get("/api/v1/merchant/verifications", headers=AS_MERCHANT)
    client.get("/api/v1/me/disputes", headers=AS_CITIZEN)
    citizen, merchant, again = [line["caller"] for line in lines()]
    assert merchant == "mer_1"
    assert citizen == again
    assert "cit_1" not in json.dumps(lines())


def test_whoever_proves_nothing_is_an_address_without_being_told_which(
    open_door: OpenDoor, lines: Any
) -> None:
    open_door().get("/api/v1/me", environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    (line,) = lines()
    assert (line["caller_kind"], line["status"]) == ("anonymous", 401)
    assert "203.0.113.77" not in json.dumps(line)


def test_an_address_that_there_is_not_is_logged_without_it(open_door: OpenDoor, lines: Any) -> None:
    open_door().get("/350299/lin-xiaoyun")
    (line,) = lines()
    assert (line["route"], line["status"], line["caller_kind"]) == ("unmatched", 404, "unknown")
    assert "lin-xiaoyun" not in json.dumps(line)


def test_a_refusal_by_a_limit_says_by_which(open_door: OpenDoor, lines: Any) -> None:
    client = open_door(limits=some_limits(ceilings={"anonymous": {"a_minute": 1, "at_once": 1}}))
    client.get(ASKING)
    client.get(ASKING)
    assert [line.get("limited_by") for line in lines()] == [None, "anonymous"]


def test_a_failure_and_its_request_share_an_id_which_the_caller_is_told(
    open_door: OpenDoor, lines: Any
) -> None:
    client = open_door()
    client.application.logger.addHandler(logging.NullHandler())
    client.told.status.answers["view"] = RuntimeError("broken")
    answer = client.get("/api/v1/me/status", headers=AS_CITIZEN)
    assert {line["request_id"] for line in lines()} == {answer.json["request_id"]}
    assert answer.headers["X-Request-Id"] == answer.json["request_id"]


def test_every_refusal_tells_the_id_of_its_request(open_door: OpenDoor) -> None:
    answer = open_door().get("/api/v1/me")
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-Request-Id": "3f2a9c1d-7b60"}, "3f2a9c1d-7b60"),
        ({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, TRACE),
        ({"X-Request-Id": "given-by-it", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, "given-by-it"),
    ],
)
def test_an_id_is_taken_from_a_proxy_of_ours(
    open_door: OpenDoor, headers: dict[str, str], expected: str
) -> None:
    assert open_door(proxies=1).get("/healthz", headers=headers).headers["X-Request-Id"] == expected
    assert open_door(proxies=0).get("/healthz", headers=headers).headers["X-Request-Id"] != expected


@pytest.mark.parametrize(
    "sent", ["", "short", "x" * 65, "with space", 'a"quote"b', "a/b/c/d/e", "中文中文中文中文"]
)
def test_a_malformed_id_is_not_taken(open_door: OpenDoor, sent: str) -> None:
    headers = {"X-Request-Id": sent.encode().decode("latin-1")}
    answer = open_door(proxies=1).get("/healthz", headers=headers)
    assert answer.headers["X-Request-Id"].startswith("req_")


def test_answers_are_counted_by_route_status_and_time(
    open_door: OpenDoor, redis: fakeredis.FakeRedis
) -> None:
    traffic = Traffic(redis)
    client = open_door(
        traffic=traffic, limits=some_limits(ceilings={"anonymous": {"a_minute": 1, "at_once": 1}})
    )
    for path in (ASKING, ASKING, "/nothing"):
        client.get(path)
    client.open("/nothing", method="BREW")
    so_far = traffic.read()
    assert so_far.answers == {
        ("GET", ASKING, "200"): 1,
        ("GET", ASKING, "429"): 1,
        ("GET", "unmatched", "404"): 1,
        ("OTHER", "unmatched", "404"): 1,
    }
    assert sum(so_far.times["GET", ASKING].buckets) == 2
    assert so_far.times["GET", ASKING].total_ms > 0
    assert so_far.events == {("limited", "anonymous"): 1}
