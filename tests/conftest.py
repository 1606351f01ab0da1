"""The ground that every test stands on; `--store=services` runs it on PostgreSQL and Redis."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.domain import Domain, Ground, Outside, Policy, build_domain, parse_policy
from backend.identity.access_tokens import AccessTokens
from backend.platform.city import City
from backend.platform.database import Database
from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.platform.keyring.file_ring import FileKeyRing
from config.loading import read_policy
from tests.builders.clock import StandingClock
from tests.builders.outside import FakeOperator, FakeRegister, FakeWeChat
from tests.builders.pushing import FakePush
from tests.builders.stores import EmbeddedStore, ServiceStore, open_store
from tests.suite_logs.watching import SuiteLogs


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", choices=("embedded", "services"), default="embedded")
    parser.addoption("--role", choices=("app", "worker"), help="with all services: the rights of that role")
    parser.addoption("--killed-rows", default="12000", help="rows of the file whose import is killed")
    parser.addoption("--campaign", default="60", help="grants and withdrawals of the fault campaign")
    parser.addoption("--campaign-kills", default="1", help="workers killed in the fault campaign")
    parser.addoption("--soak-seconds", default="8", help="how long the crowd uses the town")
    parser.addoption("--soak-fault-seconds", default="2", help="how long each fault of the soak holds")
    parser.addoption(
        "--soak-faults",
        default="a_server_worker_is_killed,redis_is_restarted",
        help="faults that happen to the crowd, by name, or all",
    )
    parser.addoption("--soak-report", help="file to which the soak adds its figures, a line of JSON each")


def pytest_configure(config: pytest.Config) -> None:
    logs = SuiteLogs(config)
    config.pluginmanager.register(logs, "suite-logs")
    logs.begin()


@pytest.fixture(scope="session")
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedStore | ServiceStore]:
    option = request.config.getoption
    store = open_store(option("--store"), tmp_path_factory.mktemp("store"), option("--role"))
    yield store
    store.close()


@pytest.fixture
def database(store: EmbeddedStore | ServiceStore) -> Iterator[Database]:
    with store.database() as database:
        yield database


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="session")
def policy() -> Policy:
    return parse_policy(read_policy)


@pytest.fixture(scope="session")
def token_key() -> bytes:
    return secrets.token_bytes(64)


@pytest.fixture
def ground(
    store: EmbeddedStore | ServiceStore,
    database: Database,
    clock: StandingClock,
    token_key: bytes,
    tmp_path: Path,
) -> Ground:
    return Ground(
        database=database,
        short_lived=store.short_lived(),
        clock=clock,
        cipher=FieldCipher({"f1": secrets.token_bytes(32)}, "f1"),
        blind_index=BlindIndex(secrets.token_bytes(32)),
        access_tokens=AccessTokens({"t1": token_key}, "t1", "xm"),
        key_ring=FileKeyRing(tmp_path / "keys.json", secrets.token_bytes(32), clock, may_be_made=True),
        city=City("xm", "厦门市", "Xiamen", "https://card.example"),
    )


@pytest.fixture
def register() -> FakeRegister:
    return FakeRegister()


@pytest.fixture
def library() -> FakeOperator:
    return FakeOperator()


@pytest.fixture
def push() -> FakePush:
    return FakePush()


@pytest.fixture
def domain(
    ground: Ground, policy: Policy, register: FakeRegister, library: FakeOperator, push: FakePush
) -> Domain:
    wechat = FakeWeChat()
    outside = Outside(wechat, wechat, register, {"library": library}, push=push)
    return build_domain(ground, policy, outside)
