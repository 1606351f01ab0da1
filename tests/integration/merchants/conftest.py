from __future__ import annotations

import pytest

from backend.domain import Domain
from tests.builders.merchants import TestShop, a_shop_that_joined


@pytest.fixture
def shop(domain: Domain) -> TestShop:
    return a_shop_that_joined(domain)
