"""An application of fakes behind an edge of one's own choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import fakeredis
import pytest
from flask.testing import FlaskClient
from redis import ConnectionPool

from backend.domain import Policy
from backend.platform.field_encryption import BlindIndex
from miniprogram_api.application import build_app
from miniprogram_api.edge.callers import Pseudonyms
from miniprogram_api.edge.limit_policy import LimitPolicy, parse_limits
from miniprogram_api.edge.parts import Edge
from tests.builders.clock import StandingClock
from tests.functional.http.documented import DocumentedClient, openapi_of
from tests.functional.http.fakes import a_domain

ASKING = "/api/v1/privacy-notice"
# The same in every process, as in production.
PSEUDONYMS = Pseudonyms(BlindIndex(b"k" * 32), StandingClock())
OpenDoor = Callable[..., FlaskClient]


def some_limits(**parts: Any) -> LimitPolicy:
    """Return limits that are out of the way but for the given parts."""
    callers = ("anonymous", "citizen", "merchant", "department", "operator", "officer")
    ceilings = {kind: {"a_minute": 6000, "at_once": 1000} for kind in callers}
    whole = {"own_ceilings": {}, "limits": [], "unlimited": ["is_alive", "is_ready"]}
    return parse_limits({**whole, **parts, "ceilings": {**ceilings, **parts.get("ceilings", {})}})


class _NotingConnection(fakeredis.FakeRedisConnection):
    """Notes the commands that go out."""

    sent: ClassVar[list[str]] = []

    def send_command(self, *parts: Any, **how: Any) -> None:
        self.sent.append(str(parts[0]))
        super().send_command(*parts, **how)


@pytest.fixture
def sent() -> list[str]:
    """Return the commands that went to Redis, the newest last."""
    _NotingConnection.sent.clear()
    return _NotingConnection.sent


@pytest.fixture
def redis_server() -> fakeredis.FakeServer:
    return fakeredis.FakeServer()


@pytest.fixture
def redis(redis_server: fakeredis.FakeServer) -> fakeredis.FakeRedis:
    pool = ConnectionPool(connection_class=_NotingConnection, server=redis_server)
    return fakeredis.FakeRedis(connection_pool=pool)


@pytest.fixture(scope="session")
def document(policy: Policy) -> dict[str, Any]:
    """Return the document against which answers are held, so that asking for it counts nowhere."""
    return openapi_of(build_app(a_domain(policy)))


@pytest.fixture
def open_door(policy: Policy, redis: fakeredis.FakeRedis, document: dict[str, Any]) -> OpenDoor:
    """Return a way to build the application, as in `open_door(proxies=1)`; its domain is `client.told`."""

    def build(**edge: Any) -> FlaskClient:
        told = a_domain(policy)
        told.ground.short_lived = redis
        app = build_app(told, edge=Edge(**{"pseudonyms": PSEUDONYMS, **edge}))
        app.extensions["openapi-document"] = document
        app.test_client_class = DocumentedClient
        client = app.test_client()
        client.told = told
        return client

    return build
