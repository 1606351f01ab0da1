from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from backend.cards.operators import BASIC_RIGHTS, parse_operators
from backend.domain import Policy
from backend.perks.catalogue import PerkCatalogue, parse_perks
from backend.platform.errors import NotFound
from tests.builders.perks import a_deposit_waiver, a_fare_discount, a_redeemed_perk

Parse = Callable[..., PerkCatalogue]


def operator(operator_id: str, service: str, *, basic_right: bool = False) -> dict[str, Any]:
    return {
        "id": operator_id,
        "name_zh": "单位",
        "name_en": "Operator",
        "adapter": "contract",
        "services": [service],
        "basic_right": basic_right,
        "timeout_seconds": 3,
    }


OPERATORS = parse_operators(
    {
        "operators": [
            operator("library", "lending"),
            operator("bus", "bus"),
            operator("social_security", "pension", basic_right=True),
            operator("clinic", "mobile_payment", basic_right=True),
            *(operator(right, right, basic_right=True) for right in sorted(BASIC_RIGHTS)),
        ]
    }
)


@pytest.fixture(scope="module")
def parsed(policy: Policy) -> Callable[..., PerkCatalogue]:
    def parse(*perks: object) -> PerkCatalogue:
        return parse_perks({"version": "1", "perks": list(perks)}, OPERATORS, policy.catalogue)

    return parse


def test_perks_are_found_by_id_and_kept_in_order(parsed: Parse) -> None:
    catalogue = parsed(a_deposit_waiver(), a_fare_discount())
    assert [perk.id for perk in catalogue.all()] == ["library.deposit_free", "bus.discount"]
    assert catalogue.find("bus.discount") == catalogue.get("bus.discount")
    assert catalogue.find("bus.free") is None


def test_an_unknown_perk_is_not_found_and_the_words_say_what_helps(parsed: Parse) -> None:
    with pytest.raises(NotFound) as caught:
        parsed(a_deposit_waiver()).get("bus.free")
    assert caught.value.code == "perk-unknown"
    assert "激励清单" in caught.value.zh


@pytest.mark.parametrize("right", sorted(BASIC_RIGHTS))
def test_no_perk_can_attach_to_a_basic_right_whatever_else_is_right(parsed: Parse, right: str) -> None:
    with pytest.raises(ValueError, match="a basic right carries no perk"):
        parsed(a_fare_discount(operator=right, service=right))
    with pytest.raises(ValueError, match="a basic right carries no perk"):
        parsed(a_fare_discount(operator=right, service="bus"))
    with pytest.raises(ValueError, match="a basic right carries no perk"):
        parsed(a_fare_discount(operator="bus", service=right))


@pytest.mark.parametrize(("giver", "service"), [("social_security", "pension"), ("clinic", "mobile_payment")])
def test_no_perk_can_attach_to_an_operator_of_a_basic_right(parsed: Parse, giver: str, service: str) -> None:
    with pytest.raises(ValueError, match="a basic right carries no perk"):
        parsed(a_fare_discount(operator=giver, service=service))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"operator": "ferry"}, "there is no operator ferry"),
        ({"service": "bus"}, "library has no service bus"),
        ({"max_value_fen": 20001}, "beyond the highest deposit tier"),
        (
            {"max_value_fen": None, "budget_fen": None, "period": None},
            "needs max_value_fen and deposit_tiers",
        ),
        ({"deposit_tiers_fen": []}, "needs max_value_fen and deposit_tiers_fen"),
        ({"deposit_tiers_fen": [20000, 5000]}, "deposit tiers must rise"),
        ({"deposit_tiers_fen": [20000, 20000]}, "deposit tiers must rise"),
        ({"contract_perk": "priority_service"}, "only a deposit waiver has deposit tiers"),
        ({"validity_days": None}, "needs operator, service, contract_perk and validity_days"),
        ({"operator": None}, "needs operator, service, contract_perk and validity_days"),
        ({"per_citizen": 1}, "per_citizen is for redeemed perks"),
        ({"period": "day"}, "the budget of a granted perk needs a period, month or year"),
        ({"period": None}, "the budget of a granted perk needs a period, month or year"),
        ({"budget_fen": None, "period": None}, "whatever has a max_value_fen has a budget_fen"),
        ({"budget_fen": 19999}, "the budget does not do for one"),
        ({"percent": 10}, "says how many percent it takes off"),
        ({"rule": {"commendation": ["mkt.penalty.minor"]}}, "mkt.penalty.minor is no commendation"),
        ({"rule": {"commendation": ["blood.donor"]}}, "blood.donor is no commendation of the catalogue"),
    ],
)
def test_a_perk_that_does_not_fit_is_refused(parsed: Parse, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parsed(a_deposit_waiver(**changes))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"contract_perk": "priority_service", "percent": None}, "a bus perk only adds"),
        ({"contract_perk": "deposit_waiver"}, "a bus perk only adds"),
        ({"percent": None}, "says how many percent it takes off"),
        ({"percent": 0}, "percent"),
        ({"percent": -10}, "percent"),
        ({"percent": 101}, "percent"),
    ],
)
def test_a_bus_perk_may_only_add_to_the_ride_that_everybody_has(
    parsed: Parse, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        parsed(a_fare_discount(**changes))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"operator": "library"}, "a redeemed perk has no operator"),
        ({"service": "lending"}, "a redeemed perk has no operator"),
        ({"contract_perk": "fare_discount"}, "a redeemed perk has no operator"),
        ({"operator": "pension"}, "a basic right carries no perk"),
        ({"service": "pension"}, "a basic right carries no perk"),
        ({"period": None}, "needs period and per_citizen"),
        ({"per_citizen": None}, "needs period and per_citizen"),
        ({"validity_days": 30}, "are for granted perks"),
        ({"cool_off_days": 30}, "are for granted perks"),
        ({"deposit_tiers_fen": [100]}, "are for granted perks"),
    ],
)
def test_a_redeemed_perk_needs_no_card_and_has_limits_of_its_own(
    parsed: Parse, changes: dict[str, Any], told: str
) -> None:
    assert parsed(a_redeemed_perk()).get("park.discount").is_redeemed
    with pytest.raises(ValueError, match=told):
        parsed(a_redeemed_perk(**changes))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"id": "deposit_free"}, "perks.0.id"),
        ({"code": 0}, "perks.0.code"),
        ({"code": 24}, "perks.0.code"),
        ({"code": "1"}, "perks.0.code"),
        ({"service": "library"}, "perks.0.service"),
        ({"contract_perk": "penalty"}, "perks.0.contract_perk"),
        ({"rule": {"minimum_level": "best"}}, "perks.0.rule.minimum_level"),
        ({"minimum_level": "good"}, "perks.0.minimum_level"),
        ({"gives_zh": " "}, "perks.0.gives_zh"),
        ({"terms_en": None}, "perks.0.terms_en"),
        ({"validity_days": 0}, "perks.0.validity_days"),
        ({"validity_days": -1}, "perks.0.validity_days"),
        ({"max_value_fen": 99.5}, "perks.0.max_value_fen"),
        ({"deposit_tiers_fen": [0]}, "perks.0.deposit_tiers_fen.0"),
        ({"score_above": 600}, "perks.0.score_above"),
        ({"on_status_change": "end"}, "perks.0.on_status_change"),
        ({"without_it": "dearer"}, "perks.0.without_it"),
        ({"quota": 0}, "perks.0.quota"),
        ({"cool_off_days": -1}, "perks.0.cool_off_days"),
        ({"period": "week"}, "perks.0.period"),
    ],
)
def test_a_fault_is_told_with_its_place_in_the_file(
    parsed: Parse, changes: dict[str, Any], place: str
) -> None:
    with pytest.raises(ValueError, match=f"(?m)^{re.escape(place)}$"):
        parsed(a_deposit_waiver(**changes))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": "library.deposit_free"}, "library.deposit_free is used twice"),
        ({"code": 1}, "1 is used twice"),
    ],
)
def test_an_id_or_code_is_used_once(parsed: Parse, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        parsed(a_deposit_waiver(), a_fare_discount(**changes))


def test_all_faults_come_in_one_error(parsed: Parse) -> None:
    with pytest.raises(ValueError, match="3 validation errors") as caught:
        parsed(
            a_deposit_waiver(code=1, operator="ferry"),
            a_fare_discount(code=1),
            a_fare_discount(validity_days=0),
        )
    for told in ("there is no operator ferry", "1 is used twice", "perks.2.validity_days"):
        assert told in str(caught.value)


@pytest.mark.parametrize(
    "data", [None, [], {}, {"version": "1"}, {"version": 1, "perks": []}, {"perks": [3]}]
)
def test_a_file_of_another_form_is_refused(policy: Policy, data: object) -> None:
    with pytest.raises(ValueError, match=r"perks|version|dictionary"):
        parse_perks(data, OPERATORS, policy.catalogue)
