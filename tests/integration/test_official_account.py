from __future__ import annotations

import pytest
from sqlalchemy import func, select

from backend.domain import Domain
from backend.identity.accounts import Channel
from backend.identity.models import WeChatAccount
from tests.builders.citizens import TestCitizen, a_citizen

pytestmark = pytest.mark.store


def _count_bindings(domain: Domain) -> int:
    query = select(func.count()).where(WeChatAccount.channel == Channel.OFFICIAL_ACCOUNT)
    with domain.ground.database.reading() as session:
        return session.scalar(query) or 0


def _unbindings(domain: Domain, citizen: TestCitizen) -> int:
    entries = domain.access_log.list_of_citizen(citizen.id)
    return [entry.action for entry in entries].count("official_account.unbound")


def test_d20_who_stops_following_is_forgotten_and_can_read_of_it(domain: Domain) -> None:
    citizen = a_citizen(domain)
    openid = citizen.code.replace("code-", "official-")
    assert domain.official_account.find_citizen(openid) == citizen.id
    domain.official_account.forget(openid)
    assert _count_bindings(domain) == 0
    assert _unbindings(domain, citizen) == 1
    entry = domain.access_log.list_of_citizen(citizen.id)[0]
    assert openid not in repr(vars(entry))


def test_d20_forgetting_is_repeated_without_harm_and_touches_nobody_else(domain: Domain) -> None:
    leaving, staying = a_citizen(domain), a_citizen(domain)
    for citizen in (leaving, staying):
        domain.official_account.find_citizen(citizen.code.replace("code-", "official-"))
    for openid in (leaving.code.replace("code-", "official-"), "official-never-seen"):
        domain.official_account.forget(openid)
        domain.official_account.forget(openid)
    assert _count_bindings(domain) == 1
    assert _unbindings(domain, leaving) == 1
    assert _unbindings(domain, staying) == 0


def test_d20_who_follows_anew_is_bound_anew_and_stays_signed_in_on_the_phone(domain: Domain) -> None:
    citizen = a_citizen(domain)
    openid = citizen.code.replace("code-", "official-")
    domain.official_account.find_citizen(openid)
    domain.official_account.forget(openid)
    assert domain.sessions.read_access_token(citizen.access_token).citizen_id == citizen.id
    assert domain.official_account.find_citizen(openid) == citizen.id
