from __future__ import annotations

import re
from collections import Counter

from openapi_spec_validator import validate

from backend.records.importing.outcomes import RowOutcome
from backend.records.importing.service import MOST_ROWS_AT_ONCE
from tests.functional.http.documented import list_operations, openapi_of

CHINESE_FIRST = re.compile(r"[\u4e00-\u9fff].*[A-Za-z]")
FIXED = """
post /session/wechat|post /session/refresh|delete /session|post /me/identity|get /me|get /me/consents
put /me/consents/{}|delete /me/consents/{}|get /me/status|get /me/records|post /me/certificates
get /me/certificates|delete /me/certificates/{}|get /me/certificates/{}/qr.png|get /me/certificates/{}/qr.svg
get /me/certificates/{}/verifications|post /me/cards|get /me/cards|delete /me/cards/{}|get /perks
post /me/perks|post /me/repairs|get /me/repairs|post /me/disputes/{}/materials
post /me/repairs/{}/materials
get /me/perks|delete /me/perks/{}|post /me/disputes|get /me/disputes|get /me/access-log
post /merchant/verifications|get /merchant/verifications|post /departments/{}/records
get /operator/grants|post /operator/grants/{}/confirm|post /operator/grants/{}/reject
get /operator/reconciliation
post /merchant/redemptions|get /me/cards/{}/services/{}|get /me/report.pdf
get /officer/cases|get /officer/cases/{}|post /officer/cases/{}/decisions
"""
OTHERS = ("/api/v1/operator", "/api/v1/officer", "/api/v1/organisations", "/api/v1/departments")


def test_the_document_is_valid_openapi(door) -> None:
    validate(openapi_of(door))


def test_the_names_that_are_fixed_are_there(door) -> None:
    there = {
        f"{method} {re.sub('{.*?}', '{}', path.removeprefix('/api/v1'))}"
        for method, path, _ in list_operations(door)
    }
    assert set(re.split(r"[|\n]", FIXED.strip())) - there == set()


def test_every_operation_has_an_id_of_its_own(door) -> None:
    ids = Counter(operation["operationId"] for _, _, operation in list_operations(door))
    assert [name for name, times in ids.items() if times > 1] == []


def test_every_operation_is_summed_up_in_chinese_then_english_under_a_tag(door) -> None:
    tags = {tag["name"] for tag in openapi_of(door)["tags"]}
    for _, path, operation in list_operations(door):
        assert CHINESE_FIRST.match(operation["summary"]), path
        assert set(operation["tags"]) <= tags
        assert operation["tags"]


def test_every_operation_documents_its_refusals_as_problems(door) -> None:
    for _, path, operation in list_operations(door):
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}, path
    problem = openapi_of(door)["components"]["responses"]["Problem"]
    assert problem["content"].keys() == {"application/problem+json"}


def test_writes_that_create_take_an_idempotency_key(door) -> None:
    takers = {
        path.removeprefix("/api/v1")
        for _, path, operation in list_operations(door)
        if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", []))
    }
    of_citizens = {"/me/certificates", "/me/cards", "/me/perks", "/me/disputes", "/me/repairs"}
    of_citizens |= {f"/me/{kind}/{{case_id}}/materials" for kind in ("disputes", "repairs")}
    of_citizens |= {"/me/push/{template}"}
    of_citizens |= {"/me/cards/{card_id}/services/lending/loans/{loan_id}/renewal"}
    of_others = {"/merchant/verifications", "/merchant/redemptions", "/operator/sandbox/grants"}
    of_others |= {"/merchant/keys", "/merchant/invitations/accept"}
    of_officers = {"/officer/cases/{number}/decisions"}
    assert takers == of_citizens | of_others | of_officers | {"/chat"}


def parameters_of(door, asking: str = "") -> set[str]:
    """Return the names of all parameters under a path, or of all that no other test names."""
    return {
        parameter["name"]
        for _, path, operation in list_operations(door)
        for parameter in operation.get("parameters", [])
        + openapi_of(door)["paths"][path].get("parameters", [])
        if (path.startswith(f"/api/v1/{asking}") if asking else not path.startswith(OTHERS))
    }


def test_no_address_takes_a_name_or_an_id_number_of_a_person(door) -> None:
    assert parameters_of(door) == {
        "Idempotency-Key",
        "before",
        "card_id",
        "case_id",
        "certificate_id",
        "confirm",
        "device_id",
        "grant_id",
        "invitation_id",
        "key_id",
        "lat",
        "limit",
        "list_number",
        "loan_id",
        "lon",
        "material_id",
        "merchant_id",
        "on",
        "purpose",
        "quarter",
        "record_id",
        "service",
        "template",
    }


def test_an_organisation_is_asked_for_by_its_code_or_its_name_and_by_nothing_else(door) -> None:
    assert parameters_of(door, "organisations") == {"code", "name"}


def test_a_department_names_itself_its_batch_and_its_case_and_nobody_else(door) -> None:
    assert parameters_of(door, "departments") == {"code", "batch_id", "case_number", "material_id"}


def test_an_officer_asks_by_cases_and_never_by_a_person(door) -> None:
    assert parameters_of(door, "officer/") == {
        *("Idempotency-Key", "after", "done", "kind", "limit", "material_id"),
        *("mine", "number", "overdue", "state"),
    }


def test_an_operator_asks_by_grants_and_moments_and_never_by_a_person_or_a_card(door) -> None:
    assert parameters_of(door, "operator") == {
        *("Idempotency-Key", "changed_since", "cursor", "grant_id", "letter_id"),
        *("limit", "named", "newest_first", "operator", "state"),
    }
    asked = openapi_of(door)["paths"]["/api/v1/operator/grants"]["get"]["parameters"]
    (named,) = (one for one in asked if one["name"] == "named")
    assert named["description"] == "The grant of exactly this id, `entitlement_id` or `link_id`."


def test_a_delivery_is_documented_with_its_limits_and_its_answers(door) -> None:
    paths, schemas = (openapi_of(door)[part] for part in ("paths", "components"))
    deliver = paths["/api/v1/departments/{code}/records"]["post"]
    taken = deliver["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    records = schemas["schemas"][taken]["properties"]["records"]
    assert (records["minItems"], records["maxItems"]) == (1, MOST_ROWS_AT_ONCE)
    outcome = schemas["schemas"]["RowAnswer"]["properties"]["outcome"]
    assert set(outcome["enum"]) == set(RowOutcome)
    quarantine = paths["/api/v1/departments/{code}/batches/{batch_id}/quarantine"]["get"]
    assert quarantine["responses"]["200"]["content"].keys() == {"text/csv"}
