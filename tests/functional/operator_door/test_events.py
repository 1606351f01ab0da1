"""Events that come: believed by their signature, taken once, and nothing but a hint to look."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from backend.cards.operator_access.models import ReceivedEvent
from backend.cards.ports import Busy, Entitlement, Pending
from backend.perks.checking import CHECK_TOPIC
from backend.platform.outbox.models import OutboxMessage
from backend.platform.webhooks import new_secret, parse_secret, sign
from tests.builders.events import an_event

pytestmark = pytest.mark.store
EVENTS = "/api/v1/operator/events/library"


@pytest.fixture
def asked(library) -> list[Entitlement]:
    """What the library was asked for and said that it will take a while."""
    asked: list[Entitlement] = []

    def put_aside(entitlement: Entitlement) -> Pending:
        asked.append(entitlement)
        return Pending()

    library.put = put_aside
    return asked


@pytest.fixture
def pending(domain, citizen, ask_for, worker, asked):
    grant_id = ask_for(citizen)
    worker.run_until_idle()
    return domain.perks.get(citizen.id, grant_id).grant


@pytest.fixture
def event(event_key, clock, pending):
    """What the library sends about that grant."""

    def make(**changes):
        about = {"entitlement_id": pending.entitlement_id, **changes.pop("data", {})}
        return an_event(changes.pop("key", event_key), clock.now(), data=about, **changes)

    return make


@pytest.fixture
def checks(domain):
    def count() -> int:
        asked = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.topic == CHECK_TOPIC)
        with domain.ground.database.reading() as session:
            return session.scalar(asked) or 0

    return count


def test_an_event_has_the_grant_read_again_long_before_the_next_try(
    client, domain, citizen, pending, event, worker, library, asked
) -> None:
    assert worker.run_until_idle() == 0
    assert domain.perks.get(citizen.id, pending.id).grant.state == "pending"
    library.held[pending.entitlement_id] = asked[-1]
    assert client.post(EVENTS, **event()).status_code == 204
    worker.run_until_idle()
    assert domain.perks.get(citizen.id, pending.id).grant.state == "active"


def test_what_an_event_says_is_not_believed(client, domain, citizen, pending, event, worker, checks) -> None:
    """The library still holds nothing: the wish is put again, whatever the event says of it."""
    client.post(EVENTS, **event(data={"state": "active", "revision": 99}))
    assert checks() == 1
    worker.run_until_idle()
    assert domain.perks.get(citizen.id, pending.id).grant.state == "pending"


def test_the_same_event_is_taken_once_for_a_week(client, domain, event, checks, clock) -> None:
    same = event(message_id="msg_same")
    assert [client.post(EVENTS, **same).status_code for _ in range(3)] == [204, 204, 204]
    assert checks() == 1
    with domain.ground.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ReceivedEvent)) == 1
    clock.pass_time(days=8)
    client.post(EVENTS, **event())
    with domain.ground.database.reading() as session:
        assert [one.webhook_id for one in session.scalars(select(ReceivedEvent))] != ["msg_same"]


def test_many_events_in_any_order_ask_for_one_look(client, event, checks) -> None:
    for revision in (3, 1, 2):
        assert client.post(EVENTS, **event(data={"revision": revision})).status_code == 204
    assert checks() == 1


def test_an_event_about_nothing_of_that_operators_is_taken_and_does_nothing(
    client, event, checks, event_key, clock
) -> None:
    for about in ({"data": {"entitlement_id": "ent_unknown"}}, {"type": "loan.returned"}):
        assert client.post(EVENTS, **event(**about)).status_code == 204
    assert checks() == 0


def test_another_operators_grant_is_not_looked_at(
    client, domain, citizen, ask_for, event_key, clock, checks
) -> None:
    grant_id = ask_for(citizen, "bus.extra_discount")
    grant = domain.perks.get(citizen.id, grant_id).grant
    sent = an_event(event_key, clock.now(), data={"entitlement_id": grant.entitlement_id})
    assert client.post(EVENTS, **sent).status_code == 204
    assert checks() == 0


def spoiled(sent, **headers):
    return {"data": sent["data"], "headers": {**sent["headers"], **headers}}


@pytest.mark.parametrize(
    "signature", ["", "v1", "v1,a,b", "v1,%%%", "v1,YWJj", "v9,YWJj", "v1,YWJj v1,a,b", "v1,\xe7\xad"]
)
def test_a_signature_that_is_not_good_is_refused_with_400(client, event, checks, signature) -> None:
    answer = client.post(EVENTS, **spoiled(event(), **{"webhook-signature": signature}))
    assert (answer.status_code, answer.json["type"]) == (400, "/problems/webhook-invalid")
    assert checks() == 0


def test_a_stranger_a_late_event_and_an_operator_that_sends_none_are_refused_alike(
    client, event, checks, clock
) -> None:
    late = event()
    clock.pass_time(minutes=6)
    stranger = event(key=parse_secret(new_secret()))
    good = event()
    answers = [
        client.post(EVENTS, **late),
        client.post(EVENTS, **stranger),
        client.post("/api/v1/operator/events/bus", **good),
        client.post("/api/v1/operator/events/no_such_operator", **good),
        client.post(EVENTS, data=good["data"]),
    ]
    assert {(one.status_code, one.json["type"]) for one in answers} == {(400, "/problems/webhook-invalid")}
    assert checks() == 0


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"\xff\xfe", b"[]", b"null", b"{", b'{"type": 1, "data": {}}', b'{"type": "x"}'),
        b'{"type": "entitlement.changed", "data": {"entitlement_id": 7}}',
        b'{"type": "entitlement.changed", "data": "ent_1"}',
    ],
)
def test_a_well_signed_body_that_is_no_event_is_refused_with_400(client, event_key, clock, body) -> None:
    headers = dict(sign([event_key], "msg_odd", clock.now(), body))
    answer = client.post(EVENTS, data=body, headers=headers)
    assert (answer.status_code, answer.json["type"], answer.json["part"]) == (
        400,
        "/problems/webhook-invalid",
        "body",
    )


def test_a_busy_operator_is_asked_again_after_the_event(
    client, domain, citizen, pending, event, worker, library, clock
) -> None:
    client.post(EVENTS, **event())
    library.read = lambda entitlement: Busy(30)
    worker.run_until_idle()
    assert domain.perks.get(citizen.id, pending.id).grant.state == "pending"
