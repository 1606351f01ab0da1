from __future__ import annotations

from openapi_spec_validator import validate

from backend.cards.operators import CardFunction
from backend.cards.ports import PerkPace
from backend.cards.service_view import DepositState, ItemKind, ItemState
from tests.contract.operators.published_contract import DOCUMENT


def test_the_contract_is_a_valid_openapi_document() -> None:
    validate(DOCUMENT)


def test_no_request_of_the_contract_has_room_for_a_level_a_score_or_a_person() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    wish, link = schemas["EntitlementWish"], schemas["LinkRequest"]
    assert set(wish["properties"]) == {
        "perk",
        "wanted",
        "revision",
        "valid_from",
        "valid_until",
        "max_value",
    }
    assert set(link["properties"]) == {"card_number", "holder_proof", "consent_id"}
    assert wish["additionalProperties"] is False
    assert link["additionalProperties"] is False


def test_the_end_of_a_perk_cannot_be_left_out() -> None:
    assert "valid_until" in DOCUMENT["components"]["schemas"]["EntitlementWish"]["required"]


def test_the_contracts_words_are_those_of_the_port() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    item, view = schemas["ServiceItem"]["properties"], schemas["ServiceView"]["properties"]
    offered = schemas["Capabilities"]["properties"]["perks"]["items"]["properties"]
    assert set(schemas["Service"]["enum"]) == set(CardFunction)
    assert set(item["kind"]["enum"]) == set(ItemKind)
    assert set(item["state"]["enum"]) == set(ItemState)
    assert set(view["deposit"]["properties"]["state"]["enum"]) == set(DepositState)
    assert set(offered["applies"]["enum"]) == set(PerkPace)


def test_a_look_at_a_service_sends_the_link_and_the_service_and_nothing_else() -> None:
    path = DOCUMENT["paths"]["/links/{link_id}/services/{service}"]
    named = [parameter["$ref"].rpartition("/")[2] for parameter in path["parameters"]]
    assert named == ["link_id", "service"]
    assert not {"requestBody", "parameters"} & set(path["get"])
