"""What a certificate costs to check offline, and what its QR code asks of a camera."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_bytes
from time import perf_counter

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from backend.certificates.format.content import CertificateContent, Claims, Kind, new_certificate_id
from backend.certificates.format.digits import certificate_url
from backend.certificates.format.key_set import read_key_set
from backend.certificates.format.verify import Answer, verify
from backend.certificates.token import CertificateCodec
from backend.platform.clock import SystemClock
from backend.platform.keyring.file_ring import FileKeyRing
from bench.codes import HOST_OF_20_CHARACTERS, code_rows
from bench.rows import Row, measure_in_turn

_RUNS = 15
_CALLS = 300
_MESSAGE = bytes(80)


def certificate_rows(issuer: str, key_file: Path) -> Iterator[Row]:
    """Yield the rows of a dynamic certificate with two claims; `key_file` will hold its key."""
    keys, now = FileKeyRing(key_file, token_bytes(32), SystemClock(), may_be_made=True), datetime.now(UTC)
    content = CertificateContent(
        new_certificate_id(), Kind.DYNAMIC, now + timedelta(minutes=1), None, Claims(level=1, no_adverse=True)
    )
    url = certificate_url(HOST_OF_20_CHARACTERS, CertificateCodec(issuer, keys).mint(content))
    kept_keys = read_key_set(json.dumps(keys.jwks()))
    if verify(url, kept_keys, None, now).answer is not Answer.VALID:
        raise ValueError("the certificate that is measured must be a valid one")
    check = _signature_check()
    yield measure_in_turn(
        "verify_vs_signature",
        "seconds",
        lambda: _seconds_of(lambda: verify(url, kept_keys, None, now)),
        lambda: _seconds_of(check),
        _RUNS,
    )
    yield from code_rows(issuer, keys)


def _signature_check() -> Callable[[], object]:
    """Return one ES256 check by the cryptography library and nothing else."""
    algorithm = ec.ECDSA(hashes.SHA256())
    private_key = ec.generate_private_key(ec.SECP256R1())
    public_key, signature = private_key.public_key(), private_key.sign(_MESSAGE, algorithm)
    return lambda: public_key.verify(signature, _MESSAGE, algorithm)


def _seconds_of(call: Callable[[], object]) -> float:
    """Return the seconds of one call, over many."""
    started = perf_counter()
    for _ in range(_CALLS):
        call()
    return (perf_counter() - started) / _CALLS
