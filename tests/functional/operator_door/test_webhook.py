"""Events that leave: where to, signed with what, and what becomes of them when the endpoint is not well."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.cards.operator_access.endpoints import require_sound_address
from backend.cards.operator_access.models import EndpointSecret
from backend.cards.operator_access.ports import Gone, NotTaken
from backend.platform.errors import Invalid
from backend.platform.outbox.models import MessageState, OutboxMessage
from tests.builders.citizens import a_citizen

pytestmark = pytest.mark.store
WEBHOOK = "/api/v1/operator/webhook"
LETTERS = "/api/v1/operator/dead-letters"
URL = "https://hooks.library.example/card"


@pytest.fixture
def put(client, as_library):
    return lambda url=URL, **more: client.put(WEBHOOK, json={"url": url, **more}, headers=as_library)


@pytest.fixture
def get(client, as_library):
    return lambda: client.get(WEBHOOK, headers=as_library)


def test_the_secret_is_shown_once_and_kept_encrypted(put, get, domain) -> None:
    made = put().json
    assert made["secret"].startswith("whsec_")
    assert get().json == {**made, "secret": None}
    assert put().json["secret"] is None
    with domain.ground.database.reading() as session:
        (stored,) = session.scalars(select(EndpointSecret)).all()
    assert made["secret"].encode() not in stored.secret_encrypted


def test_a_change_of_wish_is_told_thinly_and_signed(
    put, citizen, ask_for, worker, sender, clock, domain
) -> None:
    secret = put().json["secret"]
    grant = domain.perks.get(citizen.id, ask_for(citizen)).grant
    worker.run_until_idle()
    (event,) = sender.sent
    assert (event.url, event.told["type"]) == (URL, "entitlement.changed")
    card = domain.cards.list_of_citizen(citizen.id)[0]
    assert event.told["data"] == {
        "link_id": card.link_id,
        "entitlement_id": grant.entitlement_id,
        "revision": 1,
    }
    assert event.told.keys() == {"type", "timestamp", "data"}
    assert event.is_signed_with(secret, clock.now())
    domain.perks.end(citizen.id, grant.id)
    worker.run_until_idle()
    assert [one.told["data"]["revision"] for one in sender.sent] == [1, 2]
    assert sender.sent[0].headers["webhook-id"] != sender.sent[1].headers["webhook-id"]


def test_who_registered_nothing_is_sent_nothing(citizen, ask_for, worker, sender, get) -> None:
    ask_for(citizen)
    worker.run_until_idle()
    assert sender.sent == []
    assert (get().status_code, get().json["type"]) == (404, "/problems/webhook-not-registered")


def test_a_changed_secret_signs_beside_the_former_one_for_a_day(
    put, get, domain, ask_for, worker, sender, clock
) -> None:
    former = put().json["secret"]
    later = put(new_secret=True).json
    assert later["secret"] != former
    assert later["former_secret_until"] == "2026-11-24T12:00:00+08:00"
    ask_for(a_citizen(domain))
    worker.run_until_idle()
    assert sender.sent[0].headers["webhook-signature"].count("v1,") == 2
    for secret in (former, later["secret"]):
        assert sender.sent[0].is_signed_with(secret, clock.now())
    clock.pass_time(hours=24)
    assert get().json["former_secret_until"] is None
    ask_for(a_citizen(domain))
    worker.run_until_idle()
    assert sender.sent[1].headers["webhook-signature"].count("v1,") == 1
    assert sender.sent[1].is_signed_with(later["secret"], clock.now())


def test_a_lost_answer_to_a_change_of_secret_leaves_the_one_in_use_good(
    put, domain, ask_for, worker, sender, clock
) -> None:
    in_use = put().json["secret"]
    for _ in range(4):
        put(new_secret=True)
    refused = put(new_secret=True)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/too-many-secrets")
    ask_for(a_citizen(domain))
    worker.run_until_idle()
    assert sender.sent[0].is_signed_with(in_use, clock.now())
    clock.pass_time(hours=25)
    assert put(new_secret=True).json["secret"] is not None


def test_an_endpoint_that_is_down_holds_back_no_grant_and_gets_the_same_event_later(
    put, domain, ask_for, worker, sender, clock
) -> None:
    put()
    people = [a_citizen(domain) for _ in range(7)]
    sender.troubles = [NotTaken("ConnectError") for _ in range(7)]
    grants = [ask_for(one) for one in people]
    worker.run_until_idle()
    states = [domain.perks.get(one.id, id_).grant.state for one, id_ in zip(people, grants, strict=True)]
    assert states == ["active"] * 7
    assert len(sender.sent) == 5
    first = sender.sent[0].headers["webhook-id"]
    for _ in range(40):
        clock.pass_time(minutes=6)
        worker.run_until_idle()
    assert len({one.headers["webhook-id"] for one in sender.sent}) == 7
    assert [one.headers["webhook-id"] for one in sender.sent].count(first) == 2


def test_an_endpoint_that_asks_for_a_pause_is_left_alone_for_so_long(
    put, citizen, ask_for, worker, sender, clock
) -> None:
    put()
    sender.troubles = [NotTaken("answered 429", 120)]
    ask_for(citizen)
    worker.run_until_idle()
    clock.pass_time(seconds=119)
    worker.run_until_idle()
    assert len(sender.sent) == 1
    clock.pass_time(seconds=1)
    worker.run_until_idle()
    assert len(sender.sent) == 2


def test_an_endpoint_that_is_gone_is_sent_nothing_until_it_is_put_again(
    put, get, domain, ask_for, worker, sender
) -> None:
    secret = put().json["secret"]
    sender.troubles = [Gone()]
    ask_for(a_citizen(domain))
    worker.run_until_idle()
    assert get().json["disabled_because"] == "gone"
    ask_for(a_citizen(domain))
    worker.run_until_idle()
    assert len(sender.sent) == 1
    assert put().json["disabled_because"] is None
    ask_for(a_citizen(domain))
    worker.run_until_idle()
    assert sender.sent[1].is_signed_with(secret, domain.ground.clock.now())


def test_after_a_removal_nothing_is_sent_not_even_what_waited(
    client, put, as_library, citizen, ask_for, worker, sender
) -> None:
    put()
    ask_for(citizen)
    assert client.delete(WEBHOOK, headers=as_library).status_code == 204
    worker.run_until_idle()
    assert sender.sent == []
    assert client.delete(WEBHOOK, headers=as_library).status_code == 404


def test_an_event_that_nobody_took_for_three_days_waits_for_the_clerk_who_sends_it_again(
    client, put, as_library, key_of, citizen, ask_for, worker, sender, clock, domain
) -> None:
    put()
    ask_for(citizen)
    sender.troubles = [NotTaken("answered 500") for _ in range(2)]
    worker.run_until_idle()
    clock.pass_time(days=3, minutes=10)
    worker.run_until_idle()
    (letter,) = client.get(LETTERS, headers=as_library).json["dead_letters"]
    assert (letter["topic"], letter["trouble"]) == (
        "operator.event",
        "not taken for three days: answered 500",
    )
    redrive = f"{LETTERS}/{letter['id']}/redrive"
    assert client.post(redrive, headers=key_of("bus")).status_code == 404
    assert client.post(redrive, headers=key_of("library", is_sandbox=True)).status_code == 404
    assert client.post(redrive, headers=as_library).status_code == 202
    assert client.post(redrive, headers=as_library).status_code == 404
    worker.run_until_idle()
    assert len(sender.sent) == 3
    assert client.get(LETTERS, headers=as_library).json == {"dead_letters": [], "are_all": True}
    with domain.ground.database.reading() as session:
        event = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "operator.event")).one()
    assert (event.state, event.redriven_by) == (MessageState.DONE, "operator:library")


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 40])
def test_a_letter_that_cannot_be_is_not_there(client, as_library, number) -> None:
    answer = client.post(f"{LETTERS}/{number}/redrive", headers=as_library)
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/dead-letter-not-found")


def test_a_clerk_sees_and_redrives_all_of_the_operators_own_letters_and_no_others(
    client, domain, citizen, as_library, key_of, clock
) -> None:
    now = clock.now()
    with domain.ground.database.transaction() as session:
        for order, destination in enumerate(("library", "library-events", "bus", "library-sandbox-events")):
            message = {"key": f"k{order}", "stream": f"{destination}/lnk", "destination": destination}
            session.add(
                OutboxMessage(
                    **message,
                    topic="no.such.topic",
                    payload={},
                    state=MessageState.DEAD,
                    created_at=now,
                    ready_at=now,
                    settled_at=now,
                    last_trouble="refused: odd",
                )
            )
    assert len(client.get(LETTERS, headers=as_library).json["dead_letters"]) == 2
    assert client.post(LETTERS, headers=as_library).json == {"redriven": 2}
    assert client.get(LETTERS, headers=as_library).json["dead_letters"] == []
    for other in (key_of("bus"), key_of("library", is_sandbox=True)):
        assert len(client.get(LETTERS, headers=other).json["dead_letters"]) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.library.example/",
        "ftp://hooks.library.example/",
        "https://",
        "https://user:word@hooks.library.example/",
        "https://hooks.library.example/#part",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.8:8443/",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/",
        "https://hooks.library.example:99999/",
        "https://[half/",
        "https://hooks.library.example/ space",
        "https://图书馆.example/",
        "javascript:alert(1)",
        "https://hooks.library.example/\n",
    ],
)
def test_an_address_that_is_not_public_https_is_refused_in_words(put, get, url) -> None:
    answer = put(url)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/webhook-address")
    assert get().status_code == 404


def test_the_demo_takes_an_address_on_its_own_machine() -> None:
    require_sound_address("http://127.0.0.1:9000/hook", is_demo=True)
    with pytest.raises(Invalid):
        require_sound_address("ftp://127.0.0.1/", is_demo=True)
