from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.cards.operators import BASIC_RIGHTS, Operators, parse_operators
from backend.perks.catalogue import ContractPerk, PerkCatalogue, parse_perks
from backend.platform.errors import NotFound
from backend.status.policy import LevelId

CONFIG = Path(__file__).parents[3] / "config"


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


def waiver(**changes: Any) -> dict[str, Any]:
    texts = ("name", "gives", "terms")
    whole: dict[str, Any] = {f"{text}_{language}": text for text in texts for language in ("zh", "en")}
    whole |= {
        "id": "library.deposit_free",
        "code": 1,
        "operator": "library",
        "service": "lending",
        "contract_perk": "deposit_waiver",
        "minimum_level": "good",
        "validity_days": 365,
        "max_value_fen": 20000,
        "deposit_tiers_fen": [5000, 20000],
    }
    return whole | changes


def discount(**changes: Any) -> dict[str, Any]:
    bus = {
        "id": "bus.discount",
        "code": 2,
        "operator": "bus",
        "service": "bus",
        "contract_perk": "fare_discount",
        "max_value_fen": None,
        "deposit_tiers_fen": [],
    }
    return waiver(**bus | changes)


def parsed(*perks: object) -> PerkCatalogue:
    return parse_perks({"version": "1", "perks": list(perks)}, OPERATORS)


def published_operators() -> Operators:
    return parse_operators(yaml.safe_load((CONFIG / "operators.yaml").read_text(encoding="utf-8")))


def test_the_published_perk_waives_the_librarys_real_deposits() -> None:
    data = yaml.safe_load((CONFIG / "perks.yaml").read_text(encoding="utf-8"))
    catalogue = parse_perks(data, published_operators())
    perk = catalogue.get("library.deposit_free")
    yuan = [tier // 100 for tier in perk.deposit_tiers_fen]
    assert yuan == [50, 100, 200, 300, 500, 800, 1000]
    assert perk.contract_perk is ContractPerk.DEPOSIT_WAIVER
    assert perk.minimum_level is LevelId.GOOD
    assert "已经借出的书按原约定归还" in perk.terms_zh
    assert catalogue.version == data["version"]


def test_perks_are_found_by_id_and_kept_in_order() -> None:
    catalogue = parsed(waiver(), discount())
    assert [perk.id for perk in catalogue.all()] == ["library.deposit_free", "bus.discount"]
    assert catalogue.find("bus.discount") == catalogue.get("bus.discount")
    assert catalogue.find("bus.free") is None


def test_an_unknown_perk_is_not_found_and_the_words_say_what_helps() -> None:
    with pytest.raises(NotFound) as caught:
        parsed(waiver()).get("bus.free")
    assert caught.value.code == "perk-unknown"
    assert "激励清单" in caught.value.zh


@pytest.mark.parametrize("right", sorted(BASIC_RIGHTS))
def test_no_perk_can_attach_to_a_basic_right_whatever_else_is_right(right: str) -> None:
    with pytest.raises(ValueError, match="a basic right carries no perk"):
        parsed(discount(operator=right, service=right))
    with pytest.raises(ValueError, match="a basic right carries no perk"):
        parsed(discount(operator=right, service="bus"))
    with pytest.raises(ValueError, match="a basic right carries no perk"):
        parsed(discount(operator="bus", service=right))


@pytest.mark.parametrize(("giver", "service"), [("social_security", "pension"), ("clinic", "mobile_payment")])
def test_no_perk_can_attach_to_an_operator_of_a_basic_right(giver: str, service: str) -> None:
    with pytest.raises(ValueError, match="a basic right carries no perk"):
        parsed(discount(operator=giver, service=service))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"operator": "ferry"}, "there is no operator ferry"),
        ({"service": "bus"}, "library has no service bus"),
        ({"max_value_fen": 20001}, "beyond the highest deposit tier"),
        ({"max_value_fen": None}, "needs max_value_fen and deposit_tiers_fen"),
        ({"deposit_tiers_fen": []}, "needs max_value_fen and deposit_tiers_fen"),
        ({"deposit_tiers_fen": [20000, 5000]}, "deposit tiers must rise"),
        ({"deposit_tiers_fen": [20000, 20000]}, "deposit tiers must rise"),
        ({"contract_perk": "priority_service"}, "only a deposit waiver has deposit tiers"),
    ],
)
def test_a_perk_that_does_not_fit_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parsed(waiver(**changes))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"id": "deposit_free"}, "perks.0.id"),
        ({"code": 0}, "perks.0.code"),
        ({"code": 24}, "perks.0.code"),
        ({"code": "1"}, "perks.0.code"),
        ({"service": "library"}, "perks.0.service"),
        ({"contract_perk": "penalty"}, "perks.0.contract_perk"),
        ({"minimum_level": "best"}, "perks.0.minimum_level"),
        ({"gives_zh": " "}, "perks.0.gives_zh"),
        ({"terms_en": None}, "perks.0.terms_en"),
        ({"validity_days": 0}, "perks.0.validity_days"),
        ({"validity_days": -1}, "perks.0.validity_days"),
        ({"max_value_fen": 99.5}, "perks.0.max_value_fen"),
        ({"deposit_tiers_fen": [0]}, "perks.0.deposit_tiers_fen.0"),
        ({"score_above": 600}, "perks.0.score_above"),
    ],
)
def test_a_fault_is_told_with_its_place_in_the_file(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(ValueError, match=f"(?m)^{re.escape(place)}$"):
        parsed(waiver(**changes))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": "library.deposit_free"}, "library.deposit_free is used twice"),
        ({"code": 1}, "1 is used twice"),
    ],
)
def test_an_id_or_code_is_used_once(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        parsed(waiver(), discount(**changes))


def test_all_faults_come_in_one_error() -> None:
    with pytest.raises(ValueError, match="3 validation errors") as caught:
        parsed(waiver(code=1, operator="ferry"), discount(code=1), discount(validity_days=0))
    for told in ("there is no operator ferry", "1 is used twice", "perks.2.validity_days"):
        assert told in str(caught.value)


@pytest.mark.parametrize(
    "data", [None, [], {}, {"version": "1"}, {"version": 1, "perks": []}, {"perks": [3]}]
)
def test_a_file_of_another_form_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"perks|version|dictionary"):
        parse_perks(data, OPERATORS)
