"""A domain without a store: each service answers what a test tells it to, and notes how it was asked."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from backend.cards.operator_access.incoming import EventSignatures
from backend.cards.operator_access.keys import OperatorCaller
from backend.domain import Policy
from backend.identity.access_tokens import SignedInCitizen
from backend.merchants.callers import MerchantCaller
from backend.merchants.roles import MerchantRole
from backend.officers.sessions import SignedInOfficer
from backend.platform.city import City
from backend.platform.errors import Unauthenticated
from backend.records.departments import DepartmentCaller
from tests.builders.clock import NOON, StandingClock

CALLER = SignedInCitizen("cit_1", "sin_1")
SHOP = MerchantCaller("mer_1", "书店", frozenset(), "mky_1", MerchantRole.OWNER, "前台")
AS_CITIZEN = {"Authorization": "Bearer good-token"}
AS_MERCHANT = {"X-Api-Key": "mk_good"}
AS_DEPARTMENT = {"X-Api-Key": "dk_good"}
AS_OPERATOR = {"X-Api-Key": "ok_live_good"}
AS_OFFICER = {"Authorization": "Bearer os_good"}
OFFICER = SignedInOfficer("off_1", "lin", "林经办", "ofs_1", NOON)

SERVICES = (
    *("identity", "consents", "records", "organisations", "status", "certificates", "cards", "perks"),
    *("access_log", "imports", "blocking", "status_lists", "inbox", "redemptions"),
    *("bike_stations", "devices", "loans"),
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

    authenticate_reporting = authenticate


class FakeDepartments(FakeService):
    """Knows the API key of one department."""

    def authenticate(self, api_key: str) -> DepartmentCaller:
        if api_key != "dk_good":
            raise Unauthenticated("api-key-invalid", zh="接口密钥无效。", en="The API key is unknown.")
        return DepartmentCaller("mkt")


class FakeOperatorKeys(FakeService):
    """Knows the API key of one operator."""

    def authenticate(self, api_key: str) -> OperatorCaller:
        if api_key != "ok_live_good":
            raise Unauthenticated("api-key-invalid", zh="接口密钥无效。", en="The API key is unknown.")
        return OperatorCaller("library", "厦门市图书馆")


class FakeOfficerSessions(FakeService):
    """Knows the session of one officer."""

    def admit(self, token: str, act: str, about: str | None) -> SignedInOfficer:
        if token != "os_good":
            raise Unauthenticated("officer-session-over", zh="登录已失效。", en="The session is over.")
        self.asked.append(("admit", act, about))
        return OFFICER

    def note_refusal(self, caller: SignedInOfficer, act: str, about: str | None) -> None:
        self.asked.append(("note_refusal", act, about))


def the_officers() -> SimpleNamespace:
    """Return the services of officers, of whom there is one."""
    named = {name: FakeService() for name in ("signing_in", "administration", "log")}
    return SimpleNamespace(sessions=FakeOfficerSessions(), **named)


def an_operator_door(clock: StandingClock) -> SimpleNamespace:
    """Return the operators' door; no operator has a secret for events."""
    grants, sandbox, endpoints, letters = (FakeService() for _ in range(4))
    return SimpleNamespace(
        keys=FakeOperatorKeys(),
        grants_of=lambda _caller: grants,
        grants=grants,
        sandbox=sandbox,
        endpoints=endpoints,
        letters=letters,
        signatures=EventSignatures(clock, {}),
        reports=FakeService(),
    )


def merchant_access() -> SimpleNamespace:
    """Return the services by which shops and their phones come in and go out."""
    return SimpleNamespace(**{name: FakeService() for name in ("registry", "invitations", "pairing", "keys")})


def a_redress() -> SimpleNamespace:
    """Return the services of disputes and repairs."""
    names = ("disputes", "repairs", "cases", "materials", "desk", "department", "exchange", "figures")
    return SimpleNamespace(**{name: FakeService() for name in names})


def the_rights() -> SimpleNamespace:
    """Return the services of a citizen's rights."""
    return SimpleNamespace(**{name: FakeService() for name in ("export", "deletion", "pause")})


def a_domain(policy: Policy) -> SimpleNamespace:
    """Return a domain whose services have been told nothing yet."""
    named = {name: FakeService() for name in SERVICES}
    city = City("xm", "厦门市", "Xiamen", "https://card.example")
    ground = SimpleNamespace(clock=StandingClock(), key_ring=FakeService(), city=city)
    knowing = {
        "sessions": FakeSessions(),
        "merchants": FakeMerchants(),
        "merchant_access": merchant_access(),
        "departments": FakeDepartments(),
        "operator_door": an_operator_door(ground.clock),
        "officers": the_officers(),
        "redress": a_redress(),
        "rights": the_rights(),
        "push": SimpleNamespace(service=FakeService()),
    }
    return SimpleNamespace(policy=policy, ground=ground, **knowing, **named)
