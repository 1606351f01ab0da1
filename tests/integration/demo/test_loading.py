from __future__ import annotations

import json
import stat
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.demo.city import City, generate_city
from backend.demo.loading import DemoFiles, DemoLoader
from backend.domain import Domain
from backend.merchants.models import Merchant
from backend.officers.totp import code_of, step_at
from backend.platform.clock import city_date
from backend.platform.errors import Conflict, Invalid, Refused
from backend.records.models import CreditRecord
from tests.builders.citizens import a_visitor
from tests.builders.merchants import an_acceptance
from tests.integration.demo.conftest import ADDRESSES, SHARED, RunDemo

pytestmark = pytest.mark.store
SMALL_CITY = ("load", "--citizens", "40")


@pytest.fixture
def city(domain: Domain) -> City:
    """Return the very city that `SMALL_CITY` loads."""
    return generate_city(40, 7, domain.policy.catalogue, city_date(domain.ground.clock.now()))


def counted(domain: Domain) -> tuple[int | None, int | None]:
    with domain.ground.database.reading() as session:
        records = session.scalar(select(func.count()).select_from(CreditRecord))
        return records, session.scalar(select(func.count()).select_from(Merchant))


def test_loading_stores_the_records_and_merchants_of_the_city(
    run_demo: RunDemo, domain: Domain, city: City
) -> None:
    loaded = run_demo(*SMALL_CITY)
    assert (loaded.exit_code, loaded.output) == (0, "40 citizens loaded\n")
    assert counted(domain) == (sum(len(one.records) for one in city.citizens), len(city.merchants) + 1)


def test_a_citizen_of_the_city_finds_their_records_after_proving_who_they_are(
    run_demo: RunDemo, domain: Domain, city: City
) -> None:
    run_demo(*SMALL_CITY)
    recorded = next(one for one in city.citizens if one.records)
    visitor = a_visitor(domain)
    domain.identity.prove(visitor.caller, recorded.person.name, recorded.person.id_number.text, None)
    shown = [view.record.document_number for view in domain.records.list_of_citizen(visitor.id)]
    assert sorted(shown) == sorted(record.document_number for record in recorded.records)


def test_loading_the_same_city_twice_changes_nothing(
    run_demo: RunDemo, domain: Domain, files: DemoFiles
) -> None:
    run_demo(*SMALL_CITY)
    kept_by_a_simulator = files.folder / "library.sqlite3"
    kept_by_a_simulator.write_bytes(b"loans")
    stored = counted(domain)
    written = {path: path.read_bytes() for path in files.folder.iterdir()}
    again = run_demo(*SMALL_CITY)
    assert (again.exit_code, again.output) == (0, "40 citizens were loaded before\n")
    assert counted(domain) == stored
    assert {path: path.read_bytes() for path in files.folder.iterdir()} == written


@pytest.mark.parametrize("other", [("load", "--citizens", "41"), (*SMALL_CITY, "--seed", "8")])
def test_another_city_is_refused_with_words_that_help(
    run_demo: RunDemo, domain: Domain, files: DemoFiles, other: tuple[str, ...]
) -> None:
    run_demo(*SMALL_CITY)
    stored, written = counted(domain), files.city.read_bytes()
    refused = run_demo(*other)
    assert refused.exit_code == 1
    assert "请清空数据库和 var 目录" in refused.output
    assert "empty the database" in refused.output
    assert (counted(domain), files.city.read_bytes()) == (stored, written)


@pytest.mark.parametrize("lost", ["credentials", "city"])
def test_a_city_whose_files_were_lost_is_refused_with_words(
    run_demo: RunDemo, files: DemoFiles, lost: str
) -> None:
    run_demo(*SMALL_CITY)
    getattr(files, lost).unlink()
    assert "empty the database" in run_demo(*SMALL_CITY).output


@pytest.mark.parametrize("merchants", [("",), ("鹭岛书咖", "鹭岛书咖")], ids=["first", "second"])
def test_a_loading_that_broke_off_at_a_merchant_is_refused_with_words(
    run_demo: RunDemo, loader: DemoLoader, domain: Domain, city: City, merchants: Any
) -> None:
    with pytest.raises((Invalid, Conflict)):
        loader.load(City(city.citizens, merchants), "broken off", SHARED)
    assert counted(domain) == (sum(len(one.records) for one in city.citizens), len(merchants) - 1)
    refused = run_demo(*SMALL_CITY)
    assert refused.exit_code == 1
    assert "empty the database" in refused.output


def test_what_a_simulator_kept_of_an_earlier_city_is_forgotten(run_demo: RunDemo, files: DemoFiles) -> None:
    files.folder.mkdir()
    for name in ("library.sqlite3", "library.sqlite3-wal"):
        (files.folder / name).write_bytes(b"links of an earlier city")
    run_demo(*SMALL_CITY)
    assert [*files.folder.glob("*.sqlite3*")] == []


def test_the_file_of_the_simulators_holds_no_record_and_no_hint_of_one(
    run_demo: RunDemo, files: DemoFiles, city: City
) -> None:
    run_demo(*SMALL_CITY)
    text = files.city.read_text(encoding="utf-8")
    told = [citizen.about for citizen in city.citizens]
    for record in [record for citizen in city.citizens for record in citizen.records]:
        told += [record.document_number, record.title, record.item_id, record.department]
    assert [words for words in told if words in text] == []
    assert "about" not in text
    assert len(told) > 40


def test_the_simulators_learn_the_citizens_and_what_they_share_with_the_service(
    run_demo: RunDemo, files: DemoFiles, city: City
) -> None:
    run_demo(*SMALL_CITY)
    known: dict[str, Any] = json.loads(files.city.read_text(encoding="utf-8"))
    assert known["wechat"] == SHARED["wechat"]
    assert known["seed"] == city.seed == 7
    assert [one["card_number"] for one in known["citizens"]] == [one.card_number for one in city.citizens]


def test_only_their_owner_may_read_the_files(run_demo: RunDemo, files: DemoFiles) -> None:
    run_demo(*SMALL_CITY)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in files.folder.iterdir()}
    assert modes == {"city.json": 0o600, "credentials.json": 0o600}
    assert stat.S_IMODE(files.folder.stat().st_mode) == 0o700


def test_the_credentials_have_what_a_visitor_needs(run_demo: RunDemo, city: City) -> None:
    run_demo(*SMALL_CITY)
    shown: dict[str, Any] = json.loads(run_demo("credentials", "--json").output)
    assert {"base_url", "citizens", "merchants", "operators", "departments", "officers", "simulators"} <= {
        *shown
    }
    assert (shown["base_url"], shown["simulators"]) == (ADDRESSES.base_url, ADDRESSES.simulators)
    assert len(shown["citizens"]) == 14
    for citizen in shown["citizens"]:
        assert {"name", "id_number", "wechat_code", "card_number", "about"} <= {*citizen}
        assert all(value for field, value in citizen.items() if field != "other_wechat_codes")
    assert [merchant["name"] for merchant in shown["merchants"]] == [*city.merchants]
    assert shown["operators"][0]["id"] == "library"


def test_a_merchants_key_of_the_credentials_opens_the_door(run_demo: RunDemo, domain: Domain) -> None:
    run_demo(*SMALL_CITY)
    shown: dict[str, Any] = json.loads(run_demo("credentials", "--json").output)
    for merchant in shown["merchants"]:
        assert domain.merchants.authenticate(merchant["api_key"]).name == merchant["name"]


def test_every_perk_of_shops_is_redeemed_somewhere_in_the_city_and_only_where_it_can_be_given(
    run_demo: RunDemo, domain: Domain
) -> None:
    run_demo(*SMALL_CITY)
    redeemed = {perk.id for perk in domain.perks.list_catalogue() if perk.is_redeemed}
    shops = domain.redemptions.list_shops()
    assert {*shops} == redeemed
    assert shops["park.ticket_discount"] == ["鹭岛植物园"]
    shown: dict[str, Any] = json.loads(run_demo("credentials", "--json").output)
    offered = {(perk, one["name"]) for one in shown["merchants"] for perk in one["perks"]}
    joining = shown["merchant_invitations"][0]["name"]
    assert offered == {(perk, name) for perk, names in shops.items() for name in names if name != joining}


def test_a_visitor_becomes_the_owner_of_the_invited_shop_by_the_link_of_the_credentials(
    run_demo: RunDemo, domain: Domain
) -> None:
    run_demo(*SMALL_CITY)
    shown: dict[str, Any] = json.loads(run_demo("credentials", "--json").output)
    [invited] = shown["merchant_invitations"]
    assert invited["link"] == f"{ADDRESSES.base_url}/scan#join={invited['code']}"
    caller = domain.merchants.authenticate(an_acceptance(domain, invited["code"]).api_key)
    assert (caller.name, caller.is_owner) == (invited["name"], True)
    assert caller.name not in [merchant["name"] for merchant in shown["merchants"]]


def test_two_officers_of_the_credentials_can_sign_in_and_the_third_has_a_relative(
    run_demo: RunDemo, domain: Domain, city: City
) -> None:
    run_demo(*SMALL_CITY)
    shown: dict[str, Any] = json.loads(run_demo("credentials", "--json").output)
    now = domain.ground.clock.now()
    entered = [
        domain.officers.signing_in.sign_in(
            one["username"], one["password"], code_of(one["totp_secret"], step_at(now))
        ).officer
        for one in shown["officers"]
    ]
    assert not any(one.must_change for one in entered)
    relative = domain.ground.blind_index.of("id_number", city.citizens[3].person.id_number.text)
    assert [one.locked_subjects for one in entered] == [frozenset(), frozenset(), frozenset([relative])]


def test_the_tour_names_everything_that_it_uses(run_demo: RunDemo, city: City) -> None:
    run_demo(*SMALL_CITY)
    tour = run_demo("credentials").output
    first = city.citizens[0]
    for needed in (ADDRESSES.base_url, first.account.wechat_code, first.person.id_number.text, "mk_"):
        assert needed in tour
    assert "%{" not in tour


def test_a_production_takes_no_invented_people_and_no_officers_of_a_file(
    domain: Domain, files: DemoFiles, city: City
) -> None:
    assert not domain.ground.city.is_demo
    with pytest.raises(Refused, match="not-a-demo"):
        DemoLoader(domain, files, ADDRESSES).load(city, "40 citizens", SHARED)
    assert counted(domain) == (0, 0)
    assert not files.are_written()


@pytest.mark.parametrize("command", [("credentials",), ("credentials", "--json"), ("serve",)])
def test_before_a_city_is_loaded_the_commands_say_so(run_demo: RunDemo, command: tuple[str, ...]) -> None:
    refused = run_demo(*command)
    assert refused.exit_code == 1
    assert "还没有载入演示城市" in refused.output
    assert "demo load" in refused.output


@pytest.mark.parametrize("citizens", ["0", "-1", "many"])
def test_a_city_without_citizens_is_refused(run_demo: RunDemo, citizens: str) -> None:
    assert run_demo("load", "--citizens", citizens).exit_code == 2


def test_a_city_of_one_citizen_can_be_loaded(run_demo: RunDemo) -> None:
    assert run_demo("load", "--citizens", "1").output == "1 citizens loaded\n"
    assert run_demo("credentials").exit_code == 0


def test_a_city_that_nothing_is_recorded_about_is_known_again(run_demo: RunDemo, domain: Domain) -> None:
    run_demo("load", "--citizens", "1")
    assert counted(domain)[0] == 0
    assert run_demo("load", "--citizens", "1").output == "1 citizens were loaded before\n"
