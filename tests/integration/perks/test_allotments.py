"""Quota, budget and cool-off: what is scarce is given out exactly as often as it is there."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from backend.cards.ports import RefusedByOperator
from backend.domain import Domain
from backend.perks.models import IN_FORCE_STATES, Allotment, Grant
from backend.platform.errors import Conflict, DomainError
from backend.platform.outbox.models import OutboxMessage
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import TestCitizen, a_citizen, a_linked_card
from tests.builders.clock import StandingClock
from tests.builders.outside import FakeOperator
from tests.integration.perks.conftest import COSTLY, RARE, SCARCE
from tests.integration.perks.together import together

pytestmark = pytest.mark.store


def request(domain: Domain, perk: str, citizen: TestCitizen | None = None) -> tuple[TestCitizen, str]:
    citizen = citizen or a_citizen(domain)
    view = domain.perks.request(citizen.id, perk, a_linked_card(domain, citizen), None)
    return citizen, view.grant.id


def allotment(domain: Domain, perk: str) -> tuple[int, int]:
    with domain.ground.database.reading() as session:
        row = session.get_one(Allotment, perk)
        return row.taken, row.committed_fen


def in_force(domain: Domain, perk: str) -> int:
    with domain.ground.database.reading() as session:
        query = select(func.count()).where(Grant.perk == perk, Grant.state.in_(IN_FORCE_STATES))
        return session.scalar(query) or 0


def test_the_quota_ends_new_grants_with_words_and_leaves_nothing_behind(domain: Domain) -> None:
    for _ in range(2):
        request(domain, SCARCE)
    with pytest.raises(Conflict) as caught:
        request(domain, SCARCE)
    assert caught.value.code == "perk-none-left"
    assert "与你的信用状况无关" in caught.value.zh
    assert in_force(domain, SCARCE) == 2
    with domain.ground.database.reading() as session:
        puts = select(func.count()).where(OutboxMessage.topic == "entitlement.put")
        assert session.scalar(puts) == 2


def test_a_place_is_free_again_once_the_operator_has_ended_the_grant_and_not_before(
    domain: Domain, worker: OutboxWorker
) -> None:
    citizen, grant_id = request(domain, SCARCE)
    request(domain, SCARCE)
    worker.run_until_idle()
    domain.perks.end(citizen.id, grant_id)
    with pytest.raises(Conflict, match="perk-none-left"):
        request(domain, SCARCE)
    worker.run_until_idle()
    request(domain, SCARCE)
    assert allotment(domain, SCARCE)[0] == in_force(domain, SCARCE) == 2


def test_a_place_whose_grant_is_over_is_found_though_nobody_has_looked_at_it_since(
    domain: Domain, clock: StandingClock
) -> None:
    for _ in range(2):
        request(domain, SCARCE)
    clock.pass_time(days=99)
    with pytest.raises(Conflict, match="perk-none-left"):
        request(domain, SCARCE)
    clock.pass_time(days=1)
    request(domain, SCARCE)
    assert allotment(domain, SCARCE)[0] == in_force(domain, SCARCE) == 1


def test_the_budget_is_held_against_the_worst_case_and_is_fresh_in_the_next_period(
    domain: Domain, clock: StandingClock
) -> None:
    for _ in range(2):
        request(domain, COSTLY)
    with pytest.raises(Conflict, match="perk-none-left"):
        request(domain, COSTLY)
    assert allotment(domain, COSTLY) == (2, 40_000)
    clock.pass_time(days=60)
    request(domain, COSTLY)
    assert allotment(domain, COSTLY) == (3, 20_000)


def test_a_clock_that_is_behind_spends_no_budget_twice(domain: Domain, clock: StandingClock) -> None:
    clock.pass_time(days=60)
    for _ in range(2):
        request(domain, COSTLY)
    clock.pass_time(days=-60)
    with pytest.raises(Conflict, match="perk-none-left"):
        request(domain, COSTLY)


def test_what_the_operator_refused_gives_place_and_budget_back(
    domain: Domain, worker: OutboxWorker, library: FakeOperator
) -> None:
    request(domain, COSTLY)
    library.troubles = [RefusedByOperator("card-expired", "卡已过期。", "The card has expired.")]
    worker.run_until_idle()
    assert allotment(domain, COSTLY) == (0, 0)


def test_a_refusal_of_last_years_grant_adds_nothing_to_this_years_budget(
    domain: Domain, worker: OutboxWorker, library: FakeOperator, clock: StandingClock
) -> None:
    request(domain, COSTLY)
    clock.pass_time(days=60)
    request(domain, COSTLY)
    library.troubles = [RefusedByOperator("card-expired", "卡已过期。", "The card has expired.")]
    assert worker.run_once()
    assert allotment(domain, COSTLY) == (1, 20_000)


def test_what_was_given_back_may_have_been_used_and_stays_spent(domain: Domain, worker: OutboxWorker) -> None:
    citizen, grant_id = request(domain, COSTLY)
    worker.run_until_idle()
    domain.perks.end(citizen.id, grant_id)
    worker.run_until_idle()
    assert allotment(domain, COSTLY) == (0, 20_000)


def test_after_an_end_the_cool_off_is_waited_for_and_its_day_is_told(
    domain: Domain, worker: OutboxWorker, clock: StandingClock
) -> None:
    citizen, grant_id = request(domain, RARE)
    worker.run_until_idle()
    domain.perks.end(citizen.id, grant_id)
    worker.run_until_idle()
    with pytest.raises(Conflict) as caught:
        request(domain, RARE, citizen)
    assert (caught.value.code, caught.value.extra["possible_from"]) == ("perk-cooling-off", "2026-12-23")
    assert "2026年12月23日" in caught.value.zh
    clock.pass_time(days=29)
    with pytest.raises(Conflict, match="perk-cooling-off"):
        request(domain, RARE, citizen)
    clock.pass_time(days=1)
    request(domain, RARE, citizen)


def test_a_cool_off_after_a_year_counts_from_the_end_and_not_from_the_look(
    domain: Domain, worker: OutboxWorker, clock: StandingClock
) -> None:
    citizen, grant_id = request(domain, RARE)
    worker.run_until_idle()
    clock.pass_time(days=365 + 20)
    assert domain.perks.get(citizen.id, grant_id).grant.state == "ended"
    clock.pass_time(days=10)
    request(domain, RARE, citizen)


def test_what_an_operator_refused_can_be_asked_for_again_at_once(
    domain: Domain, worker: OutboxWorker, library: FakeOperator
) -> None:
    citizen, _ = request(domain, RARE)
    library.troubles = [RefusedByOperator("card-expired", "卡已过期。", "The card has expired.")]
    worker.run_until_idle()
    request(domain, RARE, citizen)


def test_one_card_has_one_perk_of_a_kind_so_that_ending_one_ends_no_other(domain: Domain) -> None:
    citizen = a_citizen(domain)
    card = a_linked_card(domain, citizen)
    first = domain.perks.request(citizen.id, SCARCE, card, None).grant
    with pytest.raises(Conflict) as caught:
        domain.perks.request(citizen.id, "library.yearly", card, None)
    assert (caught.value.code, caught.value.extra["grant"]) == ("like-perk-granted", first.id)
    assert domain.perks.request(citizen.id, RARE, card, None).grant.state == "pending"


def test_four_that_want_the_last_place_at_once_get_it_once(domain: Domain) -> None:
    request(domain, SCARCE)
    citizens = [a_citizen(domain) for _ in range(4)]
    cards = [a_linked_card(domain, citizen) for citizen in citizens]
    answers: list[Any] = together(
        [
            lambda c=citizen, k=card: domain.perks.request(c.id, SCARCE, k, None)
            for citizen, card in zip(citizens, cards, strict=True)
        ]
    )
    refused = [answer for answer in answers if isinstance(answer, DomainError)]
    assert [refusal.code for refusal in refused] == ["perk-none-left"] * 3
    assert allotment(domain, SCARCE)[0] == in_force(domain, SCARCE) == 2


def test_four_that_find_one_place_over_at_once_get_it_once(domain: Domain, clock: StandingClock) -> None:
    request(domain, SCARCE)
    clock.pass_time(days=50)
    request(domain, SCARCE)
    clock.pass_time(days=50)
    citizens = [a_citizen(domain) for _ in range(4)]
    cards = [a_linked_card(domain, citizen) for citizen in citizens]
    answers: list[Any] = together(
        [
            lambda c=citizen, k=card: domain.perks.request(c.id, SCARCE, k, None)
            for citizen, card in zip(citizens, cards, strict=True)
        ]
    )
    assert len([answer for answer in answers if not isinstance(answer, DomainError)]) == 1
    assert allotment(domain, SCARCE)[0] == in_force(domain, SCARCE) == 2


def test_ends_that_meet_free_each_place_once(
    domain: Domain, worker: OutboxWorker, clock: StandingClock
) -> None:
    citizen, grant_id = request(domain, SCARCE)
    request(domain, SCARCE)
    worker.run_until_idle()
    clock.pass_time(days=100)
    answers = together(
        [
            lambda: domain.perks.get(citizen.id, grant_id),
            lambda: domain.perks.list_of_citizen(citizen.id),
            lambda: domain.perks.end(citizen.id, grant_id),
            domain.perk_calendar.end_over,
        ]
    )
    assert not [answer for answer in answers if isinstance(answer, DomainError)]
    worker.run_until_idle()
    domain.perk_calendar.end_over()
    assert allotment(domain, SCARCE)[0] == in_force(domain, SCARCE) == 0


def test_grants_and_ends_that_meet_leave_the_count_right(domain: Domain, worker: OutboxWorker) -> None:
    held = [request(domain, SCARCE) for _ in range(2)]
    worker.run_until_idle()
    newcomers = [a_citizen(domain) for _ in range(3)]
    cards = [a_linked_card(domain, citizen) for citizen in newcomers]
    together(
        [
            *[lambda c=citizen, g=grant: domain.perks.end(c.id, g) for citizen, grant in held],
            *[
                lambda c=citizen, k=card: domain.perks.request(c.id, SCARCE, k, None)
                for citizen, card in zip(newcomers, cards, strict=True)
            ],
            worker.run_until_idle,
        ]
    )
    worker.run_until_idle()
    assert allotment(domain, SCARCE)[0] == in_force(domain, SCARCE)
    assert in_force(domain, SCARCE) <= 2
