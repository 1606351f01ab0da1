"""What must not work, tried at the door."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient

from backend.certificates.format.digits import from_digits, to_digits
from backend.certificates.token import CertificateCodec
from backend.domain import Domain
from backend.platform.keyring.port import SigningKey
from tests.builders.citizens import TestCitizen, a_citizen, a_linked_card, a_record, a_visitor
from tests.builders.clock import StandingClock

pytestmark = pytest.mark.store
OPEN_TO_WHOEVER_IS_INVITED = {f"/api/v1/merchant/invitations/{act}" for act in ("look", "accept")}


def _issue(client: FlaskClient, citizen: TestCitizen, kind: str = "printed") -> dict[str, Any]:
    order = {"kind": kind, "claims": ["level"]}
    return client.post("/api/v1/me/certificates", json=order, headers=citizen.headers).get_json()


def _reason(client: FlaskClient, merchant: dict[str, str], token: str) -> str:
    answer = client.post("/api/v1/merchant/verifications", json={"token": token}, headers=merchant)
    assert answer.status_code == 200
    assert (answer.get_json()["valid"], answer.get_json()["claims"]) == (False, {})
    return str(answer.get_json()["reason"])


@dataclass(frozen=True)
class ForgersRing:
    """A key of the forger's own, under whatever id the forger likes."""

    kid: str
    private_key: ec.EllipticCurvePrivateKey

    def current(self) -> SigningKey:
        return SigningKey(self.kid, self.private_key)

    def find_public_key(self, kid: str) -> None:
        return None

    def jwks(self) -> dict[str, Any]:
        return {"keys": []}

    def cose_key_set(self) -> bytes:
        return b"\x80"


def _signed_by_forger(domain: Domain, token: str, kid: str) -> str:
    content = CertificateCodec("xm", domain.ground.key_ring).read(token, domain.ground.clock.now())
    forger = ForgersRing(kid, ec.generate_private_key(ec.SECP256R1()))
    return CertificateCodec("xm", forger).mint(content)


@pytest.fixture
def printed(client: FlaskClient, domain: Domain) -> dict[str, Any]:
    return _issue(client, a_citizen(domain))


def test_a_forged_signature_is_malformed(
    client: FlaskClient, merchant: dict[str, str], printed: dict[str, Any]
) -> None:
    signed = bytearray(from_digits(printed["token"]))
    signed[-1] ^= 1
    assert _reason(client, merchant, to_digits(bytes(signed))) == "malformed"


def test_a_swapped_key_is_malformed_under_our_id_and_unknown_under_its_own(
    client: FlaskClient, domain: Domain, merchant: dict[str, str], printed: dict[str, Any]
) -> None:
    ours = domain.ground.key_ring.current().kid
    theirs = ("A" if ours[0] != "A" else "B") * len(ours)
    assert _reason(client, merchant, _signed_by_forger(domain, printed["token"], ours)) == "malformed"
    assert _reason(client, merchant, _signed_by_forger(domain, printed["token"], theirs)) == "unknown_key"


def test_an_expired_certificate_is_expired(
    client: FlaskClient, merchant: dict[str, str], printed: dict[str, Any], clock: StandingClock
) -> None:
    clock.pass_time(days=30)
    assert _reason(client, merchant, printed["token"]) == "expired"


def test_a_replayed_dynamic_certificate_is_already_used(
    client: FlaskClient, domain: Domain, merchant: dict[str, str]
) -> None:
    token = _issue(client, a_citizen(domain), "dynamic")["token"]
    body = {"token": token}
    first = client.post("/api/v1/merchant/verifications", json=body, headers=merchant).get_json()
    assert first["valid"] is True
    assert _reason(client, merchant, token) == "already_used"


def _access_token(domain: Domain, citizen: TestCitizen, algorithm: str, key: Any, kid: str) -> str:
    claims = jwt.decode(citizen.access_token, options={"verify_signature": False})
    return jwt.encode(claims, key, algorithm, headers={"kid": kid})


@pytest.mark.parametrize("kid", ["t1", "t2", ""])
def test_an_access_token_under_another_key_is_refused(client: FlaskClient, domain: Domain, kid: str) -> None:
    citizen = a_citizen(domain)
    forged = _access_token(domain, citizen, "HS256", secrets.token_bytes(32), kid)
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {forged}"})
    assert (answer.status_code, answer.get_json()["type"]) == (401, "/problems/access-token-invalid")


def test_an_unsigned_access_token_is_refused(client: FlaskClient, domain: Domain) -> None:
    unsigned = _access_token(domain, a_citizen(domain), "none", None, "t1")
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {unsigned}"})
    assert answer.status_code == 401


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_the_right_key_under_another_algorithm_is_refused(
    client: FlaskClient, domain: Domain, token_key: bytes, algorithm: str
) -> None:
    citizen = a_citizen(domain)
    for name, status in (("HS256", 200), (algorithm, 401)):
        token = _access_token(domain, citizen, name, token_key, "t1")
        answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status


def test_a_certificate_is_no_access_token_and_a_merchants_key_is_no_citizen(
    client: FlaskClient, merchant: dict[str, str], printed: dict[str, Any]
) -> None:
    for bearer in (printed["token"], merchant["X-Api-Key"]):
        answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {bearer}"})
        assert answer.status_code == 401


def test_a_citizens_token_opens_no_merchants_door(client: FlaskClient, domain: Domain) -> None:
    headers = a_citizen(domain).headers
    assert client.get("/api/v1/merchant/verifications", headers=headers).status_code == 401


def test_another_citizens_ids_do_not_exist(client: FlaskClient, domain: Domain) -> None:
    mine, other = a_citizen(domain), a_citizen(domain)
    record = a_record(domain, mine)
    card = a_linked_card(domain, mine)
    wishes: list[tuple[str, str, dict[str, Any] | None]] = [
        ("DELETE", f"/me/cards/{card}", None),
        ("POST", "/me/perks", {"perk": "library.deposit_free", "card": card}),
        ("POST", "/me/disputes", {"record": record, "reason": "other", "words": ""}),
    ]
    for method, path, body in wishes:
        answer = client.open(f"/api/v1{path}", method=method, json=body, headers=other.headers)
        assert answer.status_code == 404, path


def test_another_citizens_certificate_does_not_exist_by_any_route(
    client: FlaskClient, domain: Domain
) -> None:
    certificate = _issue(client, a_citizen(domain))["id"]
    other = a_citizen(domain).headers
    path = f"/api/v1/me/certificates/{certificate}"
    for tail in ("", "/qr.png", "/qr.svg", "/verifications"):
        assert client.get(path + tail, headers=other).status_code == 404, tail
    assert client.delete(path, headers=other).status_code == 404


def test_every_route_of_citizens_and_merchants_asks_who_is_calling(client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    asked = [
        (method, path.replace("{", "").replace("}", ""))
        for path, operations in paths.items()
        for method in operations.keys() & {"get", "post", "put", "delete"}
        if path.startswith(("/api/v1/me", "/api/v1/perks")) and path not in OPEN_TO_WHOEVER_IS_INVITED
    ]
    assert len(asked) > 20
    for method, path in asked:
        assert client.open(path, method=method.upper(), json={}).status_code == 401, path


def test_a_problem_loses_nothing_and_explains_itself(client: FlaskClient, domain: Domain) -> None:
    visitor = a_visitor(domain)
    wrong_digit = "1" if visitor.id_number.endswith("0") else "0"
    body = {"name": "王小明", "id_number": visitor.id_number[:-1] + wrong_digit}
    answer = client.post("/api/v1/me/identity", json=body, headers=visitor.headers)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    problem = answer.get_json()
    assert problem["type"] == "/problems/id-number-check-digit"
    assert problem["detail_zh"]
    assert problem["detail_en"]
    assert body["id_number"] not in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/me/certificates/%00"),
        ("DELETE", "/me/cards/%00"),
        ("GET", "/me/perks/%00"),
        ("GET", "/me/access-log?before=%00"),
    ],
)
def test_a_character_that_no_store_keeps_is_an_error_of_the_caller(
    client: FlaskClient, domain: Domain, method: str, path: str
) -> None:
    answer = client.open(f"/api/v1{path}", method=method, headers=a_citizen(domain).headers)
    assert answer.status_code in {200, 404, 422}
