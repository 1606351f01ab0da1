"""A whole city in the process: every operator answers, the library signs its events."""

from __future__ import annotations

import pytest

from backend.cards.operator_access.ports import OperatorEvents
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.platform.webhooks import new_secret, parse_secret
from tests.builders.events import FakeEventSender
from tests.builders.outside import FakeRegister, FakeWeChat
from tests.builders.pushing import FakePush
from tests.builders.showing_operator import ShowingOperator
from tests.functional.generated_calls.town import Town, build_town


@pytest.fixture
def event_key() -> bytes:
    """What the library signs its events with."""
    return parse_secret(new_secret())


@pytest.fixture
def domain(ground: Ground, policy: Policy, register: FakeRegister, event_key: bytes) -> Domain:
    wechat = FakeWeChat()
    operators = {operator.id: ShowingOperator() for operator in policy.operators.all()}
    events = OperatorEvents(FakeEventSender(), {"library": [event_key]})
    return build_domain(
        ground, policy, Outside(wechat, wechat, register, operators, events=events, push=FakePush())
    )


@pytest.fixture
def town(domain: Domain) -> Town:
    return build_town(domain)
