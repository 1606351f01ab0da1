from datetime import date

import pytest
from sqlalchemy import select

from backend.domain import Domain
from backend.identity.models import Citizen
from backend.platform.errors import Conflict, Invalid, Refused, TooMany, Unauthenticated
from tests.builders.citizens import a_citizen, a_visitor
from tests.builders.clock import StandingClock
from tests.builders.outside import FakeRegister

pytestmark = pytest.mark.store


def test_a_proven_person_is_shown_masked(domain: Domain) -> None:
    citizen = a_citizen(domain, name="王小明")
    person = domain.identity.get_person(citizen.id)
    assert (person.verified, person.name_masked, person.is_adult) == (True, "*明", True)
    assert person.id_number_masked is not None
    assert citizen.id_number[1:-1] not in person.id_number_masked


def test_name_and_id_number_are_encrypted_at_rest_under_a_named_key(domain: Domain) -> None:
    citizen = a_citizen(domain, name="王小明")
    with domain.ground.database.reading() as session:
        row = session.scalars(select(Citizen).where(Citizen.id == citizen.id)).one()
    stored = (row.name_encrypted or b"") + (row.id_number_encrypted or b"")
    assert b"f1" in stored
    assert citizen.id_number.encode() not in stored
    assert "王小明".encode() not in stored


def test_a_name_that_does_not_fit_the_number_is_refused(domain: Domain, register: FakeRegister) -> None:
    visitor = a_visitor(domain)
    register.mismatches.add(visitor.id_number)
    with pytest.raises(Invalid, match="real-name-mismatch"):
        domain.identity.prove(visitor.caller, "别人", visitor.id_number, None)
    assert not domain.identity.get_person(visitor.id).verified


def test_a_second_wechat_account_of_a_person_must_bring_a_strong_proof(domain: Domain) -> None:
    first = a_citizen(domain)
    second = a_visitor(domain)
    with pytest.raises(Conflict, match="identity-in-use"):
        domain.identity.prove(second.caller, "王小明", first.id_number, None)
    with pytest.raises(Refused, match="strong-proof-invalid"):
        domain.identity.prove(second.caller, "王小明", first.id_number, "a photo")


def test_after_a_strong_proof_the_account_is_the_same_citizen_and_the_old_sign_ins_end(
    domain: Domain,
) -> None:
    first = a_citizen(domain)
    second = a_visitor(domain)
    proof = domain.identity.prove(second.caller, "王小明", first.id_number, "face")
    assert proof.tokens is not None
    assert domain.sessions.read_access_token(proof.tokens.access_token).citizen_id == first.id
    for ended in (first.access_token, second.access_token):
        with pytest.raises(Unauthenticated):
            domain.sessions.read_access_token(ended)


def test_the_former_wechat_account_of_a_moved_person_is_nobody_until_it_proves_itself(
    domain: Domain,
) -> None:
    first = a_citizen(domain)
    second = a_visitor(domain)
    domain.identity.prove(second.caller, "王小明", first.id_number, "face")
    again = a_visitor(domain, first.code)
    assert again.id != first.id
    assert not domain.identity.get_person(again.id).verified


def test_a_wechat_account_of_one_person_does_not_become_another(domain: Domain) -> None:
    citizen, other = a_citizen(domain), a_visitor(domain)
    with pytest.raises(Conflict, match="identity-already-proven"):
        domain.identity.prove(citizen.caller, "李四", other.id_number, None)


def test_under_fourteen_nothing_is_asked_or_stored_without_the_guardian(
    domain: Domain, register: FakeRegister
) -> None:
    with pytest.raises(Refused, match="guardian-consent-required"):
        a_citizen(domain, born_on=date(2013, 5, 1))
    assert register.asked == []


def test_from_the_eighteenth_birthday_a_person_is_an_adult(domain: Domain, clock: StandingClock) -> None:
    citizen = a_citizen(domain, consents=(), born_on=date(2008, 11, 24))
    assert domain.identity.get_person(citizen.id).is_adult is False
    clock.pass_time(hours=12)
    assert domain.identity.get_person(citizen.id).is_adult is True


def test_a_follower_is_found_by_the_unionid_alone_and_remembered(domain: Domain) -> None:
    citizen = a_citizen(domain)
    openid = citizen.code.replace("code-", "official-")
    assert domain.official_account.find_citizen(openid) == citizen.id
    assert domain.official_account.find_citizen(openid) == citizen.id
    assert domain.official_account.find_citizen("official-stranger") is None
    assert domain.official_account.find_citizen("no-unionid") is None


def test_a_follower_who_proved_nothing_has_no_citizen(domain: Domain) -> None:
    visitor = a_visitor(domain)
    assert domain.official_account.find_citizen(visitor.code.replace("code-", "official-")) is None


def test_whoever_holds_the_former_wechat_account_shares_nothing_with_the_one_that_moved(
    domain: Domain,
) -> None:
    first = a_citizen(domain)
    second = a_visitor(domain, "code-w2")
    other_session = a_visitor(domain, "code-w2")
    domain.official_account.find_citizen("official-w2")
    domain.identity.prove(second.caller, "王小明", first.id_number, "face")
    stranger = a_visitor(domain, first.code)
    domain.identity.prove(stranger.caller, "李四", stranger.id_number, None)
    assert domain.official_account.find_citizen("official-w2") == first.id
    with pytest.raises(Unauthenticated):
        domain.sessions.read_access_token(other_session.access_token)
    with pytest.raises(Unauthenticated):
        domain.sessions.refresh(other_session.refresh_token)


def test_a_proven_person_cannot_ask_the_register_about_another(
    domain: Domain, register: FakeRegister
) -> None:
    citizen = a_citizen(domain)
    register.asked.clear()
    with pytest.raises(Conflict, match="identity-already-proven"):
        domain.identity.prove(citizen.caller, "李四", a_visitor(domain).id_number, None)
    assert register.asked == []


def test_nobody_tries_names_for_ever(domain: Domain, register: FakeRegister) -> None:
    visitor = a_visitor(domain)
    register.mismatches.add(visitor.id_number)
    for _ in range(10):
        with pytest.raises(Invalid):
            domain.identity.prove(visitor.caller, "别人", visitor.id_number, None)
    with pytest.raises(TooMany) as refused:
        domain.identity.prove(visitor.caller, "别人", visitor.id_number, None)
    assert refused.value.retry_after_seconds
    assert len(register.asked) == 10
