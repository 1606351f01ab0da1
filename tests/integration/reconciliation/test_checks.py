"""One grant is read at its operator, and mended by what is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from backend.cards.models import LinkedCard
from backend.cards.ports import Applied, Busy, HeldState, NotHeld, RefusedByOperator, Unknown, Unsupported
from backend.perks.checking import CHECK_TOPIC, ask_to_check
from backend.perks.models import Grant
from backend.platform.outbox.models import OutboxMessage
from tests.builders.citizens import a_citizen, a_linked_card
from tests.builders.clock import NOON
from tests.integration.reconciliation.conftest import PERK, Town

pytestmark = pytest.mark.store


def ask(town: Town, grant: Grant, times: int = 1) -> None:
    with town.domain.ground.database.transaction() as session:
        card = session.get_one(LinkedCard, grant.card_id)
        for _ in range(times):
            ask_to_check(session, grant, card, cause="event", at=town.clock.now())


def checks(town: Town) -> list[str]:
    query = select(OutboxMessage.state).where(OutboxMessage.topic == CHECK_TOPIC)
    with town.domain.ground.database.reading() as session:
        return [*session.scalars(query.order_by(OutboxMessage.sequence))]


def test_one_waiting_check_is_enough_and_after_it_another_may_follow(town: Town) -> None:
    grant = town.grant()
    ask(town, grant, times=3)
    ask(town, grant)
    assert checks(town) == ["ready"]
    town.work()
    ask(town, grant)
    assert checks(town) == ["done", "ready"]


def test_a_check_that_is_being_made_just_now_may_have_read_already(town: Town) -> None:
    grant = town.grant()
    read = town.library.read

    def read_while_the_operator_changes(entitlement: object) -> object:
        outcome = read(entitlement)
        if len(checks(town)) == 1:
            town.library.states[grant.entitlement_id] = HeldState.ENDED
            ask(town, grant)
        return outcome

    town.library.read = read_while_the_operator_changes
    ask(town, grant)
    town.work()
    assert town.state(grant) == "ended"


def test_what_is_as_it_should_be_takes_no_step(town: Town) -> None:
    grant = town.grant()
    steps = town.steps(grant)
    ask(town, grant)
    town.work()
    assert town.steps(grant) == steps


def test_a_pending_grant_that_is_found_in_effect_is_active(town: Town) -> None:
    citizen = a_citizen(town.domain)
    town.library.troubles = [Busy(3600)]
    card = a_linked_card(town.domain, citizen)
    grant = town.domain.perks.request(citizen.id, PERK, card, None).grant
    town.worker.run_until_idle()
    ask(town, grant)
    town.library.read_troubles = [Applied(None, NOON), Applied(None, NOON)]
    town.clock.pass_time(hours=1)
    town.work()
    assert town.state(grant) == "active"


def test_a_check_passes_over_a_grant_whose_wish_has_changed(town: Town) -> None:
    grant = town.grant()
    ask(town, grant)
    town.library.read_troubles = [NotHeld()]
    town.domain.perks.end(grant.citizen_id, grant.id)
    town.work()
    assert town.state(grant) == "ended"
    assert len(town.library.read_troubles) == 1


def test_a_lost_answer_is_read_again_later(town: Town) -> None:
    grant = town.grant()
    town.library.states[grant.entitlement_id] = HeldState.ENDED
    town.library.read_troubles = [Unknown(), Busy(30)]
    ask(town, grant)
    town.work()
    assert (town.state(grant), checks(town)) == ("ended", ["done"])


def test_an_answer_lost_while_putting_again_is_found_and_not_repeated(town: Town) -> None:
    grant = town.grant()
    town.library.held.clear()
    town.library.drop_answers = 1
    ask(town, grant)
    town.work()
    assert town.state(grant) == "active"
    assert [entitlement for entitlement, _ in town.library.ledger] == [grant.entitlement_id] * 2


def test_where_nothing_can_be_read_nothing_changes(town: Town) -> None:
    grant = town.grant()
    town.library.read_troubles = [Unsupported()]
    ask(town, grant)
    town.work()
    assert (town.state(grant), checks(town)) == ("active", ["done"])


def test_a_fault_of_the_operators_setup_takes_no_perk_away(town: Town) -> None:
    grant = town.grant()
    town.library.read_troubles = [RefusedByOperator("operator-misconfigured", "设置有误。", "Wrong setup.")]
    ask(town, grant)
    town.work()
    assert (town.state(grant), checks(town)) == ("active", ["dead"])


@pytest.mark.parametrize("held", [None, 2_000_000_000_000])
def test_a_later_revision_that_cannot_be_overtaken_is_put_aside(town: Town, held: int | None) -> None:
    grant = town.grant()
    town.library.read_troubles = [RefusedByOperator("stale-revision", "已有。", "Later.", held)]
    ask(town, grant)
    town.work()
    assert (town.state(grant), checks(town)) == ("active", ["dead"])


def test_a_grant_whose_time_is_over_ends_by_the_calendar_and_not_by_the_operator(town: Town) -> None:
    grant = town.grant()
    town.clock.pass_time(days=365)
    town.library.states[grant.entitlement_id] = HeldState.ENDED
    ask(town, grant)
    town.work()
    assert town.steps(grant)[-1] == ("ended", "expired", "calendar")
    assert [one.action for one in town.domain.access_log.list_of_citizen(grant.citizen_id)].count(
        "perk.ended_by_operator"
    ) == 0


def test_a_grant_that_is_over_and_held_there_is_ended_again_whatever_its_revision(town: Town) -> None:
    grant = town.grant()
    held = town.library.held[grant.entitlement_id]
    town.end(grant)
    town.library.held[grant.entitlement_id] = replace(held, revision=9)
    ask(town, grant)
    town.work()
    assert town.library.held[grant.entitlement_id].wanted.value == "ended"
    assert town.now(grant).revision == 10
