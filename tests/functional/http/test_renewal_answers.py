from __future__ import annotations

from datetime import date

import pytest

from backend.cards.loans import RenewalWish, Renewed
from backend.cards.service_view import ItemKind, ItemState, ServiceItem, ServiceView
from backend.cards.showing import ShownService
from backend.platform.errors import NotFound, Refused, Unavailable
from tests.builders.clock import NOON
from tests.functional.http.fakes import AS_CITIZEN

LENDING = "/api/v1/me/cards/crd_1/services/lending"
RENEWAL = f"{LENDING}/loans/L-1/renewal"
BODY = {"due_on": "2026-12-01"}


def test_a_renewal_is_told_by_its_day_and_in_words(client, told) -> None:
    told.loans.answers["renew"] = Renewed(date(2026, 12, 31), 1)
    answer = client.post(RENEWAL, json=BODY, headers=AS_CITIZEN | {"Idempotency-Key": "k1"})
    assert answer.json == {
        "id": "L-1",
        "due_on": "2026-12-31",
        "renewals_left": 1,
        "message": "已续借，请在 2026 年 12 月 31 日前归还。",
    }
    wish = RenewalWish("L-1", date(2026, 12, 1))
    assert told.loans.asked == [("renew", "cit_1", "crd_1", wish, "k1")]
    english = client.post(RENEWAL, json=BODY, headers=AS_CITIZEN | {"Accept-Language": "en"}).json
    assert english["message"] == "Renewed. Please return it by 2026-12-31."


@pytest.mark.parametrize(
    "body", [{}, {"due_on": None}, {"due_on": "soon"}, {"due_on": "2026-12-01", "days": 9}]
)
def test_the_day_that_was_seen_must_be_told_and_nothing_else(client, told, body) -> None:
    assert client.post(RENEWAL, json=body, headers=AS_CITIZEN).status_code == 422
    assert told.loans.asked == []


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Refused("renewal-refused/renewal-limit", zh="满了", en="Full"), 403),
        (NotFound("loan-not-found", zh="没有", en="None"), 404),
        (Unavailable("renewal-not-done", zh="没有续上", en="Not done", retry_after_seconds=5), 503),
    ],
)
def test_a_renewal_that_is_not_done_says_why(client, told, refusal, status) -> None:
    told.loans.answers["renew"] = refusal
    answer = client.post(RENEWAL, json=BODY, headers=AS_CITIZEN)
    assert (answer.status_code, answer.json["type"]) == (status, f"/problems/{refusal.code}")


def test_a_loan_shows_what_renewing_needs(client, told, policy) -> None:
    loan = ServiceItem(
        *(ItemKind.LOAN, "厦门志", None),
        due_on=date(2026, 12, 1),
        state=ItemState.OPEN,
        id="L-1",
        renewable=True,
        renewals_left=2,
    )
    view, line = ServiceView(NOON, items=(loan,)), policy.operators.get("library")
    told.cards.answers["show_service"] = ShownService(line, line.services[0], view)
    [item] = client.get(LENDING, headers=AS_CITIZEN).json["items"]
    assert (item["id"], item["due_on"], item["renewable"], item["renewals_left"]) == (
        "L-1",
        "2026-12-01",
        True,
        2,
    )
    assert item["at"] is None
