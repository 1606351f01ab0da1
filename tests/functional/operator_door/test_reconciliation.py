from __future__ import annotations

import csv
import io

import pytest

from backend.cards.operator_access.keys import OperatorCaller
from backend.consent.gate import ConsentGate
from backend.notifications.push.telling import PushTelling
from backend.perks.operator_door.live import LiveGrants
from tests.builders.citizens import a_citizen
from tests.functional.operator_door.conftest import RECONCILIATION

pytestmark = pytest.mark.store


def rows(client, headers) -> list[dict[str, str]]:
    answer = client.get(RECONCILIATION, headers=headers)
    assert answer.content_type == "text/csv; charset=utf-8"
    assert not answer.data.startswith(b"\xef\xbb\xbf")
    return [*csv.DictReader(io.StringIO(answer.data.decode("utf-8"), newline=""))]


def test_the_file_has_what_is_to_be_held_or_ended_now_and_nothing_else(
    client, domain, clock, ask_for, worker, as_library
) -> None:
    people = [a_citizen(domain) for _ in range(4)]
    grants = [ask_for(one) for one in people]
    worker.run_until_idle()
    domain.perks.end(people[1].id, grants[1])
    worker.run_until_idle()
    domain.perks.end(people[2].id, grants[2])
    found = {row["entitlement_id"]: row for row in rows(client, as_library)}
    entitled = [domain.perks.get(one.id, id_).grant for one, id_ in zip(people, grants, strict=True)]
    assert found.keys() == {
        entitled[0].entitlement_id,
        entitled[2].entitlement_id,
        entitled[3].entitlement_id,
    }
    told = found[entitled[2].entitlement_id]
    assert [*told] == [
        *("entitlement_id", "link_id", "perk", "wanted", "revision", "valid_from", "valid_until", "state")
    ]
    assert (told["wanted"], told["revision"], told["state"]) == ("ended", "2", "ending")
    assert found[entitled[0].entitlement_id]["wanted"] == "active"
    assert told["valid_until"].endswith("+08:00")


def test_a_grant_whose_time_is_over_is_not_to_be_held_any_more(
    client, clock, citizen, ask_for, as_library
) -> None:
    ask_for(citizen)
    clock.pass_time(days=366)
    assert rows(client, as_library) == []


def test_many_rows_come_in_parts_and_each_once(domain, ground, policy, ask_for) -> None:
    made = [ask_for(a_citizen(domain)) for _ in range(5)]
    parts = (ground.database, ground.clock, ground.cipher, policy.operators, policy.perks)
    telling = PushTelling(policy.push, ConsentGate(policy.purposes))
    held = LiveGrants(*parts, telling, at_once=2).reconcile(OperatorCaller("library", "厦门市图书馆"))
    assert [one.id for one in held] == sorted(made)
