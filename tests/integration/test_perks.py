from datetime import date

import pytest
from sqlalchemy import func, select

from backend.cards.ports import (
    Busy,
    Entitlement,
    EntitlementWish,
    Outcome,
    RefusedByOperator,
    Unknown,
    Unsupported,
)
from backend.domain import Domain
from backend.perks.eligibility import Eligibility
from backend.perks.models import Grant
from backend.platform.errors import Conflict, NotFound, Refused
from backend.platform.outbox.models import OutboxMessage
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import ORDINARY, TestCitizen, a_citizen, a_linked_card, a_record
from tests.builders.clock import StandingClock
from tests.builders.outside import FakeOperator

pytestmark = pytest.mark.store
PERK = "library.deposit_free"
ACTIVE, ENDED = EntitlementWish.ACTIVE, EntitlementWish.ENDED


@pytest.fixture
def worker(domain: Domain) -> OutboxWorker:
    return OutboxWorker(domain.ground.database, domain.ground.clock, domain.outbox_handlers)


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def grant_id(domain: Domain, citizen: TestCitizen) -> str:
    return domain.perks.request(citizen.id, PERK, a_linked_card(domain, citizen), None).grant.id


def _state(domain: Domain, citizen: TestCitizen, grant_id: str) -> str:
    return domain.perks.get(citizen.id, grant_id).grant.state


def test_a_grant_waits_for_its_operator_and_is_then_active(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker, library: FakeOperator
) -> None:
    assert _state(domain, citizen, grant_id) == "pending"
    worker.run_until_idle()
    view = domain.perks.get(citizen.id, grant_id)
    assert [(step.state, step.actor) for step in view.steps] == [
        ("pending", "citizen"),
        ("active", "library"),
    ]
    assert [wish for _, wish in library.ledger] == [ACTIVE]


def test_the_operator_learns_the_perk_and_its_end_and_no_level(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker, library: FakeOperator
) -> None:
    worker.run_until_idle()
    (held,) = library.held.values()
    assert (held.perk, held.max_value_fen, held.revision) == ("deposit_waiver", 100_000, 1)
    assert (held.valid_until - held.valid_from).days == 365
    assert domain.status.view(citizen.id).level.id not in str(held)


def test_grant_and_message_commit_together_or_not_at_all(domain: Domain, citizen: TestCitizen) -> None:
    card = a_linked_card(domain, citizen)
    a_record(domain, citizen, ORDINARY)
    with pytest.raises(Refused, match="perk-not-open"):
        domain.perks.request(citizen.id, PERK, card, None)
    with domain.ground.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Grant)) == 0
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_an_operator_that_is_down_leaves_the_grant_pending_until_it_returns(
    domain: Domain,
    citizen: TestCitizen,
    grant_id: str,
    worker: OutboxWorker,
    library: FakeOperator,
    clock: StandingClock,
) -> None:
    library.troubles = [Busy(30), Busy(30)]
    worker.run_until_idle()
    assert _state(domain, citizen, grant_id) == "pending"
    clock.pass_time(seconds=29)
    assert worker.run_until_idle() == 0
    clock.pass_time(seconds=1)
    assert worker.run_until_idle() == 1
    clock.pass_time(seconds=30)
    worker.run_until_idle()
    assert _state(domain, citizen, grant_id) == "active"
    assert len(library.ledger) == 1


def test_an_effect_whose_answer_was_lost_is_found_and_not_repeated(
    domain: Domain,
    citizen: TestCitizen,
    grant_id: str,
    worker: OutboxWorker,
    library: FakeOperator,
    clock: StandingClock,
) -> None:
    library.drop_answers = 1
    worker.run_until_idle()
    assert _state(domain, citizen, grant_id) == "pending"
    clock.pass_time(minutes=10)
    worker.run_until_idle()
    assert _state(domain, citizen, grant_id) == "active"
    assert len(library.ledger) == 1


def test_a_refusal_of_the_operator_is_told_with_its_reason(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker, library: FakeOperator
) -> None:
    library.troubles = [RefusedByOperator("card-expired", "卡已过期。", "The card has expired.")]
    worker.run_until_idle()
    grant = domain.perks.get(citizen.id, grant_id).grant
    assert (grant.state, grant.refused_because) == ("refused", "card-expired")


def test_a_perk_that_its_operator_does_not_know_is_refused_and_can_be_asked_for_again(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker, library: FakeOperator
) -> None:
    library.troubles = [Unsupported()]
    worker.run_until_idle()
    grant = domain.perks.get(citizen.id, grant_id).grant
    assert (grant.state, grant.refused_because) == ("refused", "unsupported")
    assert domain.perks.request(citizen.id, PERK, grant.card_id, None).grant.state == "pending"


def test_a_refusal_to_end_is_put_aside_for_a_person_unless_there_is_nothing_left_to_end(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker, library: FakeOperator
) -> None:
    worker.run_until_idle()
    library.troubles = [RefusedByOperator("unknown-link", "没有绑定。", "No such link.")]
    domain.perks.end(citizen.id, grant_id)
    worker.run_until_idle()
    assert _state(domain, citizen, grant_id) == "ended"
    second = a_citizen(domain)
    other = domain.perks.request(second.id, PERK, a_linked_card(domain, second), None).grant.id
    worker.run_until_idle()
    library.troubles = [RefusedByOperator("desk-says-no", "不行。", "No.")]
    domain.perks.end(second.id, other)
    worker.run_until_idle()
    with domain.ground.database.reading() as session:
        assert session.scalars(select(OutboxMessage.state)).all().count("dead") == 1


def test_after_its_year_a_perk_is_over_and_can_be_asked_for_again(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker, clock: StandingClock
) -> None:
    worker.run_until_idle()
    card = domain.perks.get(citizen.id, grant_id).grant.card_id
    clock.pass_time(days=365)
    assert domain.perks.request(citizen.id, PERK, card, None).grant.state == "pending"
    view = domain.perks.get(citizen.id, grant_id)
    assert (view.grant.state, view.steps[-1].cause) == ("ended", "expired")


def test_giving_a_perk_back_ends_it_at_the_operator(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker, library: FakeOperator
) -> None:
    worker.run_until_idle()
    assert domain.perks.end(citizen.id, grant_id).grant.state == "ending"
    worker.run_until_idle()
    assert _state(domain, citizen, grant_id) == "ended"
    assert [wish for _, wish in library.ledger] == [ACTIVE, ENDED]


def test_given_back_before_it_was_carried_it_never_becomes_active(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker, library: FakeOperator
) -> None:
    domain.perks.end(citizen.id, grant_id)
    worker.run_until_idle()
    assert _state(domain, citizen, grant_id) == "ended"
    assert ACTIVE not in [wish for _, wish in library.ledger]


def test_a_status_that_falls_later_takes_no_granted_perk_away(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker
) -> None:
    worker.run_until_idle()
    a_record(domain, citizen, ORDINARY, date(2026, 11, 20))
    assert domain.status.view(citizen.id).level.id == "attention"
    worker.run_until_idle()
    assert _state(domain, citizen, grant_id) == "active"


@pytest.mark.parametrize("purpose", ["perk.apply", "status.evaluate", "card.link"])
def test_withdrawing_a_consent_ends_the_perk_in_order(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker, purpose: str
) -> None:
    worker.run_until_idle()
    domain.consents.withdraw(citizen.id, purpose)
    assert _state(domain, citizen, grant_id) == "ending"
    worker.run_until_idle()
    assert _state(domain, citizen, grant_id) == "ended"


def test_one_card_has_a_perk_once(domain: Domain, citizen: TestCitizen) -> None:
    card = a_linked_card(domain, citizen)
    domain.perks.request(citizen.id, PERK, card, None)
    with pytest.raises(Conflict, match="perk-already-granted"):
        domain.perks.request(citizen.id, PERK, card, None)


def test_a_repeated_request_finds_the_first_grant(domain: Domain, citizen: TestCitizen) -> None:
    card = a_linked_card(domain, citizen)
    first, again = (domain.perks.request(citizen.id, PERK, card, "key-1") for _ in range(2))
    assert first.grant.id == again.grant.id


def test_another_citizens_grant_and_card_do_not_exist(
    domain: Domain, citizen: TestCitizen, grant_id: str
) -> None:
    other = a_citizen(domain)
    with pytest.raises(NotFound):
        domain.perks.end(other.id, grant_id)
    with pytest.raises(NotFound):
        domain.perks.request(other.id, PERK, a_linked_card(domain, citizen), None)


def test_a_perk_the_city_does_not_offer_does_not_exist(domain: Domain, citizen: TestCitizen) -> None:
    with pytest.raises(NotFound):
        domain.perks.request(citizen.id, "bank.cheap_loan", a_linked_card(domain, citizen), None)


def test_each_perk_is_explained_to_the_citizen(domain: Domain, citizen: TestCitizen) -> None:
    def explained() -> Eligibility:
        return next(one.eligibility for one in domain.perks.explain(citizen.id) if one.perk.id == PERK)

    assert len(domain.perks.explain(citizen.id)) == len(domain.policy.perks.all())
    assert explained().eligible
    a_record(domain, citizen, ORDINARY)
    assert not explained().eligible
    assert "异议" in explained().zh


def test_a_grant_whose_time_was_over_while_its_operator_was_asked_stays_over(
    domain: Domain,
    citizen: TestCitizen,
    grant_id: str,
    worker: OutboxWorker,
    library: FakeOperator,
    clock: StandingClock,
) -> None:
    put = library.put

    def put_slowly(entitlement: Entitlement) -> Outcome:
        clock.pass_time(days=366)
        domain.perk_calendar.end_over()
        return put(entitlement)

    library.put = put_slowly
    worker.run_until_idle()
    view = domain.perks.get(citizen.id, grant_id)
    assert [step.state for step in view.steps] == ["pending", "ended"]


def test_an_unknown_outcome_is_tried_again(
    domain: Domain, citizen: TestCitizen, grant_id: str, worker: OutboxWorker, library: FakeOperator
) -> None:
    library.troubles = [Unknown()]
    assert worker.run_once()
    assert _state(domain, citizen, grant_id) == "pending"
