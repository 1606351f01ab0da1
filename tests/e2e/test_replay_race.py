"""One screen code, shown to two hundred scanners at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.builders.stores import EmbeddedStore, ServiceStore
from tests.e2e.town import Town, running_town

pytestmark = [pytest.mark.store, pytest.mark.e2e]
SCANS, AT_ONCE, WORKERS = 200, 50, 4
PURPOSES = ("status.evaluate", "certificate.issue")


@pytest.fixture
def busy_town(store: EmbeddedStore | ServiceStore, tmp_path: Path) -> Iterator[Town]:
    """A town whose service runs in four processes."""
    if isinstance(store, EmbeddedStore):
        pytest.skip("several processes share no Redis that lives in one of them")
    with running_town(tmp_path, store, WORKERS) as town:
        yield town


def show_code(town: Town, http: httpx.Client) -> str:
    who = town.citizen(1)
    tokens = http.post(f"{town.api}/session/wechat", json={"code": who["wechat_code"]}).json()
    http.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    proof = {"name": who["name"], "id_number": who["id_number"]}
    http.post(f"{town.api}/me/identity", json=proof).raise_for_status()
    for purpose in PURPOSES:
        http.put(f"{town.api}/me/consents/{purpose}").raise_for_status()
    order = {"kind": "dynamic", "claims": ["level"]}
    return str(http.post(f"{town.api}/me/certificates", json=order).raise_for_status().json()["token"])


def test_of_two_hundred_scans_at_once_on_four_workers_exactly_one_succeeds(busy_town: Town) -> None:
    merchants = [one["api_key"] for one in busy_town.credentials["merchants"]]
    limits = httpx.Limits(max_connections=AT_ONCE)
    with httpx.Client(timeout=60, trust_env=False, limits=limits) as http:
        token = show_code(busy_town, http)

        def scan(number: int) -> str:
            answer = http.post(
                f"{busy_town.api}/merchant/verifications",
                json={"token": token},
                headers={"X-Api-Key": merchants[number % len(merchants)], "Authorization": ""},
            )
            return str(answer.raise_for_status().json()["outcome"])

        with ThreadPoolExecutor(AT_ONCE) as threads:
            outcomes = Counter(threads.map(scan, range(SCANS)))
        entries = http.get(f"{busy_town.api}/me/access-log?limit=200").json()["entries"]
    assert outcomes == {"valid": 1, "already_used": SCANS - 1}
    told = Counter(one["outcome"] for one in entries if one["action"] == "certificate.verified")
    assert told["valid"] == 1
