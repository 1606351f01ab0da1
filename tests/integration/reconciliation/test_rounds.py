"""Both sides are compared, what differs is mended, and then nothing differs any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.cards.ports import (
    Busy,
    EntitlementWish,
    HeldEntitlement,
    HeldPage,
    HeldState,
    NotHeld,
    RefusedByOperator,
    Unknown,
    Unsupported,
)
from backend.perks.models import Allotment
from backend.perks.reconciliation.models import HeldThere, RoundKind
from tests.builders.clock import NOON
from tests.integration.reconciliation.conftest import Town

pytestmark = pytest.mark.store
CHANGES = RoundKind.CHANGES


def test_where_both_hold_the_same_nothing_differs_and_nobody_is_asked(town: Town) -> None:
    grants = [town.grant() for _ in range(3)]
    town.end(grants[0])
    before = len(town.library.ledger)
    of = town.compare()
    assert (of.differences, of.sent_to_mend, of.trouble) == ({}, 0, None)
    # The two in force from our side, and the one that is over from theirs.
    assert of.compared == 3
    assert len(town.library.ledger) == before


def test_what_the_operator_lost_is_put_again(town: Town) -> None:
    grants = [town.grant() for _ in range(5)]
    town.library.held.clear()
    assert town.found() == {"missing": 5}
    assert {town.state(grant) for grant in grants} == {"active"}
    assert {one.wanted for one in town.library.held.values()} == {EntitlementWish.ACTIVE}
    assert town.found() == {}
    assert town.steps(grants[0])[2:] == [
        ("pending", "not_as_wished_at_operator", "reconciliation"),
        ("active", "applied_by_operator", "library"),
    ]


def test_an_hourly_round_passes_over_what_is_not_listed_as_it_may_not_have_changed(town: Town) -> None:
    town.grant()
    town.library.held.clear()
    assert town.found(CHANGES) == {}


@pytest.mark.parametrize("kind", list(RoundKind))
def test_what_is_held_although_it_is_over_is_ended_again_and_stays_over_here(
    town: Town, kind: RoundKind
) -> None:
    grant = town.grant()
    town.end(grant)
    held = town.library.held[grant.entitlement_id]
    town.library.held[grant.entitlement_id] = replace(held, wanted=EntitlementWish.ACTIVE)
    assert town.found(kind) == {"extra": 1}
    assert town.library.state_of(town.library.held[grant.entitlement_id]) is HeldState.ENDED
    assert town.state(grant) == "ended"
    assert town.steps(grant)[-1] == ("ended", "held_although_over", "reconciliation")
    assert town.found(kind) == {}


def test_a_place_that_was_freed_once_is_not_freed_again_by_a_second_end(town: Town) -> None:
    grant, other = town.grant(), town.grant()
    town.end(grant)
    held = town.library.held[grant.entitlement_id]
    town.library.held[grant.entitlement_id] = replace(held, wanted=EntitlementWish.ACTIVE)
    town.found()
    with town.domain.ground.database.reading() as session:
        assert session.get_one(Allotment, grant.perk).taken == 1
    assert town.state(other) == "active"


@pytest.mark.parametrize("said", [HeldState.ENDED, HeldState.REFUSED])
@pytest.mark.parametrize("kind", list(RoundKind))
def test_what_the_operator_ended_or_refused_by_itself_is_told_to_the_citizen(
    town: Town, kind: RoundKind, said: HeldState
) -> None:
    grant = town.grant()
    town.library.states[grant.entitlement_id] = said
    assert town.found(kind) == {"refused": 1}
    assert town.steps(grant)[-1] == ("ended", "ended_by_operator", "library")
    assert town.now(grant).refused_because
    told = town.domain.access_log.list_of_citizen(grant.citizen_id)[0]
    assert (told.action, told.actor_id, told.object_id) == ("perk.ended_by_operator", "library", grant.perk)
    assert town.found(kind) == {}


def test_an_earlier_revision_there_is_put_forward(town: Town) -> None:
    grant = town.grant()
    held = town.library.held[grant.entitlement_id]
    town.library.held[grant.entitlement_id] = replace(held, revision=0)
    assert town.found() == {"revision": 1}
    assert town.library.held[grant.entitlement_id].revision == town.now(grant).revision
    assert town.found() == {}


def test_a_later_revision_there_is_overtaken(town: Town) -> None:
    grant = town.grant()
    held = town.library.held[grant.entitlement_id]
    town.library.held[grant.entitlement_id] = replace(held, revision=7)
    assert town.found() == {"revision": 1}
    assert town.now(grant).revision == 8
    assert (town.state(grant), town.found()) == ("active", {})


def test_what_was_never_granted_here_is_reported_and_never_written_to(town: Town) -> None:
    town.grant()
    stranger = HeldEntitlement(HeldState.ACTIVE, "ent_stranger", "lnk_stranger", 3, "deposit_waiver", NOON)
    over = HeldEntitlement(HeldState.ENDED, "ent_old", "lnk_old", 3, "deposit_waiver", NOON)
    town.library.strangers = [stranger, over]
    before = len(town.library.ledger)
    of = town.compare()
    assert (of.differences, of.sent_to_mend) == ({"unknown": 1}, 0)
    (found,) = town.domain.reconciliation.reports.list_differences("library")
    assert (found.entitlement_id, found.grant_id, found.their_state) == ("ent_stranger", None, "active")
    assert (found.their_perk, found.their_change_at) == ("deposit_waiver", NOON)
    assert len(town.library.ledger) == before


def test_an_entitlement_of_ours_at_another_link_is_none_of_ours(town: Town) -> None:
    grant = town.grant()
    strange = HeldEntitlement(HeldState.ACTIVE, grant.entitlement_id, "lnk_of_another", 1)
    town.library.strangers = [strange]
    assert town.found() == {"unknown": 1}
    assert town.state(grant) == "active"


def test_a_grant_whose_wish_is_on_its_way_is_no_difference(town: Town) -> None:
    grant = town.grant()
    town.library.troubles = [Busy(3600)]
    town.domain.perks.end(grant.citizen_id, grant.id)
    town.worker.run_until_idle()
    town.clock.pass_time(minutes=10)
    reconciler = town.domain.reconciliation.reconciler
    round_id = reconciler.begin("library", RoundKind.FULL, "test")
    reconciler.go_on(round_id, 100)
    assert town.domain.reconciliation.reports.get_round(round_id).differences == {}


def test_a_grant_that_changed_just_now_is_no_difference(town: Town) -> None:
    grant = town.grant()
    town.library.held.clear()
    reconciler = town.domain.reconciliation.reconciler
    town.domain.perks.end(grant.citizen_id, grant.id)
    town.worker.run_until_idle()
    town.library.states[grant.entitlement_id] = HeldState.ACTIVE
    round_id = reconciler.begin("library", RoundKind.FULL, "test")
    reconciler.go_on(round_id, 100)
    assert town.domain.reconciliation.reports.get_round(round_id).differences == {}


def test_a_wish_that_was_put_aside_is_sent_again(town: Town) -> None:
    grant = town.grant()
    town.library.troubles = [RefusedByOperator("desk-says-no", "不行。", "No.")]
    town.end(grant)
    assert town.state(grant) == "ending"
    assert town.found() == {"extra": 1}
    assert (town.state(grant), town.found()) == ("ended", {})


def test_a_round_that_is_cut_off_goes_on_where_it_was(town: Town) -> None:
    grants = [town.grant() for _ in range(5)]
    lost = town.library.held.pop(grants[0].entitlement_id)
    reconciler = town.domain.reconciliation.reconciler
    first = reconciler.begin("library", RoundKind.FULL, "slot")
    reconciler.go_on(first, 2)
    again = reconciler.begin("library", RoundKind.FULL, "slot")
    assert again == first
    steps = 0
    while not reconciler.go_on(again, 1).is_over:
        steps += 1
        assert steps < 20
    town.work()
    of = town.domain.reconciliation.reports.get_round(first)
    assert (of.differences, of.compared) == ({"missing": 1}, 5)
    assert lost.entitlement_id in town.library.held
    assert _kept(town) == 0


def test_a_step_that_another_worker_took_meanwhile_counts_once(town: Town) -> None:
    for _ in range(3):
        town.grant()
    town.library.held.clear()
    reconciler = town.domain.reconciliation.reconciler
    round_id = reconciler.begin("library", CHANGES, "slot")
    stranger = HeldEntitlement(HeldState.ACTIVE, "ent_stranger", "lnk_stranger", 3)
    town.library.strangers = [stranger]
    listing = town.library.list_held
    nested: list[bool] = []

    def list_while_another_does_the_same(*asked: object) -> HeldPage:
        page = listing(*asked)
        if not nested:
            nested.append(True)
            reconciler.go_on(round_id, 1)
        return page

    town.library.list_held = list_while_another_does_the_same
    reconciler.go_on(round_id, 5)
    assert town.domain.reconciliation.reports.get_round(round_id).differences == {"unknown": 1}


def test_an_operator_that_does_not_answer_is_asked_again_later_from_the_same_page(town: Town) -> None:
    for _ in range(3):
        town.grant()
    reconciler = town.domain.reconciliation.reconciler
    round_id = reconciler.begin("library", RoundKind.FULL, "slot")
    reconciler.go_on(round_id, 1)
    town.library.list_troubles = [Unknown(), Busy(7)]
    assert reconciler.go_on(round_id, 5).obstacle == Unknown()
    assert reconciler.go_on(round_id, 5).obstacle == Busy(7)
    assert reconciler.go_on(round_id, 50).is_over
    assert town.domain.reconciliation.reports.get_round(round_id).differences == {}


def test_a_list_that_is_refused_ends_the_round_with_its_reason(town: Town) -> None:
    town.library.list_troubles = [RefusedByOperator("not-found", "没有。", "None.")]
    assert town.compare().trouble == "refused: not-found"


def test_a_list_that_stands_still_is_given_up(town: Town) -> None:
    town.library.list_troubles = [HeldPage((), "2"), HeldPage((), "2")]
    assert town.compare().trouble == "the operator's list stands still"


def test_where_there_is_no_list_each_grant_in_force_is_read(town: Town) -> None:
    grants = [town.grant() for _ in range(3)]
    town.library.held.pop(grants[0].entitlement_id)
    town.library.states[grants[1].entitlement_id] = HeldState.ENDED
    town.library.list_troubles = [Unsupported()]
    assert town.found() == {"missing": 1, "refused": 1}
    assert [town.state(grant) for grant in grants] == ["active", "ended", "active"]
    town.library.list_troubles = [Unsupported()]
    assert town.found() == {}


def test_where_there_is_no_list_and_nothing_can_be_read_nothing_differs(town: Town) -> None:
    town.grant()
    town.library.list_troubles, town.library.read_troubles = [Unsupported()], [Unsupported()]
    assert town.found() == {}


def test_a_difference_that_is_none_when_it_is_read_again_changes_nothing(town: Town) -> None:
    grant = town.grant()
    town.library.list_troubles, town.library.read_troubles = [Unsupported()], [NotHeld()]
    before = len(town.library.ledger)
    assert town.found() == {"missing": 1}
    assert (town.state(grant), len(town.library.ledger)) == ("active", before)


def test_differences_are_kept_for_ninety_days(town: Town) -> None:
    town.grant()
    town.library.held.clear()
    of = town.compare()
    town.clock.pass_time(days=89)
    town.domain.reconciliation.tidying.run()
    assert len(town.domain.reconciliation.reports.list_differences()) == 1
    town.clock.pass_time(days=4)
    town.domain.reconciliation.tidying.run()
    assert town.domain.reconciliation.reports.list_differences() == []
    assert of.id not in [one.id for one in town.domain.reconciliation.reports.list_rounds()]


def test_a_round_that_nobody_goes_on_with_is_ended_and_leaves_nothing(town: Town) -> None:
    town.grant()
    reconciler = town.domain.reconciliation.reconciler
    round_id = reconciler.begin("library", RoundKind.FULL, "command")
    reconciler.go_on(round_id, 1)
    assert _kept(town) == 1
    town.clock.pass_time(days=3)
    town.domain.reconciliation.tidying.run()
    assert _kept(town) == 0
    assert town.domain.reconciliation.reports.get_round(round_id).trouble == "cut off"


def _kept(town: Town) -> int:
    with town.domain.ground.database.reading() as session:
        return session.query(HeldThere).count()
