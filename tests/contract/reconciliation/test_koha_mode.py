"""A library that is spoken to in its own Koha, which knows no entitlements and ends none by itself."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from backend.cards.adapter_terms import KohaTerms
from card_integration.koha.operator import KohaOperator
from card_integration.koha.rules import KohaRules
from tests.builders.clock import StandingClock
from tests.contract.koha.conftest import VERSIONS, Koha
from tests.contract.operators.simulator_process import running
from tests.contract.operators.synthetic_city import (
    CHEN,
    CLIENT_ID,
    CLIENT_SECRET,
    LIN,
    WU,
    Person,
    write_city,
)
from tests.contract.reconciliation.conftest import OpenStreet, Street

pytestmark = pytest.mark.store


@pytest.fixture(params=VERSIONS)
def koha(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, direct: httpx.Client
) -> Iterator[Koha]:
    city = str(write_city(tmp_path_factory.mktemp("koha") / "city.json"))
    module = "card_integration.simulator.koha"
    with running(module, "--city", city, "--version", request.param) as origin:
        yield Koha(request.param, origin, direct)


@pytest.fixture
def street(koha: Koha, open_street: OpenStreet, direct: httpx.Client, clock: StandingClock) -> Street:
    rules = KohaRules("FREE", "DEP", koha.deposit_type)
    adapter = KohaOperator(koha.base_url, CLIENT_ID, CLIENT_SECRET, 10.0, clock, rules, direct)
    terms = KohaTerms("FREE", "DEP", koha.deposit_type)
    return open_street(adapter, terms, lambda seconds: koha.control("/clock", offset_seconds=seconds))


def category(koha: Koha, person: Person) -> str:
    (patron,) = koha.call("GET", f"/patrons?cardnumber={person.card_number}&_match=exact").json()
    found: str = patron["category_id"]
    return found


def test_staff_who_change_categories_behind_our_back_are_found_out_both_ways(
    koha: Koha, street: Street
) -> None:
    wanted, over, kept = (street.grant(person) for person in (LIN, CHEN, WU))
    street.end(over)
    assert street.found() == {}
    koha.control(f"/patrons/{LIN.card_number}/changes", category_id="DEP")
    koha.control(f"/patrons/{CHEN.card_number}/changes", category_id="FREE")
    assert street.found() == {"missing": 1, "extra": 1}
    assert [category(koha, person) for person in (LIN, CHEN, WU)] == ["FREE", "DEP", "FREE"]
    assert [street.state(grant) for grant in (wanted, over, kept)] == ["active", "ended", "active"]
    assert street.found() == {}


def test_a_deleted_patrons_perk_ends_and_the_citizen_is_told(koha: Koha, street: Street) -> None:
    gone, kept = street.grant(LIN), street.grant(CHEN)
    koha.control(f"/patrons/{LIN.card_number}/deletion")
    assert street.found() == {"missing": 1}
    assert [street.state(grant) for grant in (gone, kept)] == ["ended", "active"]
    (told, *_) = street.domain.access_log.list_of_citizen(gone.citizen_id)
    assert told.action == "perk.ended_by_operator"
    assert street.found() == {}


def test_whom_the_staff_waived_by_themselves_is_reported_and_left_alone(koha: Koha, street: Street) -> None:
    street.grant(LIN)
    stranger = koha.open_patron("FREE")
    assert street.found() == {"unknown": 1}
    assert koha.patron(stranger["patron_id"])["category_id"] == "FREE"


def test_only_the_latest_grant_of_a_card_says_how_it_shall_be(koha: Koha, street: Street) -> None:
    first = street.grant(LIN)
    street.end(first)
    second = street.grant_to(first.citizen_id, first.card_id)
    assert street.found() == {}
    street.end(second)
    assert street.found() == {}
    assert category(koha, LIN) == "DEP"


def test_lost_answers_are_found_and_the_write_off_is_not_repeated(koha: Koha, street: Street) -> None:
    grant = street.grant(LIN)
    koha.control(f"/patrons/{LIN.card_number}/changes", category_id="DEP")
    koha.control("/faults", kind="apply_then_drop", count=1, method="PUT")
    assert street.found() == {"missing": 1}
    assert (category(koha, LIN), street.state(grant)) == ("FREE", "active")
    (patron,) = koha.call("GET", f"/patrons?cardnumber={LIN.card_number}&_match=exact").json()
    assert koha.account(patron["patron_id"])["balance"] == 0
    assert koha.effects_of(patron["patron_id"]).count("credit.booked") == 1
    assert street.found() == {}


def test_when_its_time_is_over_the_calendar_has_koha_end_the_perk(koha: Koha, street: Street) -> None:
    grant = street.grant(LIN)
    street.clock.pass_time(days=365)
    assert (category(koha, LIN), street.domain.perk_calendar.run()[0]) == ("FREE", 1)
    assert street.state(grant) == "ending"
    street.work()
    assert (category(koha, LIN), street.state(grant)) == ("DEP", "ended")
