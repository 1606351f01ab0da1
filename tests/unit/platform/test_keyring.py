from __future__ import annotations

import base64
import hashlib
import json
import stat
import subprocess
import sys
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from backend.platform.keyring import FileKeyRing, KeyRingUnreadable

PROJECT = Path(__file__).parents[3]
WRAPPING_KEY = bytes(range(32))
OPEN_RING_WHEN_TOLD = """
import sys
from pathlib import Path
from backend.platform.keyring import FileKeyRing
print("ready", flush=True)
sys.stdin.readline()
print(FileKeyRing(Path(sys.argv[1]), bytes(range(32))).current().kid)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "signing.json"


def entries_of(path: Path) -> list[dict[str, str]]:
    return json.loads(path.read_text())["keys"]


def test_the_same_key_signs_after_a_restart(path):
    first = FileKeyRing(path, WRAPPING_KEY)
    second = FileKeyRing(path, WRAPPING_KEY)
    assert first.current().kid == second.current().kid
    assert first.jwks() == second.jwks()


def test_processes_that_start_at_once_end_with_the_same_key(path):
    command = [sys.executable, "-c", OPEN_RING_WHEN_TOLD, str(path)]
    starters = [
        subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [starter.stdout.readline() for starter in starters] == ["ready\n"] * 4
    for starter in starters:
        starter.stdin.write("go\n")
        starter.stdin.flush()
    kids = {starter.communicate()[0].strip() for starter in starters}
    assert kids == {entry["kid"] for entry in entries_of(path)}
    assert len(kids) == 1


def test_only_the_owner_may_read_the_file_and_no_draft_is_left(path):
    FileKeyRing(path, WRAPPING_KEY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_the_private_key_is_not_in_the_file(path):
    key = FileKeyRing(path, WRAPPING_KEY).current().private_key
    secret = key.private_numbers().private_value.to_bytes(32)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    sealed = base64.b64decode(entries_of(path)[0]["private_key"])
    assert secret in der
    assert secret not in sealed
    assert secret.hex() not in path.read_text()


def test_another_wrapping_key_is_refused_with_what_helps(path):
    FileKeyRing(path, WRAPPING_KEY)
    with pytest.raises(KeyRingUnreadable, match="Set the wrapping key that they were made with"):
        FileKeyRing(path, bytes(32))


def test_a_private_key_under_another_kid_is_refused(path):
    FileKeyRing(path, WRAPPING_KEY)
    path.write_text(json.dumps({"keys": [entries_of(path)[0] | {"kid": "0000"}]}))
    with pytest.raises(KeyRingUnreadable, match="were changed"):
        FileKeyRing(path, WRAPPING_KEY)


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_wrapping_key_of_another_length_is_refused(path, length):
    with pytest.raises(ValueError, match="32 bytes"):
        FileKeyRing(path, bytes(length))
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '{"keys": [{}]}', '{"keys": 1}', '{"keys": []}'])
def test_a_damaged_file_is_refused_and_not_replaced(path, text):
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(KeyRingUnreadable):
        FileKeyRing(path, WRAPPING_KEY)
    assert path.read_text() == text


def test_a_retired_key_is_still_published_but_signs_no_more(path, tmp_path):
    old = FileKeyRing(tmp_path / "old.json", WRAPPING_KEY).current()
    new = FileKeyRing(path, WRAPPING_KEY).current()
    retired = entries_of(tmp_path / "old.json")[0] | {"state": "retired"}
    path.write_text(json.dumps({"keys": [retired, *entries_of(path)]}))
    ring = FileKeyRing(path, WRAPPING_KEY)
    assert ring.current().kid == new.kid
    assert ring.find_public_key(old.kid) == old.private_key.public_key()
    assert [key["kid"] for key in ring.jwks()["keys"]] == [old.kid, new.kid]


def test_an_unknown_kid_has_no_key(path):
    ring = FileKeyRing(path, WRAPPING_KEY)
    assert ring.find_public_key("") is None
    assert ring.find_public_key(ring.current().kid + "0") is None


def test_an_outside_library_verifies_with_the_published_set(path):
    ring = FileKeyRing(path, WRAPPING_KEY)
    signed = jwt.encode({"said": "yes"}, ring.current().private_key, "ES256", {"kid": ring.current().kid})
    published = jwt.PyJWKSet.from_dict(json.loads(json.dumps(ring.jwks())))
    key = published[jwt.get_unverified_header(signed)["kid"]]
    assert (key.algorithm_name, key.public_key_use) == ("ES256", "sig")
    assert jwt.decode(signed, key, ["ES256"]) == {"said": "yes"}


def test_the_published_set_holds_no_private_part(path):
    (key,) = FileKeyRing(path, WRAPPING_KEY).jwks()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_the_kid_is_the_start_of_the_thumbprint(path):
    (key,) = FileKeyRing(path, WRAPPING_KEY).jwks()["keys"]
    hashed = f'{{"crv":"P-256","kty":"EC","x":"{key["x"]}","y":"{key["y"]}"}}'
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(hashed.encode()).digest()).decode()
    assert key["kid"] == thumbprint[:2]
