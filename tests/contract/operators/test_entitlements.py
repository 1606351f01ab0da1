from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.cards.ports import Applied, EntitlementWish, Link, NotHeld, Pending, RefusedByOperator
from backend.platform.ids import new_id
from card_integration.contract.operator import ContractOperator
from tests.contract.operators.conftest import House, waiver


def reason_of(outcome: object) -> str:
    assert isinstance(outcome, RefusedByOperator)
    return outcome.reason


def test_a_wish_is_in_effect_and_can_be_read_back(operator: ContractOperator, link_id: str) -> None:
    wish = waiver(link_id)
    put = operator.put(wish)
    assert isinstance(put, Applied)
    assert re.fullmatch(r"[A-Z]+-\d{8}", put.operator_ref or "")
    assert operator.read(wish) == put


def test_the_same_wish_again_has_no_second_effect(
    operator: ContractOperator, house: House, link_id: str
) -> None:
    wish = waiver(link_id)
    assert operator.put(wish) == operator.put(wish)
    assert house.effects_of(link_id) == [("link.opened", None), ("entitlement.active", 1)]


def test_a_lower_revision_is_refused_with_the_current_one_in_words(
    operator: ContractOperator, link_id: str
) -> None:
    operator.put(waiver(link_id, entitlement_id="ent_" + "a" * 22, revision=7))
    outcome = operator.put(waiver(link_id, entitlement_id="ent_" + "a" * 22, revision=6))
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == "stale-revision"
    assert "第 7 版" in outcome.zh
    assert "revision 7" in outcome.en


def test_the_same_revision_with_other_content_is_refused(operator: ContractOperator, link_id: str) -> None:
    wish = waiver(link_id)
    operator.put(wish)
    assert reason_of(operator.put(replace(wish, max_value_fen=10_000))) == "revision-reused"


def test_a_wish_to_end_is_in_effect_at_once(operator: ContractOperator, house: House, link_id: str) -> None:
    wish = waiver(link_id)
    ending = replace(wish, wanted=EntitlementWish.ENDED, revision=2)
    operator.put(wish)
    assert isinstance(operator.put(ending), Applied)
    assert isinstance(operator.read(ending), Applied)
    assert house.effects_of(link_id)[1:] == [("entitlement.active", 1), ("entitlement.ended", 2)]


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_wish_to_end_is_accepted_for_what_was_never_seen_also_on_a_closed_link(
    operator: ContractOperator, link_id: str, is_closed: bool
) -> None:
    if is_closed:
        operator.unlink(Link(link_id))
    assert isinstance(operator.put(waiver(link_id, wanted=EntitlementWish.ENDED, revision=2)), Applied)


def test_a_wish_the_operator_never_got_is_not_held(operator: ContractOperator, link_id: str) -> None:
    assert operator.read(waiver(link_id)) == NotHeld()


def test_a_wish_newer_than_what_the_operator_holds_is_not_held(
    operator: ContractOperator, link_id: str
) -> None:
    wish = waiver(link_id)
    operator.put(wish)
    assert operator.read(replace(wish, revision=2)) == NotHeld()


def test_reading_an_older_wish_tells_that_it_is_stale(operator: ContractOperator, link_id: str) -> None:
    wish = waiver(link_id, revision=3)
    operator.put(wish)
    assert reason_of(operator.read(replace(wish, revision=2))) == "stale-revision"


def test_a_wish_for_later_is_pending_until_its_time(
    operator: ContractOperator, house: House, link_id: str
) -> None:
    wish = waiver(link_id, valid_from=datetime.now(UTC) + timedelta(hours=1))
    assert operator.put(wish) == Pending()
    assert operator.read(wish) == Pending()
    house.post("/_simulator/clock", offset_seconds=2 * 3600)
    held = operator.read(wish)
    assert isinstance(held, Applied)
    assert held.in_effect_at == _whole(wish.valid_from)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def test_the_operator_ends_a_perk_by_itself_at_valid_until(
    operator: ContractOperator, house: House, link_id: str
) -> None:
    wish = waiver(link_id, valid_until=datetime.now(UTC) + timedelta(hours=1))
    operator.put(wish)
    house.post("/_simulator/clock", offset_seconds=2 * 3600)
    assert reason_of(operator.read(wish)) == "ended-by-operator"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"perk": "fare_discount"}, "unsupported-perk"),
        ({"max_value_fen": 100_001}, "max-value-exceeded"),
        (
            {
                "valid_from": datetime(2020, 1, 1, tzinfo=UTC),
                "valid_until": datetime(2020, 2, 1, tzinfo=UTC),
            },
            "already-over",
        ),
        ({"revision": 0}, "invalid-request"),
        ({"link_id": "lnk_" + "z" * 22}, "unknown-link"),
    ],
)
def test_a_wish_that_cannot_be_granted_is_refused_with_its_reason(
    operator: ContractOperator, link_id: str, changes: dict[str, object], reason: str
) -> None:
    assert reason_of(operator.put(waiver(**{"link_id": link_id, **changes}))) == reason


def test_an_active_wish_on_a_closed_link_is_refused(operator: ContractOperator, link_id: str) -> None:
    operator.unlink(Link(link_id))
    assert reason_of(operator.put(waiver(link_id))) == "link-closed"


def test_two_links_may_use_the_same_entitlement_id_without_meeting(
    operator: ContractOperator, link_id: str
) -> None:
    wish = waiver(link_id)
    operator.put(wish)
    assert reason_of(operator.read(replace(wish, link=Link(new_id("lnk"))))) == "unknown-link"
