from __future__ import annotations

import pytest

from backend.domain import Domain
from backend.platform.errors import Conflict, Refused
from tests.builders.citizens import a_citizen, a_linked_card, a_visitor
from tests.builders.clock import StandingClock
from tests.builders.lives import Life

pytestmark = pytest.mark.store


def test_the_list_tells_beforehand_what_would_end(domain: Domain, life: Life) -> None:
    in_force = domain.rights.deletion.foresee(life.id).in_force
    # The dispute has revoked the printed certificate: what it says of the standing has changed.
    assert (in_force.consents, in_force.certificates, in_force.perks) == (6, 0, 1)
    assert (in_force.cards, in_force.cases) == (1, 1)


def test_what_is_kept_has_its_period_and_its_law(domain: Domain) -> None:
    stays = domain.rights.deletion.foresee(a_citizen(domain).id).rules.stays
    assert {one.id for one in stays} >= {"credit_records", "access_log", "endings_at_operators"}
    assert all("法" in one.basis_zh and one.until_zh for one in stays)


def test_a_list_that_has_changed_meanwhile_must_be_looked_at_again(domain: Domain) -> None:
    citizen = a_citizen(domain)
    seen = domain.rights.deletion.foresee(citizen.id).confirmation
    a_linked_card(domain, citizen)
    with pytest.raises(Conflict, match="deletion-list-changed"):
        domain.rights.deletion.ask(citizen.caller, seen)
    assert domain.identity.get_person(citizen.id).verified


def test_somebody_elses_confirmation_confirms_nothing(domain: Domain) -> None:
    mine, theirs = a_citizen(domain), a_citizen(domain)
    confirmation = domain.rights.deletion.foresee(theirs.id).confirmation
    with pytest.raises(Conflict, match="deletion-list-changed"):
        domain.rights.deletion.ask(mine.caller, confirmation)


def test_an_old_sign_in_is_not_enough(domain: Domain, clock: StandingClock) -> None:
    citizen = a_citizen(domain)
    clock.pass_time(minutes=31)
    confirmation = domain.rights.deletion.foresee(citizen.id).confirmation
    with pytest.raises(Refused, match="fresh-sign-in-required"):
        domain.rights.deletion.ask(citizen.caller, confirmation)
    again = a_visitor(domain, citizen.code)
    domain.rights.deletion.ask(again.caller, confirmation)


def test_whoever_has_proven_nothing_can_delete_their_account_too(domain: Domain) -> None:
    visitor = a_visitor(domain)
    confirmation = domain.rights.deletion.foresee(visitor.id).confirmation
    domain.rights.deletion.ask(visitor.caller, confirmation)
    assert a_visitor(domain, visitor.code).id != visitor.id
