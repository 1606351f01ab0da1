from __future__ import annotations

from typing import Any

import fakeredis

from backend.merchants.past_days import PastPage
from backend.platform.errors import NotFound
from config.loading import read_policy
from miniprogram_api.edge.limit_policy import parse_limits
from tests.functional.edge.conftest import ASKING, OpenDoor, some_limits
from tests.functional.http.documented import list_operations
from tests.functional.http.fakes import AS_CITIZEN, AS_MERCHANT

CHAT_LIMIT = [{"operations": ["ask_bot", "judge_answer"], "most": "2/minute"}]
NOTICE_LIMIT = [{"operations": ["get_privacy_notice"], "most": "2/minute;3/hour"}]


def ask(client: Any, times: int, path: str = ASKING, **how: Any) -> list[int]:
    return [client.get(path, **how).status_code for _ in range(times)]


def test_whoever_asks_too_often_is_told_so_in_both_languages_and_when_to_come_back(
    open_door: OpenDoor,
) -> None:
    client = open_door(limits=some_limits(ceilings={"anonymous": {"a_minute": 6, "at_once": 2}}))
    assert ask(client, 2) == [200, 200]
    refused = client.get(ASKING)
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert refused.json["type"] == "/problems/too-many-requests"
    assert "10 秒后" in refused.json["detail_zh"]
    assert "in 10 seconds" in refused.json["detail_en"]
    assert refused.headers["Retry-After"] == "10"


def test_every_answer_says_how_much_is_left(open_door: OpenDoor) -> None:
    client = open_door(limits=some_limits(ceilings={"anonymous": {"a_minute": 60, "at_once": 5}}))
    answers = [client.get(ASKING).headers for _ in range(2)]
    assert [one["RateLimit-Policy"] for one in answers] == ['"anonymous";q=60;w=60'] * 2
    assert [one["RateLimit"].partition(";t=")[0] for one in answers] == ['"anonymous";r=4', '"anonymous";r=3']


def test_citizens_have_a_ceiling_each_and_not_by_address(open_door: OpenDoor) -> None:
    client = open_door(limits=some_limits(ceilings={"citizen": {"a_minute": 1, "at_once": 1}}))
    client.told.redress.cases.answers["list_of_citizen"] = []
    assert ask(client, 2, "/api/v1/me/disputes", headers=AS_CITIZEN) == [200, 429]
    assert ask(client, 2) == [200, 200]


def test_who_proves_nothing_is_counted_at_the_address(open_door: OpenDoor) -> None:
    client = open_door(limits=some_limits(ceilings={"anonymous": {"a_minute": 1, "at_once": 2}}))
    guessing = [client.get("/api/v1/me", headers={"Authorization": f"Bearer {n}"}) for n in range(3)]
    assert [one.status_code for one in guessing] == [401, 401, 429]
    assert client.get("/api/v1/merchant", headers={"X-Api-Key": "mk_guessed"}).status_code == 429


def test_a_scan_has_a_ceiling_of_its_own_and_costs_redis_nothing(
    open_door: OpenDoor, redis: fakeredis.FakeRedis
) -> None:
    own = {"verify_certificate": {"a_minute": 1, "at_once": 2}}
    client = open_door(limits=some_limits(own_ceilings=own))
    scans = [client.post("/api/v1/merchant/verifications", json={}, headers=AS_MERCHANT) for _ in range(3)]
    assert [one.status_code for one in scans] == [422, 422, 429]
    assert redis.keys() == []
    client.told.merchants.answers["list_verifications"] = PastPage([])
    assert ask(client, 1, "/api/v1/merchant/verifications", headers=AS_MERCHANT) == [200]


def test_probes_and_scrapes_are_never_refused(open_door: OpenDoor) -> None:
    client = open_door(limits=some_limits(ceilings={"anonymous": {"a_minute": 1, "at_once": 1}}))
    assert ask(client, 9, "/healthz") == [200] * 9
    assert "RateLimit" not in client.get("/healthz").headers


def test_a_shared_limit_holds_over_all_processes(open_door: OpenDoor) -> None:
    one, other = (open_door(limits=some_limits(limits=NOTICE_LIMIT)) for _ in range(2))
    assert ask(one, 1) + ask(other, 1) + ask(one, 1) + ask(other, 1) == [200, 200, 429, 429]


def test_a_shared_limit_tells_the_windows_and_the_one_that_is_used_up(open_door: OpenDoor) -> None:
    client = open_door(limits=some_limits(limits=NOTICE_LIMIT))
    first = client.get(ASKING).headers
    assert first["RateLimit-Policy"].endswith(
        '"get_privacy_notice-60";q=2;w=60, "get_privacy_notice-3600";q=3;w=3600'
    )
    assert '"get_privacy_notice-60";r=1;t=' in first["RateLimit"]
    ask(client, 1)
    refused = client.get(ASKING)
    assert (refused.status_code, refused.json["type"]) == (429, "/problems/too-many-requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert '"get_privacy_notice-60";r=0;t=' in refused.headers["RateLimit"]


def test_the_operations_of_a_line_share_its_count(open_door: OpenDoor) -> None:
    client = open_door(limits=some_limits(limits=CHAT_LIMIT))
    asked = client.post("/api/v1/chat", json={"text": "你好"})
    judged = client.post("/api/v1/chat/feedback", json={"conversation": "cnv_1", "useful": True})
    again = client.post("/api/v1/chat", json={"text": "你好"})
    assert [one.status_code for one in (asked, judged, again)] == [503, 503, 429]


def test_whoever_tries_codes_of_invitations_is_stopped_within_a_minute(open_door: OpenDoor) -> None:
    published = read_policy("limits")["limits"]
    client, most = open_door(limits=some_limits(limits=published)), 60
    invitations = client.told.merchant_access.invitations
    invitations.answers["look"] = NotFound("invitation-invalid", zh="这个邀请不能用。", en="Not good.")
    looks = [client.post("/api/v1/merchant/invitations/look", json={"code": str(n)}) for n in range(most)]
    assert [one.status_code for one in looks] == [404] * most
    accept = {"code": "1", "rules_version": "2026-1", "label": "柜台"}
    for act, body in (("look", {"code": "1"}), ("accept", accept)):
        assert client.post(f"/api/v1/merchant/invitations/{act}", json=body).status_code == 429
    assert len(invitations.asked) == most


def test_callers_do_not_spend_each_others_limits(open_door: OpenDoor) -> None:
    client = open_door(limits=some_limits(limits=NOTICE_LIMIT))
    for address in ("203.0.113.1", "203.0.113.2"):
        assert ask(client, 3, environ_overrides={"REMOTE_ADDR": address}) == [200, 200, 429]


def test_no_address_and_no_id_stands_in_redis(open_door: OpenDoor, redis: fakeredis.FakeRedis) -> None:
    client = open_door(limits=some_limits(limits=NOTICE_LIMIT))
    ask(client, 1, environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    keys = b" ".join(redis.keys())
    assert b"get_privacy_notice" in keys
    assert b"203.0.113" not in keys
    assert all(0 < redis.ttl(key) <= 3600 for key in redis.scan_iter())


def test_a_count_is_one_trip_to_redis_window_included(
    open_door: OpenDoor, redis: fakeredis.FakeRedis, sent: list[str]
) -> None:
    client = open_door(
        limits=some_limits(limits=[{"operations": ["get_privacy_notice"], "most": "9/minute"}])
    )
    ask(client, 1)
    sent.clear()
    assert "RateLimit" in client.get(ASKING).headers
    assert sent == ["EVALSHA"]


def test_while_redis_is_away_each_process_keeps_the_limit_by_itself(
    open_door: OpenDoor, redis_server: fakeredis.FakeServer
) -> None:
    client = open_door(limits=some_limits(limits=NOTICE_LIMIT))
    redis_server.connected = False
    answers = [client.get(ASKING) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert '"get_privacy_notice-60";r=1;t=' in answers[0].headers["RateLimit"]


def test_a_factor_raises_every_limit(open_door: OpenDoor) -> None:
    limits = some_limits(ceilings={"anonymous": {"a_minute": 1, "at_once": 1}}, limits=NOTICE_LIMIT)
    client = open_door(limits=limits, limits_factor=4)
    assert ask(client, 5) == [200] * 4 + [429]


def test_the_published_limits_name_operations_that_there_are(open_door: OpenDoor) -> None:
    published = parse_limits(read_policy("limits"))
    there = {operation["operationId"] for _, _, operation in list_operations(open_door().application)}
    assert published.operations - there == set()


def test_every_operation_but_the_probes_documents_that_it_may_refuse(open_door: OpenDoor) -> None:
    without = {
        operation["operationId"]
        for _, _, operation in list_operations(open_door().application)
        if "429" not in operation["responses"]
    }
    assert without == set(parse_limits(read_policy("limits")).unlimited)
