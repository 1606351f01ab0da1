from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import validate

from backend.cards.loans import is_loan_id
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


def test_a_renewal_sends_the_link_the_loan_and_a_day_and_nothing_else() -> None:
    path = DOCUMENT["paths"]["/links/{link_id}/services/lending/loans/{loan_id}/renewal"]
    named = [parameter["$ref"].rpartition("/")[2] for parameter in path["parameters"]]
    assert named == ["link_id", "loan_id"]
    body = DOCUMENT["components"]["schemas"]["RenewalRequest"]
    assert (set(body["properties"]), body["additionalProperties"]) == ({"due_on"}, False)


@given(st.text(max_size=70))
def test_what_the_contract_takes_for_the_id_of_a_loan_the_port_takes_and_nothing_else(text: str) -> None:
    pattern = DOCUMENT["components"]["schemas"]["LoanId"]["pattern"]
    assert is_loan_id(text) == (re.search(pattern, text, re.ASCII) is not None and "\n" not in text)


def test_a_look_at_a_service_sends_the_link_and_the_service_and_nothing_else() -> None:
    path = DOCUMENT["paths"]["/links/{link_id}/services/{service}"]
    named = [parameter["$ref"].rpartition("/")[2] for parameter in path["parameters"]]
    assert named == ["link_id", "service"]
    assert not {"requestBody", "parameters"} & set(path["get"])
