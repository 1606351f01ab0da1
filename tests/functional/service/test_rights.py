"""The rights through the doors: see, copy, pause, delete, and begin anew."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask.testing import FlaskClient

from backend.domain import Domain
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock

pytestmark = pytest.mark.store
API = "/api/v1"


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


def test_a_citizen_takes_a_copy_deletes_the_account_and_begins_anew(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, clock: StandingClock
) -> None:
    a_record(domain, citizen)
    copy = client.get(f"{API}/me/export", headers=citizen.headers)
    archive = zipfile.ZipFile(io.BytesIO(copy.data))
    assert citizen.id_number in archive.read("identity.json").decode()

    shown = client.get(f"{API}/me/deletion", headers=citizen.headers).get_json()
    gone = client.delete(f"{API}/me?confirm={shown['confirmation']}", headers=citizen.headers)
    assert gone.status_code == 202
    assert client.get(f"{API}/me", headers=citizen.headers).status_code == 401
    refresh = client.post(f"{API}/session/refresh", json={"refresh_token": citizen.refresh_token})
    assert refresh.status_code == 401

    clock.pass_time(minutes=11)
    OutboxWorker(domain.ground.database, clock, domain.outbox_handlers).run_until_idle()
    again = client.post(f"{API}/session/wechat", json={"code": citizen.code}).get_json()
    headers = {"Authorization": f"Bearer {again['access_token']}"}
    me = client.get(f"{API}/me", headers=headers).get_json()
    assert (me["citizen_id"] != citizen.id, me["verified"], me["name"]) == (True, False, None)
    assert client.get(f"{API}/me/access-log", headers=headers).get_json()["entries"] == []


def test_a_code_of_somebody_who_pauses_is_not_accepted(
    client: FlaskClient, citizen: TestCitizen, merchant: dict[str, str]
) -> None:
    order = {"kind": "dynamic", "claims": ["level"]}
    token = client.post(f"{API}/me/certificates", json=order, headers=citizen.headers).get_json()["token"]
    client.put(f"{API}/me/pause", headers=citizen.headers)
    told = client.post(f"{API}/merchant/verifications", json={"token": token}, headers=merchant).get_json()
    assert (told["valid"], told["outcome"]) == (False, "revoked")
    assert "claims" not in told or not told["claims"]
    (certificate,) = client.get(f"{API}/me/certificates", headers=citizen.headers).get_json()["certificates"]
    address = f"{API}/me/certificates/{certificate['id']}/verifications"
    (seen,) = client.get(address, headers=citizen.headers).get_json()["verifications"]
    assert (seen["outcome"], seen["disclosed"]) == ("paused", [])
    (message,) = client.get(f"{API}/me/inbox", headers=citizen.headers).get_json()["messages"]
    assert "暂停" in message["words"]
    refused = client.get(f"{API}/me/status", headers=citizen.headers)
    assert (refused.status_code, refused.get_json()["type"].endswith("account-paused")) == (403, True)
    assert client.get(f"{API}/me", headers=citizen.headers).get_json()["paused_since"]
    client.delete(f"{API}/me/pause", headers=citizen.headers)
    assert client.get(f"{API}/me/status", headers=citizen.headers).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH"])
def test_other_methods_delete_nothing(client: FlaskClient, citizen: TestCitizen, method: str) -> None:
    assert client.open(f"{API}/me", method=method, headers=citizen.headers).status_code == 405
    assert client.get(f"{API}/me", headers=citizen.headers).status_code == 200
