from __future__ import annotations

from openapi_spec_validator import validate

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
