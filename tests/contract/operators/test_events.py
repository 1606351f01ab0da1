"""An operator that takes its time tells us when it is done, and the grant does not wait for the next try."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.serving import WSGIRequestHandler, make_server

from backend.cards.operator_access.models import ReceivedEvent
from backend.cards.operator_access.ports import OperatorEvents
from backend.cards.ports import Link
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.perks.models import Grant
from backend.platform.outbox.worker import OutboxWorker
from backend.platform.webhooks import new_secret, parse_secret
from miniprogram_api.application import build_app
from tests.builders.citizens import ALL_PURPOSES, a_visitor
from tests.builders.clock import StandingClock
from tests.builders.events import FakeEventSender
from tests.builders.outside import FakeRegister, FakeWeChat
from tests.contract.operators.conftest import House, adapter, running_house
from tests.contract.operators.synthetic_city import LIN, write_city

pytestmark = pytest.mark.store
SECRET = new_secret()
_LONGEST_WAIT_SECONDS = 30


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


class _Listening:
    """The service of the test that runs; between tests nobody is there, though events still come."""

    def __init__(self) -> None:
        self._app: Any = ServiceUnavailable()
        self._lock = threading.Lock()
        self.took = threading.Event()

    def become(self, app: Any) -> None:
        """Put another in its place, once nothing is being answered."""
        with self._lock:
            self._app = app
            self.took.clear()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        with self._lock:
            answer = self._app(environ, start_response)
            self.took.set()
            return answer


@pytest.fixture(scope="module")
def listening() -> Iterator[tuple[_Listening, str]]:
    """Our own service, listening on a free port."""
    listening = _Listening()
    server = make_server("127.0.0.1", 0, listening, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield listening, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def electricity(
    tmp_path_factory: pytest.TempPathFactory, direct: httpx.Client, listening: tuple[_Listening, str]
) -> Iterator[House]:
    """The power company, which puts a later payment into effect some seconds after it was asked."""
    folder = tmp_path_factory.mktemp("telling")
    path = write_city(folder / "city.json")
    city = json.loads(path.read_text(encoding="utf-8"))
    city["operators"]["electricity"] |= {
        "webhook_url": f"{listening[1]}/api/v1/operator/events/electricity",
        "webhook_secret": SECRET,
    }
    path.write_text(json.dumps(city, ensure_ascii=False), encoding="utf-8")
    with running_house("electricity", folder, direct) as house:
        yield house


@pytest.fixture
def clock() -> StandingClock:
    """Standing still, so that no message becomes due again by itself."""
    return StandingClock(datetime.now(UTC))


@pytest.fixture
def domain(
    ground: Ground,
    policy: Policy,
    register: FakeRegister,
    electricity: House,
    direct: httpx.Client,
    listening: tuple[_Listening, str],
) -> Iterator[Domain]:
    wechat = FakeWeChat()
    operators = {"electricity": adapter(electricity, direct)}
    events = OperatorEvents(FakeEventSender(), {"electricity": [parse_secret(SECRET)]})
    domain = build_domain(ground, policy, Outside(wechat, wechat, register, operators, events=events))
    listening[0].become(build_app(domain, testing=True))
    yield domain
    listening[0].become(ServiceUnavailable())


@pytest.fixture
def worker(domain: Domain) -> OutboxWorker:
    return OutboxWorker(domain.ground.database, domain.ground.clock, domain.outbox_handlers)


@pytest.fixture
def grant(
    domain: Domain, worker: OutboxWorker, policy: Policy, electricity: House, direct: httpx.Client
) -> Iterator[Grant]:
    """A later payment that the power company has taken and not yet put into effect."""
    perk = next(one for one in policy.perks.all() if one.operator == "electricity")
    citizen = a_visitor(domain, id_number=LIN.id_number)
    domain.identity.prove(citizen.caller, LIN.name, LIN.id_number, None)
    for purpose in ALL_PURPOSES:
        domain.consents.grant(citizen.id, purpose, None)
    card = domain.cards.link(citizen.id, "electricity", LIN.card_number)
    grant = domain.perks.request(citizen.id, perk.id, card.id, None).grant
    worker.run_until_idle()
    yield grant
    adapter(electricity, direct).unlink(Link(card.link_id))


def state_of(domain: Domain, grant: Grant) -> str:
    return domain.perks.get(grant.citizen_id, grant.id).grant.state


def order(electricity: House, domain: Domain, grant: Grant, kind: str) -> list[int | None]:
    link_id = domain.cards.list_of_citizen(grant.citizen_id)[0].link_id
    about = {"link_id": link_id, "entitlement_id": grant.entitlement_id, "revision": 1}
    return electricity.post("/_simulator/webhooks", kind=kind, **about)["statuses"]


def test_the_operators_event_makes_the_grant_active_without_another_try_by_the_clock(
    domain: Domain, worker: OutboxWorker, grant: Grant, listening: tuple[_Listening, str]
) -> None:
    assert worker.run_until_idle() == 0
    assert state_of(domain, grant) == "pending"
    # An event of an earlier test's grant may come first.
    while state_of(domain, grant) != "active" and listening[0].took.wait(_LONGEST_WAIT_SECONDS):
        listening[0].took.clear()
        worker.run_until_idle()
    assert state_of(domain, grant) == "active"


def test_a_doubled_and_a_reordered_event_are_taken_and_change_nothing_more(
    domain: Domain, worker: OutboxWorker, grant: Grant, electricity: House
) -> None:
    assert order(electricity, domain, grant, "duplicate") == [204, 204]
    assert order(electricity, domain, grant, "reordered") == [204, 204]
    with domain.ground.database.reading() as session:
        assert len(session.scalars(select(ReceivedEvent)).all()) >= 3
    worker.run_until_idle()
    assert state_of(domain, grant) in ("pending", "active")


@pytest.mark.parametrize("kind", ["late", "badly_signed"])
def test_a_late_and_a_badly_signed_event_are_refused(
    domain: Domain, grant: Grant, electricity: House, kind: str
) -> None:
    assert order(electricity, domain, grant, kind) == [400]


def test_an_operator_whose_clock_is_wrong_is_not_believed(
    domain: Domain, grant: Grant, electricity: House
) -> None:
    electricity.post("/_simulator/clock", offset_seconds=3600)
    try:
        assert order(electricity, domain, grant, "good") == [400]
    finally:
        electricity.set_right()
    assert order(electricity, domain, grant, "good") == [204]


def test_an_operator_without_an_address_sends_nothing(running_bike: House) -> None:
    about = {"kind": "good", "link_id": "lnk_1", "entitlement_id": "ent_1", "revision": 1}
    answer = running_bike.http.post(f"{running_bike.base_url}/_simulator/webhooks", json=about)
    assert answer.status_code == 409
