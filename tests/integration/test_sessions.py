import pytest

from backend.domain import Domain
from backend.platform.errors import Unauthenticated
from tests.builders.citizens import a_citizen, a_visitor
from tests.builders.clock import StandingClock

pytestmark = pytest.mark.store


def test_the_same_wechat_user_is_the_same_citizen(domain: Domain) -> None:
    assert a_visitor(domain, "code-7").id == a_visitor(domain, "code-7").id


def test_an_access_token_ends_after_fifteen_minutes(domain: Domain, clock: StandingClock) -> None:
    visitor = a_visitor(domain)
    clock.pass_time(minutes=14, seconds=59)
    assert domain.sessions.read_access_token(visitor.access_token) == visitor.caller
    clock.pass_time(seconds=1)
    with pytest.raises(Unauthenticated):
        domain.sessions.read_access_token(visitor.access_token)


def test_a_refresh_token_works_once_and_gives_the_next(domain: Domain) -> None:
    visitor = a_visitor(domain)
    fresh = domain.sessions.refresh(visitor.refresh_token)
    assert domain.sessions.read_access_token(fresh.access_token) == visitor.caller
    assert domain.sessions.refresh(fresh.refresh_token).refresh_token != fresh.refresh_token


def test_reuse_of_an_old_refresh_token_ends_the_whole_family(domain: Domain) -> None:
    visitor = a_visitor(domain)
    fresh = domain.sessions.refresh(visitor.refresh_token)
    with pytest.raises(Unauthenticated):
        domain.sessions.refresh(visitor.refresh_token)
    with pytest.raises(Unauthenticated):
        domain.sessions.refresh(fresh.refresh_token)
    with pytest.raises(Unauthenticated):
        domain.sessions.read_access_token(fresh.access_token)


def test_another_sign_in_of_the_same_person_outlives_a_family_that_ended(domain: Domain) -> None:
    phone, tablet = a_visitor(domain, "code-9"), a_visitor(domain, "code-9")
    domain.sessions.sign_out(phone.caller)
    assert domain.sessions.read_access_token(tablet.access_token) == tablet.caller


def test_a_refresh_token_ends_after_thirty_days(domain: Domain, clock: StandingClock) -> None:
    visitor = a_visitor(domain)
    clock.pass_time(days=30)
    with pytest.raises(Unauthenticated):
        domain.sessions.refresh(visitor.refresh_token)


def test_a_sign_in_ends_after_half_a_year_however_often_it_is_renewed(
    domain: Domain, clock: StandingClock
) -> None:
    refresh_token = a_visitor(domain).refresh_token
    for _ in range(6):
        clock.pass_time(days=29)
        refresh_token = domain.sessions.refresh(refresh_token).refresh_token
    clock.pass_time(days=6)
    with pytest.raises(Unauthenticated):
        domain.sessions.refresh(refresh_token)


def test_signing_out_works_at_once_for_both_tokens(domain: Domain) -> None:
    citizen = a_citizen(domain)
    domain.sessions.sign_out(citizen.caller)
    with pytest.raises(Unauthenticated):
        domain.sessions.read_access_token(citizen.access_token)
    with pytest.raises(Unauthenticated):
        domain.sessions.refresh(citizen.refresh_token)


def test_a_made_up_refresh_token_is_refused(domain: Domain) -> None:
    with pytest.raises(Unauthenticated):
        domain.sessions.refresh("made-up")
