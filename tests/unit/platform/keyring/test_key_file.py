from __future__ import annotations

import base64
import json
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from backend.platform.errors import Conflict, NotFound
from backend.platform.keyring.file_ring import FileKeyRing
from backend.platform.keyring.key_file import KeyRingUnreadable
from tests.unit.platform.keyring.entries import WRAPPING_KEY, entries_of, states_of

PROJECT = Path(__file__).parents[4]
WHEN_TOLD = """
import sys
from pathlib import Path
from backend.platform.errors import Conflict
from backend.platform.keyring.file_ring import FileKeyRing
from tests.builders.clock import StandingClock
path, order, clock = Path(sys.argv[1]), sys.argv[2], StandingClock()
clock.pass_time(days=30)
ring = None if order == "open" else FileKeyRing(path, bytes(range(32)), clock, may_be_made=True)
print("ready", flush=True)
sys.stdin.readline()
try:
    if ring is None:
        ring = FileKeyRing(path, bytes(range(32)), clock, may_be_made=True)
    elif order == "rotate":
        ring.rotate()
    else:
        ring.revoke(order)
    print(ring.current().kid)
except Conflict as refusal:
    print(refusal.code)
"""


def at_once(path: Path, orders: list[str]) -> list[str]:
    """Carry out each order in a process of its own, all at the same moment; return what they say."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WHEN_TOLD, str(path), order],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for order in orders
    ]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * len(orders)
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate()[0].strip() for process in processes]


def private_parts(key_ring: FileKeyRing) -> list[bytes]:
    """Return what must be nowhere in the file, for each key of the ring."""
    private_keys = [key.private_key for key in key_ring.list_keys() if key.private_key]
    numbers = [key.private_numbers().private_value.to_bytes(32) for key in private_keys]
    ders = [key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) for key in private_keys]
    return numbers + ders


def test_the_same_keys_are_there_after_a_restart(path, clock) -> None:
    first = FileKeyRing(path, WRAPPING_KEY, clock, may_be_made=True)
    second = FileKeyRing(path, WRAPPING_KEY, clock, may_be_made=True)
    assert first.current().kid == second.current().kid
    assert first.jwks() == second.jwks()
    assert len(first.jwks()["keys"]) == 2


def test_processes_that_start_at_once_end_with_the_same_keys(path) -> None:
    [kid] = set(at_once(path, ["open"] * 4))
    assert states_of(path)[kid] == "current"
    assert len(entries_of(path)) == 2


def test_of_rotations_at_the_same_moment_one_happens(path, key_ring) -> None:
    first = key_ring.current().kid
    said = at_once(path, ["rotate"] * 4)
    assert said.count("key-too-young") == 3
    assert sorted(states_of(path).values()) == ["current", "next", "retired"]
    assert states_of(path)[first] == "retired"


def test_changes_at_the_same_moment_do_not_undo_each_other(path, key_ring, clock) -> None:
    for _ in range(5):
        clock.pass_time(days=1)
        key_ring.rotate()
    compromised = [kid for kid, state in states_of(path).items() if state == "retired"]
    at_once(path, compromised)
    assert [states_of(path)[kid] for kid in compromised] == ["revoked"] * 5


def test_only_the_owner_may_read_what_is_written_and_no_draft_is_left(path, key_ring, clock) -> None:
    for change in (lambda: None, lambda: clock.pass_time(days=1), key_ring.rotate):
        change()
        files = sorted(path.parent.iterdir())
        assert [file.name for file in files] == [".signing.json.lock", "signing.json"]
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_no_private_key_is_in_the_file(path, key_ring, clock) -> None:
    clock.pass_time(days=1)
    key_ring.rotate()
    written = path.read_bytes()
    sealed = [base64.b64decode(entry["private_key"]) for entry in entries_of(path)]
    assert len(sealed) == 3
    for secret in private_parts(key_ring):
        for place in (written, *sealed):
            assert secret not in place
            assert secret.hex().encode() not in place
            assert base64.b64encode(secret)[:40] not in place


def test_of_a_revoked_key_the_sealed_part_is_gone_too(path, key_ring) -> None:
    kid = key_ring.current().kid
    [sealed] = [entry["private_key"] for entry in entries_of(path) if entry["kid"] == kid]
    key_ring.revoke(kid)
    [tombstone] = [entry for entry in entries_of(path) if entry["kid"] == kid]
    assert (tombstone["state"], tombstone["private_key"]) == ("revoked", None)
    assert tombstone["revoked_at"] == "2026-11-23T04:00:00+00:00"
    assert sealed not in path.read_text()


def test_a_refused_change_changes_nothing(path, key_ring) -> None:
    before = path.stat().st_ino, path.read_bytes()
    with pytest.raises(Conflict):
        key_ring.rotate()
    with pytest.raises(NotFound):
        key_ring.revoke("??")
    assert (path.stat().st_ino, path.read_bytes()) == before


def test_a_full_disk_leaves_the_ring_as_it_was(path, key_ring, clock) -> None:
    before, names = path.read_bytes(), sorted(path.parent.iterdir())
    clock.pass_time(days=1)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            key_ring.rotate()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (before, names)
    key_ring.rotate()
    assert len(entries_of(path)) == 3


def test_another_wrapping_key_is_refused_with_what_helps(path, key_ring, clock) -> None:
    with pytest.raises(KeyRingUnreadable, match="Set the wrapping key that they were made with"):
        FileKeyRing(path, bytes(32), clock, may_be_made=True)


def test_a_private_key_under_another_kid_is_refused(path, key_ring, clock) -> None:
    path.write_text(json.dumps({"keys": [entries_of(path)[0] | {"kid": "0000"}]}))
    with pytest.raises(KeyRingUnreadable, match="were changed"):
        FileKeyRing(path, WRAPPING_KEY, clock, may_be_made=True)


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_wrapping_key_of_another_length_is_refused(path, clock, length) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        FileKeyRing(path, bytes(length), clock, may_be_made=True)
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '{"keys": [{}]}', '{"keys": 1}', '{"keys": []}'])
def test_a_damaged_file_is_refused_and_not_replaced(path, clock, text) -> None:
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(KeyRingUnreadable, match="restore it from a backup"):
        FileKeyRing(path, WRAPPING_KEY, clock, may_be_made=True)
    assert path.read_text() == text


@pytest.mark.parametrize(
    "change",
    [
        {"state": "sleeping"},
        {"published_at": "yesterday"},
        {"published_at": "2026-11-23T04:00:00"},
        {"published_at": 1},
        {"private_key": None},
        {"private_key": "no base64"},
        {"state": "retired"},
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(path, key_ring, clock, change) -> None:
    current, coming = entries_of(path)
    path.write_text(json.dumps({"keys": [current, coming | change]}))
    with pytest.raises(KeyRingUnreadable):
        FileKeyRing(path, WRAPPING_KEY, clock, may_be_made=True)


def test_a_file_of_the_first_kind_keeps_its_key_and_gets_a_next_one(path, key_ring, clock) -> None:
    # It held one key, and told no times.
    kid = key_ring.current().kid
    first_kind = {name: entries_of(path)[0][name] for name in ("kid", "state", "private_key")}
    path.write_text(json.dumps({"keys": [first_kind]}))
    ring = FileKeyRing(path, WRAPPING_KEY, clock, may_be_made=True)
    assert ring.current().kid == kid
    assert sorted(states_of(path).values()) == ["current", "next"]
    clock.pass_time(days=1)
    ring.rotate()
    assert states_of(path)[kid] == "retired"
