"""The door on a domain of fakes: what is tested here needs no store."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask

from backend.domain import Policy
from miniprogram_api.application import build_app
from miniprogram_api.services import EXTENSION
from tests.functional.http.documented import DocumentedClient
from tests.functional.http.fakes import a_domain

BASE_URL = "https://card.example"


@pytest.fixture
def told(policy: Policy) -> SimpleNamespace:
    return a_domain(policy)


@pytest.fixture(scope="session")
def built(policy: Policy) -> Flask:
    app = build_app(a_domain(policy), testing=True)
    app.test_client_class = DocumentedClient
    return app


@pytest.fixture
def door(built: Flask, told: SimpleNamespace) -> Flask:
    built.extensions[EXTENSION] = told
    return built


@pytest.fixture
def client(door: Flask) -> DocumentedClient:
    return door.test_client()
