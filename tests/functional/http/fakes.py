"""A domain without a store: each service answers what a test tells it to, and notes how it was asked."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from backend.domain import Policy
from backend.identity.access_tokens import SignedInCitizen
from backend.merchants.service import MerchantCaller
from backend.platform.city import City
from backend.platform.errors import Unauthenticated
from backend.records.departments import DepartmentCaller
from tests.builders.clock import StandingClock

CALLER = SignedInCitizen("cit_1", "sin_1")
SHOP = MerchantCaller("mer_1", "书店", frozenset())
AS_CITIZEN = {"Authorization": "Bearer good-token"}
AS_MERCHANT = {"X-Api-Key": "mk_good"}
AS_DEPARTMENT = {"X-Api-Key": "dk_good"}

SERVICES = (
    *("identity", "consents", "records", "organisations", "status", "certificates", "cards", "perks"),
    *("disputes", "access_log", "imports", "blocking", "status_lists", "inbox", "redemptions"),
)


class FakeService:
    """Answers its methods from `answers`; an exception among them is raised."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def answer(*args: Any, **named: Any) -> Any:
            self.asked.append((method, *args, *named.values()))
            told = self.answers[method]
            if isinstance(told, Exception):
                raise told
            return told

        return answer


class FakeSessions(FakeService):
    """Knows one access token."""

    def read_access_token(self, token: str) -> SignedInCitizen:
        if token != "good-token":
            raise Unauthenticated("access-token-invalid", zh="登录已失效。", en="No longer signed in.")
        return CALLER


class FakeMerchants(FakeService):
    """Knows one API key."""

    def authenticate(self, api_key: str) -> MerchantCaller:
        if api_key != "mk_good":
            raise Unauthenticated("api-key-invalid", zh="接口密钥无效。", en="The API key is unknown.")
        return SHOP


class FakeDepartments(FakeService):
    """Knows the API key of one department."""

    def authenticate(self, api_key: str) -> DepartmentCaller:
        if api_key != "dk_good":
            raise Unauthenticated("api-key-invalid", zh="接口密钥无效。", en="The API key is unknown.")
        return DepartmentCaller("mkt")


def a_domain(policy: Policy) -> SimpleNamespace:
    """Return a domain whose services have been told nothing yet."""
    named = {name: FakeService() for name in SERVICES}
    city = City("xm", "厦门市", "Xiamen", "https://card.example")
    ground = SimpleNamespace(clock=StandingClock(), key_ring=FakeService(), city=city)
    knowing = {"sessions": FakeSessions(), "merchants": FakeMerchants(), "departments": FakeDepartments()}
    return SimpleNamespace(policy=policy, ground=ground, **knowing, **named)
