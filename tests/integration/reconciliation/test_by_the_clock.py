"""Workers compare by the clock, go on where a killed one was, and leave an operator alone that is away."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from backend.cards.ports import Unknown
from backend.cards.setup_checks import setup_schedules
from backend.perks.reconciliation import schedules
from backend.perks.reconciliation.models import ReconciliationRound
from backend.platform.outbox.claiming import claim_next
from backend.platform.outbox.schedules import Schedule
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.outside import FakeOperator
from tests.integration.reconciliation.conftest import Town

pytestmark = pytest.mark.store
FULL, HOURLY = "library/reconcile.full", "library/reconcile.changes"


@pytest.fixture
def town(town: Town) -> Town:
    ground, reconciliation = town.domain.ground, town.domain.reconciliation
    town.worker = OutboxWorker(
        ground.database, town.clock, town.domain.outbox_handlers, reconciliation.schedules
    )
    town.worker.run_until_idle()
    return town


def rounds(town: Town, kind: str) -> list[ReconciliationRound]:
    return [one for one in town.domain.reconciliation.reports.list_rounds("library") if one.kind == kind]


def named(town: Town, name: str) -> Schedule:
    return next(one for one in town.domain.reconciliation.schedules if one.name == name)


def test_what_changed_is_compared_each_hour_and_everything_each_night(town: Town) -> None:
    town.grant()
    for _ in range(24):
        town.clock.pass_time(hours=1)
        town.work()
    assert len(rounds(town, "changes")) >= 24
    assert len(rounds(town, "full")) == 1
    latest, before, *_ = rounds(town, "changes")
    assert latest.changed_since == before.began_at - timedelta(minutes=30)
    assert {one.trouble for one in rounds(town, "changes")} == {None}


def test_only_operators_that_may_hold_a_perk_are_compared_with(town: Town) -> None:
    names = {one.name for one in town.domain.reconciliation.schedules}
    assert {FULL, HOURLY} <= names
    assert not [name for name in names if name.startswith(("pension", "medical_insurance", "housing_fund"))]


def test_a_long_round_is_carried_by_many_messages(town: Town) -> None:
    town.grant()
    (held,) = town.library.held.values()
    town.library.per_page = 1
    for number in range(schedules.STEPS_A_MESSAGE + 3):
        town.library.held[f"listed again {number}"] = held
    town.clock.pass_time(days=1)
    town.work()
    (of,) = rounds(town, "full")
    assert of.steps > schedules.STEPS_A_MESSAGE
    assert (of.trouble, of.differences) == (None, {})


def test_a_worker_killed_in_the_middle_of_a_round_is_followed_by_one_that_ends_it(town: Town) -> None:
    grants = [town.grant() for _ in range(5)]
    del town.library.held[grants[4].entitlement_id]
    town.clock.pass_time(days=1)
    ground = town.domain.ground
    _only(town, FULL)
    with ground.database.transaction() as session:
        claim = claim_next(session, "killed", town.clock.now(), timedelta(seconds=30))
    assert claim is not None
    reconciler = town.domain.reconciliation.reconciler
    reconciler.go_on(reconciler.begin("library", schedules.RoundKind.FULL, claim.key), 2)
    town.clock.pass_time(seconds=31)
    town.work()
    (of,) = rounds(town, "full")
    assert (of.trouble, of.differences, of.compared) == (None, {"missing": 1}, 5)
    assert grants[4].entitlement_id in town.library.held


def test_while_an_operator_is_away_its_rounds_wait_and_the_missed_ones_are_made_up_for_once(
    town: Town,
) -> None:
    town.grant()
    before = len(rounds(town, "changes"))
    town.library.list_troubles = [Unknown()] * 8
    for _ in range(8):
        town.clock.pass_time(hours=1)
        town.worker.run_until_idle()
    town.library.list_troubles = []
    town.clock.pass_time(minutes=30)
    town.work()
    made = [one for one in rounds(town, "changes") if one.ended_at is not None]
    assert 1 <= len(made) - before <= 3


class TellingOperator(FakeOperator):
    """Lacks a category."""

    looks = 0

    def check_setup(self) -> tuple[str, ...]:
        self.looks += 1
        logging.getLogger("library").error("no category FREE")
        return ("FREE",)


def test_how_an_operator_is_set_up_is_looked_at_where_its_adapter_can_tell(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    telling = TellingOperator()
    (schedule,) = setup_schedules({"library": telling, "bus": FakeOperator()})
    assert schedule.name == "library/setup.check"
    worker = OutboxWorker(town.domain.ground.database, town.clock, {}, [schedule])
    worker.run_until_idle()
    town.clock.pass_time(hours=6)
    worker.run_until_idle()
    assert telling.looks == 1
    assert "no category FREE" in caplog.text


def _only(town: Town, name: str) -> None:
    """Put in the slot of one schedule, and none of the others."""
    OutboxWorker(town.domain.ground.database, town.clock, {}, [named(town, name)])._scheduler.enqueue_due()
