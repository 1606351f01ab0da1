from __future__ import annotations

import cbor2
import pytest

KEY = {"kty": "EC", "crv": "P-256", "x": "x", "y": "y", "kid": "0a", "use": "sig", "alg": "ES256"}
COSE_KEYS = cbor2.dumps([{1: 2, 2: b"0a", 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)}])


@pytest.fixture(autouse=True)
def published(told) -> None:
    told.ground.key_ring.answers |= {"jwks": {"keys": [KEY]}, "cose_key_set": COSE_KEYS}


def test_the_keys_are_published_as_a_jwk_set(client) -> None:
    answer = client.get("/.well-known/jwks.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.json == {"keys": [KEY]}


def test_the_keys_are_published_as_a_cose_key_set(client) -> None:
    answer = client.get("/.well-known/cose-keys")
    assert (answer.status_code, answer.content_type) == (200, "application/cose-key-set")
    assert answer.data == COSE_KEYS


@pytest.mark.parametrize("path", ["/.well-known/jwks.json", "/.well-known/cose-keys"])
def test_who_has_the_keys_already_is_told_so_and_who_has_others_gets_them(client, told, path) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    same = {"If-None-Match": first.headers["ETag"]}
    again = client.get(path, headers=same)
    assert (again.status_code, again.data) == (304, b"")
    told.ground.key_ring.answers |= {"jwks": {"keys": []}, "cose_key_set": b"\x80"}
    changed = client.get(path, headers=same)
    assert (changed.status_code, changed.data) in {(200, b'{"keys":[]}'), (200, b"\x80")}
    assert changed.headers["ETag"] != first.headers["ETag"]
