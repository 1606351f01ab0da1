from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.cards.operators import BASIC_RIGHTS, parse_operators
from card_integration.simulator.contract.offer import Offer
from card_integration.simulator.library.waivers import LIBRARY_OFFER
from card_integration.simulator.operators.offers import HOUSES

CONFIG = Path(__file__).parents[3] / "config"
OFFERS: dict[str, Offer] = {
    offer.operator_id: offer for offer in (LIBRARY_OFFER, *(house.offer for house in HOUSES))
}


def published(name: str) -> Any:
    return yaml.safe_load((CONFIG / f"{name}.yaml").read_text(encoding="utf-8"))


def test_every_published_operator_is_simulated_with_the_same_functions() -> None:
    operators = parse_operators(published("operators")).all()
    assert {one.id: one.services for one in operators} == {
        name: offer.services for name, offer in OFFERS.items()
    }


@pytest.mark.parametrize("right", sorted(BASIC_RIGHTS))
def test_an_operator_of_a_right_offers_no_perk(right: str) -> None:
    assert OFFERS[right].perks == {}


def test_every_published_perk_at_an_operator_is_within_its_offer() -> None:
    carried = [perk for perk in published("perks")["perks"] if perk.get("operator")]
    for perk in carried:
        terms = OFFERS[perk["operator"]].perks[perk["contract_perk"]]
        assert perk["service"] in OFFERS[perk["operator"]].services
        assert terms.max_value_fen is None or perk["max_value_fen"] <= terms.max_value_fen, perk["id"]
    assert carried


def test_no_two_operators_number_their_entitlements_alike() -> None:
    references = [offer.reference for offer in OFFERS.values()]
    assert len(set(references)) == len(references)
