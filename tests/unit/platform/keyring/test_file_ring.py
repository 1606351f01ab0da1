"""A ring in one process, and what another process does to its file."""

from __future__ import annotations

import logging
import os
from datetime import timedelta

import pytest

from backend.certificates.format.content import Kind
from backend.certificates.format.reading import TokenFault, TokenRejected
from backend.certificates.token import CertificateCodec
from backend.platform.keyring.file_ring import FileKeyRing
from tests.unit.certificates.samples import NOW, a_certificate
from tests.unit.platform.keyring.entries import WRAPPING_KEY


@pytest.fixture
def elsewhere(path, clock, key_ring) -> FileKeyRing:
    """The same ring in another process."""
    return FileKeyRing(path, WRAPPING_KEY, clock, may_be_made=True)


def kids_of(key_ring) -> list[str]:
    return [key["kid"] for key in key_ring.jwks()["keys"]]


def test_a_running_process_signs_with_the_new_key_after_a_rotation_elsewhere(
    key_ring, elsewhere, clock
) -> None:
    old, coming = kids_of(key_ring)
    clock.pass_time(days=1)
    elsewhere.rotate()
    assert key_ring.current().kid == coming
    assert kids_of(key_ring) == kids_of(elsewhere)
    assert kids_of(key_ring)[2:] == [old]


def test_a_running_process_forgets_a_key_that_was_revoked_elsewhere(key_ring, elsewhere) -> None:
    old, coming = kids_of(key_ring)
    assert key_ring.find_public_key(old) is not None
    elsewhere.revoke(old)
    assert key_ring.find_public_key(old) is None
    assert key_ring.current().kid == coming
    assert old not in kids_of(key_ring)
    assert old.encode() not in key_ring.cose_key_set()


def test_a_certificate_counts_until_its_end_after_its_key_retired(key_ring, elsewhere, clock) -> None:
    codec = CertificateCodec("xm", key_ring)
    digits = codec.mint(a_certificate(Kind.DYNAMIC))
    clock.pass_time(days=1)
    elsewhere.rotate()
    assert codec.read(digits, NOW).claims.level == 3


def test_a_certificate_of_a_retired_key_whose_time_is_over_is_of_an_unknown_key(key_ring, clock) -> None:
    codec = CertificateCodec("xm", key_ring)
    digits = codec.mint(a_certificate(Kind.DYNAMIC))
    clock.pass_time(days=1)
    key_ring.rotate()
    clock.pass_time(days=31)
    with pytest.raises(TokenRejected) as rejected:
        codec.read(digits, NOW)
    assert rejected.value.fault is TokenFault.UNKNOWN_KEY


@pytest.mark.parametrize("is_retired", [False, True])
def test_a_certificate_of_a_revoked_key_is_of_an_unknown_key(key_ring, elsewhere, clock, is_retired) -> None:
    codec, kid = CertificateCodec("xm", key_ring), key_ring.current().kid
    digits = codec.mint(a_certificate(Kind.DYNAMIC, life=timedelta(days=1)))
    assert codec.read(digits, NOW).claims.level == 3
    if is_retired:
        clock.pass_time(days=1)
        elsewhere.rotate()
    elsewhere.revoke(kid)
    with pytest.raises(TokenRejected) as rejected:
        codec.read(digits, NOW)
    assert rejected.value.fault is TokenFault.UNKNOWN_KEY


@pytest.mark.parametrize("damage", ["", '{"keys": [', '{"keys": []}', None])
def test_a_damaged_or_missing_file_leaves_a_running_process_the_last_good_ring(
    key_ring, path, caplog, damage
) -> None:
    kids, whole = kids_of(key_ring), path.read_text()
    if damage is None:
        path.unlink()
    else:
        path.write_text(damage)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert key_ring.current().kid == kids[0]
            assert kids_of(key_ring) == kids
    assert [str(path) in record.message for record in caplog.records] == [True]
    path.write_text(whole)
    assert kids_of(key_ring) == kids


def test_a_process_that_saw_a_damaged_file_follows_again_once_it_is_whole(
    key_ring, elsewhere, path, clock
) -> None:
    whole = path.read_text()
    path.write_text(whole[: len(whole) // 2])
    kid = key_ring.current().kid
    path.write_text(whole)
    clock.pass_time(days=1)
    elsewhere.rotate()
    assert key_ring.current().kid == elsewhere.current().kid != kid


def test_a_file_is_read_again_only_if_it_looks_another(key_ring, path, caplog) -> None:
    kids, seen = kids_of(key_ring), path.stat()
    with path.open("r+b") as file:
        file.write(b"x" * seen.st_size)
    for later, times_read in ((0, 0), (1, 1), (1, 1)):
        os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns + later))
        assert kids_of(key_ring) == kids
        assert len(caplog.records) == times_read
