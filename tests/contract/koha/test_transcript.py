"""The adapter against what a real Koha 18.12 sent, word for word."""

from __future__ import annotations

import json
from typing import Any

import httpx

from backend.cards.ports import Applied, Linked, NotHeld, RefusedByOperator
from card_integration.koha.operator import KohaOperator
from tests.contract.koha.conftest import Koha, adapter, waiver
from tests.contract.koha.descriptions import needs_descriptions, transcript
from tests.contract.operators.synthetic_city import LIN
from tests.contract.wishes import link_request

pytestmark = needs_descriptions
PATRON = {"patron_id": 54}
CARD = "33011795434651"


class Replay:
    """Answers each request with the next recorded answer to its like; the last one repeats."""

    def __init__(self, **replaced: Any) -> None:
        self.sent: list[httpx.Request] = []
        self._answers: dict[str, list[dict[str, Any]]] = {}
        for one in transcript():
            key = f"{one['request']['method']} {one['request']['path'].split('?')[0]}"
            if one["response"]["status"] < 300 and "category_id=PT" not in one["request"]["path"]:
                self._answers.setdefault(key, []).append(one["response"])

    def skip(self, key: str) -> None:
        self._answers[key].pop(0)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        answers = self._answers[f"{request.method} {request.url.path}"]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        headers = {"X-Total-Count": "1", **answer["headers"]}
        content = json.dumps(answer["body"], ensure_ascii=False).encode()
        return httpx.Response(answer["status"], headers=headers, content=content)


def replayed(replay: Replay) -> KohaOperator:
    koha = Koha("18.12", "http://koha.example", httpx.Client())
    return adapter(koha, httpx.Client(transport=httpx.MockTransport(replay)))


def test_the_recorded_patron_is_linked_by_name_and_card() -> None:
    request = link_request(LIN, card_number=CARD, holder_name="李四")
    assert replayed(Replay()).link(request) == Linked("**********4651", account="54")
    other = replayed(Replay()).link(link_request(LIN, card_number=CARD, holder_name="李四方"))
    assert isinstance(other, RefusedByOperator)
    assert other.reason == "holder-mismatch"


def test_the_recorded_patron_is_moved_and_the_deposit_written_off_by_line() -> None:
    replay = Replay()
    account = replay._answers["GET /api/v1/patrons/54/account"]
    account.insert(0, account[0])  # the adapter reads it once more, right before it writes
    wish = waiver(PATRON)
    assert isinstance(replayed(replay).put(wish), Applied)
    sent = [(one.method, one.url.path.removeprefix("/api/v1/patrons/54")) for one in replay.sent[1:]]
    assert sent == [
        ("GET", ""),
        ("GET", "/account"),
        ("PUT", ""),
        ("GET", ""),
        ("GET", "/account"),
        ("POST", "/account/credits"),
        ("GET", "/account"),
    ]
    assert json.loads(replay.sent[3].content) == {
        "surname": "李",
        "address": "文三路2号",
        "city": "杭州",
        "library_id": "CPL",
        "category_id": "FREE",
    }
    assert json.loads(replay.sent[6].content) == {
        "credit_type": "writeoff",
        "amount": 100.0,
        "account_lines_ids": [10],
        "description": f"信用免押 {wish.entitlement_id}",
        "note": wish.entitlement_id,
    }


def test_the_recorded_deposit_keeps_the_waiver_from_being_in_effect() -> None:
    replay = Replay()
    replay.skip("GET /api/v1/patrons/54")
    assert replayed(replay).read(waiver(PATRON)) == NotHeld()


def test_the_recorded_account_below_nothing_shows_a_credit_too_many() -> None:
    replay = Replay()
    replay.skip("GET /api/v1/patrons/54")
    for _ in range(2):
        replay.skip("GET /api/v1/patrons/54/account")
    assert isinstance(replayed(replay).read(waiver(PATRON)), Applied)
