"""The door of two operators, and a third that works by hand, on a whole domain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.cards.operator_access.ports import OperatorEvents
from backend.cards.operators import Operators
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.platform.outbox.worker import OutboxWorker
from backend.platform.webhooks import new_secret, parse_secret
from card_integration.door.operator import DoorOperator
from miniprogram_api.application import build_app
from tests.builders.citizens import TestCitizen, a_citizen
from tests.builders.events import FakeEventSender
from tests.builders.outside import FakeOperator, FakeRegister, FakeWeChat
from tests.functional.http.documented import DocumentedClient

GRANTS = "/api/v1/operator/grants"
RECONCILIATION = "/api/v1/operator/reconciliation"
SECRET_OF_HAND_WORKERS = "what the bike company and we know"
Headers = dict[str, str]


@pytest.fixture(scope="session")
def policy(policy: Policy) -> Policy:
    """The bikes are given out by hand."""
    by_hand = replace(policy.operators.get("bike"), adapter="door")
    return replace(policy, operators=Operators({**policy.operators.by_id, "bike": by_hand}))


@pytest.fixture
def sender() -> FakeEventSender:
    return FakeEventSender()


@pytest.fixture
def event_key() -> bytes:
    """What the library signs its events with."""
    return parse_secret(new_secret())


@pytest.fixture
def domain(
    ground: Ground,
    policy: Policy,
    register: FakeRegister,
    library: FakeOperator,
    sender: FakeEventSender,
    event_key: bytes,
) -> Domain:
    wechat = FakeWeChat()
    bike = DoorOperator(SECRET_OF_HAND_WORKERS, ground.clock)
    operators = {"library": library, "bus": FakeOperator(), "bike": bike}
    events = OperatorEvents(sender, {"library": [event_key]})
    return build_domain(ground, policy, Outside(wechat, wechat, register, operators, events=events))


@pytest.fixture
def client(domain: Domain) -> Iterator[FlaskClient]:
    app = build_app(domain, testing=True)
    app.test_client_class = DocumentedClient
    with app.test_client() as client:
        yield client


@pytest.fixture
def worker(domain: Domain) -> OutboxWorker:
    return OutboxWorker(domain.ground.database, domain.ground.clock, domain.outbox_handlers)


@pytest.fixture
def key_of(domain: Domain) -> Callable[..., Headers]:
    """Return the headers of an operator."""

    def open_key(operator: str, *, is_sandbox: bool = False) -> Headers:
        return {"X-Api-Key": domain.operator_door.keys.open(operator, is_sandbox=is_sandbox)[1]}

    return open_key


@pytest.fixture
def as_library(key_of: Callable[..., Headers]) -> Headers:
    return key_of("library")


@pytest.fixture
def as_sandbox(key_of: Callable[..., Headers]) -> Headers:
    return key_of("library", is_sandbox=True)


@pytest.fixture
def as_bike(key_of: Callable[..., Headers]) -> Headers:
    return key_of("bike")


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def ask_for(domain: Domain) -> Callable[..., str]:
    """Return a way to be granted a perk on a fresh card; it returns the grant's id."""
    order = iter(range(1, 1000))

    def request(citizen: TestCitizen, perk: str = "library.deposit_free") -> str:
        operator = domain.policy.perks.get(perk).operator or ""
        card = domain.cards.link(citizen.id, operator, f"9{next(order):08d}")
        return domain.perks.request(citizen.id, perk, card.id, None).grant.id

    return request


def listed(client: FlaskClient, headers: Headers, **query: Any) -> list[dict[str, Any]]:
    """Return the grants of one page."""
    return client.get(GRANTS, query_string=query, headers=headers).json["grants"]
