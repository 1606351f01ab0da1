"""A library that speaks our contract."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from backend.cards.ports import HeldPage
from backend.perks.models import Grant
from backend.perks.reconciliation.models import RoundKind
from card_integration.contract.operator import ContractOperator
from tests.builders.clock import StandingClock
from tests.contract.operators.conftest import House, running_house
from tests.contract.operators.published_contract import check_exchange
from tests.contract.operators.synthetic_city import CHEN, CLIENT_ID, CLIENT_SECRET, LIN, WU, write_city
from tests.contract.reconciliation.conftest import OpenStreet, Street

pytestmark = pytest.mark.store


@pytest.fixture
def house(tmp_path: Path, direct: httpx.Client) -> Iterator[House]:
    write_city(tmp_path / "city.json")
    with running_house("library", tmp_path, direct) as house:
        yield house


@pytest.fixture
def adapter(house: House, clock: StandingClock) -> Iterator[ContractOperator]:
    with httpx.Client(trust_env=False, event_hooks={"response": [check_exchange]}) as http:
        yield ContractOperator(house.base_url, CLIENT_ID, CLIENT_SECRET, 10.0, clock, http)


@pytest.fixture
def street(house: House, open_street: OpenStreet, adapter: ContractOperator) -> Street:
    return open_street(adapter, None, lambda seconds: house.post("/_simulator/clock", offset_seconds=seconds))


def states(adapter: ContractOperator, *grants: Grant) -> list[str]:
    """Return how the grants stand at the library."""
    page = adapter.list_held(None, None)
    assert isinstance(page, HeldPage)
    held = {one.entitlement_id: one.state.value for one in page.items}
    return [held.get(grant.entitlement_id, "none") for grant in grants]


def test_after_the_operator_lost_its_data_one_round_puts_everything_again(
    house: House, adapter: ContractOperator, street: Street
) -> None:
    grants = [street.grant(person) for person in (LIN, CHEN, WU)]
    street.end(grants[2])
    assert street.found() == {}
    assert house.post("/_simulator/loss") == {"lost": 3}
    assert street.found() == {"missing": 2}
    assert states(adapter, *grants) == ["active", "active", "none"]
    assert [street.state(grant) for grant in grants] == ["active", "active", "ended"]
    assert street.found() == {}


@pytest.mark.parametrize("kind", list(RoundKind))
def test_what_the_staff_ended_is_told_to_the_citizen(house: House, street: Street, kind: RoundKind) -> None:
    ended, kept = street.grant(LIN), street.grant(CHEN)
    house.http.post(f"{house.base_url}/_simulator/entitlements/{ended.entitlement_id}/end").raise_for_status()
    assert street.found(kind) == {"refused": 1}
    assert [street.state(grant) for grant in (ended, kept)] == ["ended", "active"]
    (told, *_) = street.domain.access_log.list_of_citizen(ended.citizen_id)
    assert told.action == "perk.ended_by_operator"
    assert street.found(kind) == {}


@pytest.mark.parametrize("kind", list(RoundKind))
def test_what_was_put_into_effect_without_us_is_ended(
    tmp_path: Path, adapter: ContractOperator, street: Street, kind: RoundKind
) -> None:
    grant = street.grant(LIN)
    street.end(grant)
    _store(tmp_path, "UPDATE entitlements SET wanted = 'active', revision = 1")
    assert states(adapter, grant) == ["active"]
    assert street.found(kind) == {"extra": 1}
    assert (states(adapter, grant), street.state(grant)) == (["ended"], "ended")
    assert street.found(kind) == {}


def test_a_later_revision_at_the_operator_is_overtaken(
    tmp_path: Path, adapter: ContractOperator, street: Street
) -> None:
    grant = street.grant(LIN)
    _store(tmp_path, "UPDATE entitlements SET revision = 41")
    assert street.found(RoundKind.CHANGES) == {"revision": 1}
    assert (states(adapter, grant), street.state(grant)) == (["active"], "active")
    assert street.found() == {}


def test_answers_that_are_lost_in_the_middle_are_asked_for_again(
    house: House, adapter: ContractOperator, street: Street
) -> None:
    grants = [street.grant(person) for person in (LIN, CHEN)]
    house.post("/_simulator/loss")
    house.post("/_simulator/faults", kind="apply_then_drop", count=3)
    assert street.found() == {"missing": 2}
    assert states(adapter, *grants) == ["active", "active"]
    assert street.found() == {}


def test_an_entitlement_that_was_never_granted_is_reported_and_left_alone(
    tmp_path: Path, adapter: ContractOperator, street: Street
) -> None:
    grant = street.grant(LIN)
    _store(tmp_path, "UPDATE entitlements SET entitlement_id = 'ent_AAAAAAAAAAAAAAAAAAAAAA'")
    assert street.found() == {"missing": 1, "unknown": 1}
    assert street.found() == {"unknown": 1}
    unknown = street.domain.reconciliation.reports.list_differences("library")[0]
    assert (unknown.entitlement_id, unknown.grant_id) == ("ent_AAAAAAAAAAAAAAAAAAAAAA", None)
    assert states(adapter, grant) == ["active"]


def _store(folder: Path, statement: str) -> None:
    """Change the library's own file, as somebody with too many rights might."""
    with closing(sqlite3.connect(folder / "library.sqlite3")) as store, store:
        store.execute(statement)
