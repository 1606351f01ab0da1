from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from backend.domain import Domain
from miniprogram_api.application import build_app
from tests.builders.merchants import an_owners_key
from tests.functional.http.documented import DocumentedClient

BASE_URL = "https://card.example"


@pytest.fixture
def client(domain: Domain) -> Iterator[FlaskClient]:
    app = build_app(domain, testing=True)
    app.test_client_class = DocumentedClient
    with app.test_client() as client:
        yield client


@pytest.fixture
def merchant(domain: Domain) -> dict[str, str]:
    """Return the headers of a merchant."""
    return {"X-Api-Key": an_owners_key(domain, "鹭江茶铺")}
