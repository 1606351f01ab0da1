from __future__ import annotations

import pytest

from backend.platform.keyring.port import SigningKey
from tests.unit.certificates.samples import MemoryKeyRing


@pytest.fixture(scope="session")
def key() -> SigningKey:
    return MemoryKeyRing().current()
