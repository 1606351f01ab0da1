"""An operator's word on a grant: confirmed or rejected, at the right revision, as often as it is said."""

from __future__ import annotations

import pytest

from tests.functional.operator_door.conftest import GRANTS, listed

pytestmark = pytest.mark.store
WAIVER = "bike.deposit_free"


@pytest.fixture
def grant_id(citizen, ask_for, worker) -> str:
    """A grant of the bikes, which wait for the operator: its wish lies at the door."""
    grant_id = ask_for(citizen, WAIVER)
    worker.run_until_idle()
    return grant_id


@pytest.fixture
def say(client, grant_id, as_bike):
    def say(act: str, revision: int = 1, **more: str):
        body = {"revision": revision, **more}
        return client.post(f"{GRANTS}/{grant_id}/{act}", json=body, headers=as_bike)

    return say


def state_of(domain, citizen, grant_id) -> str:
    return domain.perks.get(citizen.id, grant_id).grant.state


def test_a_wish_at_the_door_waits_and_no_message_is_tried_again(
    domain, citizen, grant_id, clock, worker
) -> None:
    clock.pass_time(days=2)
    assert worker.run_until_idle() == 0
    assert state_of(domain, citizen, grant_id) == "pending"


def test_a_confirmed_grant_is_active_and_the_citizen_sees_who_said_so(domain, citizen, grant_id, say) -> None:
    answer = say("confirm")
    assert (answer.status_code, answer.json["state"]) == (200, "active")
    view = domain.perks.get(citizen.id, grant_id)
    last = view.steps[-1]
    assert (last.state, last.cause, last.actor) == ("active", "confirmed_by_operator", "bike")
    entries = domain.access_log.list_of_citizen(citizen.id)
    (entry,) = [one for one in entries if one.action == "perk.carried"]
    assert (entry.actor_kind, entry.actor_id, entry.outcome) == ("operator", "bike", "active")


def test_saying_it_again_changes_nothing(domain, citizen, grant_id, say) -> None:
    first = say("confirm").json
    assert say("confirm").json == first
    assert [step.state for step in domain.perks.get(citizen.id, grant_id).steps] == ["pending", "active"]


def test_the_whole_life_by_hand_given_out_given_back_and_confirmed_over(
    domain, citizen, grant_id, say, worker
) -> None:
    say("confirm")
    domain.perks.end(citizen.id, grant_id)
    worker.run_until_idle()
    assert state_of(domain, citizen, grant_id) == "ending"
    stale = say("confirm", 1)
    assert (stale.status_code, stale.json["type"]) == (409, "/problems/stale-revision")
    assert stale.json["current_revision"] == 2
    assert say("confirm", 2).json["state"] == "ended"
    assert say("confirm", 2).json["state"] == "ended"
    states = [step.state for step in domain.perks.get(citizen.id, grant_id).steps]
    assert states == ["pending", "active", "ending", "ended"]


def test_a_rejection_tells_the_citizen_why_and_frees_the_place(domain, citizen, grant_id, say) -> None:
    answer = say("reject", reason="holder-mismatch")
    assert (answer.json["state"], answer.json["wanted"]) == ("refused", "ended")
    assert say("reject", reason="holder-mismatch").json == answer.json
    grant = domain.perks.get(citizen.id, grant_id).grant
    assert (grant.state, grant.refused_because) == ("refused", "holder-mismatch")
    assert say("confirm").json["type"] == "/problems/grant-over"
    assert domain.perks.request(citizen.id, WAIVER, grant.card_id, None).grant.state == "pending"


def test_what_is_in_effect_cannot_be_rejected(say) -> None:
    say("confirm")
    assert say("reject", reason="no").json["type"] == "/problems/grant-not-pending"


def test_a_grant_whose_time_was_over_takes_no_confirmation_of_it(
    domain, clock, say, grant_id, client, as_bike
) -> None:
    clock.pass_time(days=366)
    assert say("confirm").json["type"] == "/problems/grant-over"
    domain.perk_calendar.end_over()
    ending = listed(client, as_bike)[0]
    assert (ending["state"], ending["wanted"]) == ("ending", "ended")
    assert say("confirm", ending["revision"]).json["state"] == "ended"


def test_unlinking_the_card_wishes_the_end_at_the_door_and_forgets_the_card_number(
    domain, citizen, grant_id, say, worker, client, as_bike
) -> None:
    say("confirm")
    card = next(one for one in domain.cards.list_of_citizen(citizen.id) if one.operator == "bike")
    domain.cards.unlink(citizen.id, card.id)
    worker.run_until_idle()
    (shown,) = listed(client, as_bike)
    assert (shown["wanted"], shown["card"]) == ("ended", None)
    assert say("confirm", shown["revision"]).json["state"] == "ended"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"revision": 0},
        {"revision": "1"},
        {"revision": 2**31},
        {"revision": None},
        {"revision": 1, "reason": "Too Loud"},
        {"revision": 1, "reason": ""},
        {"revision": 1, "reason": "line\n"},
        {"revision": 1, "reason": "a" * 61},
        {"revision": 1, "reason": "no", "name": "王小明"},
    ],
)
def test_a_word_that_is_malformed_is_refused(client, grant_id, as_bike, body) -> None:
    answer = client.post(f"{GRANTS}/{grant_id}/reject", json=body, headers=as_bike)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/fields-invalid")


def test_an_operator_of_the_contract_may_confirm_too_and_its_answer_then_changes_nothing(
    client, domain, citizen, ask_for, worker, as_library
) -> None:
    grant_id = ask_for(citizen)
    confirmed = client.post(f"{GRANTS}/{grant_id}/confirm", json={"revision": 1}, headers=as_library)
    assert confirmed.json["state"] == "active"
    worker.run_until_idle()
    steps = domain.perks.get(citizen.id, grant_id).steps
    assert [step.state for step in steps] == ["pending", "active"]
