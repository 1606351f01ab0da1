from __future__ import annotations

from datetime import date

import pytest

from backend.cards.operators import BASIC_RIGHTS, CardFunction
from backend.cards.service_view import (
    Deposit,
    DepositState,
    ItemKind,
    ItemState,
    ServiceItem,
    ServiceView,
)
from backend.cards.showing import ShownService
from backend.platform.errors import NotFound, Refused, Unavailable
from tests.builders.clock import NOON
from tests.functional.http.fakes import AS_CITIZEN

BILL = ServiceItem(
    kind=ItemKind.BILL,
    title="2026 年 10 月水费",
    at=NOON,
    month="2026-10",
    amount_fen=7_397,
    due_on=date(2026, 11, 20),
    state=ItemState.OVERDUE,
)
VIEW = ServiceView(as_of=NOON, owed_fen=7_397, items=(BILL,))
PATH = "/api/v1/me/cards/crd_1/services"


def shown(policy, operator: str, view: ServiceView = VIEW) -> ShownService:
    line = policy.operators.get(operator)
    return ShownService(line, line.services[0], view)


def test_a_service_is_shown_as_its_operator_told_it(client, told, policy) -> None:
    told.cards.answers["show_service"] = shown(policy, "water")
    answer = client.get(f"{PATH}/water", headers=AS_CITIZEN)
    assert answer.status_code == 200
    assert told.cards.asked == [("show_service", "cit_1", "crd_1", "water")]
    assert answer.json == {
        "service": {"id": "water", "name": "水费"},
        "operator": {"id": "water", "name": "厦门自来水"},
        "basic_right": False,
        "note": "由运营单位当场告知，只给你本人查看；我们不保存，用卡情况不会变成信用记录。",
        "as_of": "2026-11-23T12:00:00+08:00",
        "balance_fen": None,
        "owed_fen": 7397,
        "deposit": None,
        "valid_from": None,
        "valid_until": None,
        "items": [
            {
                "kind": "bill",
                "title": "2026 年 10 月水费",
                "at": "2026-11-23T12:00:00+08:00",
                "month": "2026-10",
                "amount_fen": 7397,
                "due_on": "2026-11-20",
                "state": "overdue",
                "id": None,
                "renewable": None,
                "renewals_left": None,
            }
        ],
    }


def test_a_deposit_and_the_days_of_a_pass_are_shown(client, told, policy) -> None:
    view = ServiceView(
        as_of=NOON,
        balance_fen=0,
        deposit=Deposit(DepositState.WAIVED, 30_000),
        valid_from=date(2026, 3, 8),
        valid_until=date(2027, 3, 7),
    )
    told.cards.answers["show_service"] = shown(policy, "bike", view)
    answer = client.get(f"{PATH}/public_bike", headers=AS_CITIZEN).json
    assert (answer["balance_fen"], answer["owed_fen"], answer["items"]) == (0, None, [])
    assert answer["deposit"] == {"state": "waived", "amount_fen": 30_000}
    assert (answer["valid_from"], answer["valid_until"]) == ("2026-03-08", "2027-03-07")


@pytest.mark.parametrize("right", sorted(BASIC_RIGHTS))
def test_a_basic_right_is_marked_as_one_in_both_languages(client, told, policy, right) -> None:
    told.cards.answers["show_service"] = shown(policy, right)
    answer = client.get(f"{PATH}/{right}", headers=AS_CITIZEN).json
    assert (answer["basic_right"], "基本权利" in answer["note"]) == (True, True)
    english = client.get(f"{PATH}/{right}", headers=AS_CITIZEN | {"Accept-Language": "en"}).json
    assert "A right of yours" in english["note"]


def test_what_is_shown_is_stored_nowhere_on_the_way(client, told, policy) -> None:
    told.cards.answers["show_service"] = shown(policy, "payment")
    answer = client.get(f"{PATH}/mobile_payment", headers=AS_CITIZEN)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound("card-service-unknown", zh="没有", en="None"), 404),
        (Refused("consent-required/card.link", zh="请先同意", en="Agree first"), 403),
        (Unavailable("operator-unavailable", zh="稍后", en="Later", retry_after_seconds=7), 503),
    ],
)
def test_a_service_that_cannot_be_shown_says_why(client, told, refusal, status) -> None:
    told.cards.answers["show_service"] = refusal
    answer = client.get(f"{PATH}/water", headers=AS_CITIZEN)
    assert (answer.status_code, answer.json["type"]) == (status, f"/problems/{refusal.code}")
    assert answer.headers.get("Retry-After") == ("7" if status == 503 else None)


def test_a_service_is_shown_to_nobody_who_is_not_signed_in(client, told) -> None:
    assert client.get(f"{PATH}/water").status_code == 401
    assert client.get("/api/v1/me/card-operators").status_code == 401
    assert told.cards.asked == []


def test_the_operators_are_listed_with_every_function_of_the_card(client, told) -> None:
    operators = client.get("/api/v1/me/card-operators", headers=AS_CITIZEN).json["operators"]
    assert operators[0] == {
        "id": "library",
        "name": "厦门市图书馆",
        "basic_right": False,
        "services": [{"id": "lending", "name": "图书借阅"}],
    }
    assert {one["id"] for operator in operators for one in operator["services"]} == set(CardFunction)
    rights = {operator["id"] for operator in operators if operator["basic_right"]}
    assert rights == BASIC_RIGHTS


def test_the_operators_have_english_names(client, told) -> None:
    english = AS_CITIZEN | {"Accept-Language": "en"}
    bus = client.get("/api/v1/me/card-operators", headers=english).json["operators"][1]
    assert (bus["name"], bus["services"]) == ("Xiamen Bus", [{"id": "bus", "name": "Bus"}])
