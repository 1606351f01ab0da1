from __future__ import annotations

import pytest

from backend.certificates.token import CertificateCodec
from tests.unit.certificates.samples import ISSUER, MemoryKeyRing


@pytest.fixture(scope="session")
def keys() -> MemoryKeyRing:
    return MemoryKeyRing()


@pytest.fixture(scope="session")
def codec(keys: MemoryKeyRing) -> CertificateCodec:
    return CertificateCodec(ISSUER, keys)
