"""All that the adapter sends fits Koha's own description of either version, read-only fields included."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
from openapi_core.exceptions import OpenAPIError

from backend.cards.ports import Applied, EntitlementWish, HeldPage, Linked, Standing, Unsupported
from tests.contract.koha.conftest import VERSIONS, Koha, adapter, waiver
from tests.contract.koha.descriptions import (
    as_described,
    description,
    needs_descriptions,
    read_only_fields_in,
)
from tests.contract.operators.synthetic_city import LIN
from tests.contract.wishes import link_request

pytestmark = needs_descriptions
REQUIRED = {"surname": "李", "address": "1", "city": "厦门", "library_id": "CPL", "category_id": "FREE"}


def put_request(**body: Any) -> httpx.Request:
    headers = {"Authorization": "Bearer x"}
    return httpx.Request("PUT", "http://koha.example/api/v1/patrons/5", json=body, headers=headers)


def test_every_call_of_the_adapter_fits_the_description(koha: Koha, checked: dict[str, httpx.Client]) -> None:
    operator = adapter(koha, checked[koha.version])
    wish = waiver(patron := koha.open_patron())
    assert isinstance(operator.link(link_request(LIN)), Linked)
    assert isinstance(operator.put(wish), Applied)
    assert isinstance(operator.read(wish), Applied)
    assert isinstance(operator.standing(wish.link), Standing | Unsupported)
    assert isinstance(operator.put(replace(wish, wanted=EntitlementWish.ENDED)), Applied)
    assert isinstance(operator.list_held(None, None), HeldPage)
    path = f"/api/v1/patrons/{patron['patron_id']}"
    sent = {f"{one['method']} {one['path'].rstrip('?')}" for one in koha.requests()}
    assert {f"PUT {path}", f"GET {path}/account", f"POST {path}/account/credits"} <= sent


@pytest.mark.parametrize("version", VERSIONS)
def test_the_check_itself_finds_a_stranger_a_gap_and_a_missing_token(version: str) -> None:
    check = description(version).validate_request
    check(as_described(put_request(**REQUIRED)))
    wrong = [
        put_request(**REQUIRED, level="A"),
        put_request(surname="李"),
        httpx.Request("GET", "http://koha.example/api/v1/patrons/5"),
        httpx.Request("GET", "http://koha.example/api/v1/no-such", headers={"Authorization": "Bearer x"}),
    ]
    for request in wrong:
        with pytest.raises(OpenAPIError):
            check(as_described(request))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_read_only_field_is_found_though_openapi_core_lets_it_pass(version: str) -> None:
    request = put_request(**REQUIRED, restricted=True)
    description(version).validate_request(as_described(request))
    assert read_only_fields_in(version, request) == {"restricted"}
    assert read_only_fields_in(version, put_request(**REQUIRED)) == set()


def test_what_is_required_changed_between_the_versions() -> None:
    short = put_request(surname="李", library_id="CPL", category_id="FREE")
    description("main").validate_request(as_described(short))
    with pytest.raises(OpenAPIError):
        description("18.12").validate_request(as_described(short))
