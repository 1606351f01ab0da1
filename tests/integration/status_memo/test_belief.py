"""A memo is answered while all it rests on holds, and not once that has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.consent.purposes import Purposes
from backend.domain import Domain, Ground, Policy
from backend.identity.models import Citizen
from backend.platform.errors import Refused
from backend.records.revisions import note_change
from backend.redress.events import DisputeReason
from backend.status.memo import StatusMemos
from backend.status.policy import StatusPolicies
from tests.builders.citizens import ORDINARY, SERIOUS, TestCitizen, a_citizen, a_record
from tests.builders.clock import NOON, StandingClock
from tests.builders.merchants import an_owner
from tests.integration.status_memo.looks import (
    built,
    kept_memo,
    looks_of,
    mark_memo,
    memo_keys,
)

pytestmark = pytest.mark.store


def test_a_look_is_answered_from_the_memo_while_nothing_has_changed(
    domain: Domain, memos: StatusMemos
) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen)
    marked = mark_memo(domain, memos, citizen)
    assert domain.status.view(citizen.id) == marked


def test_what_is_kept_is_what_an_evaluation_says(domain: Domain, unaided: Domain, memos: StatusMemos) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen, ORDINARY, date(2026, 10, 1))
    a_record(domain, citizen, SERIOUS, date(2026, 1, 5))
    a_record(domain, citizen, "of no catalogue")
    first = domain.status.view(citizen.id)
    assert len(first.lines) == 3
    assert kept_memo(memos, citizen).report == first == unaided.status.view(citizen.id)
    assert domain.status.view(citizen.id) == first


def _a_new_record(domain: Domain, citizen: TestCitizen) -> None:
    a_record(domain, citizen, SERIOUS)


def _a_dispute(domain: Domain, citizen: TestCitizen) -> None:
    (view,) = domain.records.list_of_citizen(citizen.id)
    domain.redress.disputes.open(citizen.id, view.record.id, DisputeReason.NOT_MINE, "", None)


def _a_neighbours_record(domain: Domain, citizen: TestCitizen) -> None:
    own = domain.ground.blind_index.of("id_number", citizen.id_number)
    with domain.ground.database.transaction() as session:
        note_change(session, own[:2] + bytes(30))


@pytest.mark.parametrize("change", [_a_new_record, _a_dispute, _a_neighbours_record])
def test_after_a_change_of_records_the_memo_is_not_believed(
    domain: Domain, unaided: Domain, memos: StatusMemos, change: Callable[[Domain, TestCitizen], None]
) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen)
    marked = mark_memo(domain, memos, citizen)
    change(domain, citizen)
    assert domain.status.view(citizen.id) == unaided.status.view(citizen.id) != marked


def test_the_first_record_under_a_prefix_ends_the_memo_of_having_none(
    domain: Domain, memos: StatusMemos
) -> None:
    citizen = a_citizen(domain)
    assert mark_memo(domain, memos, citizen).lines == ()
    record = a_record(domain, citizen)
    assert [line.record_id for line in domain.status.view(citizen.id).lines] == [record]


def test_the_passing_of_midnight_ends_the_memo(
    domain: Domain, memos: StatusMemos, clock: StandingClock
) -> None:
    citizen = a_citizen(domain)
    marked = mark_memo(domain, memos, citizen)
    clock.pass_time(hours=11, minutes=59)
    assert domain.status.view(citizen.id) == marked
    clock.pass_time(minutes=1)
    assert domain.status.view(citizen.id).evaluated_on == date(2026, 11, 24)


def _newer(edition: str, policy: Policy) -> Policy:
    if edition == "catalogue":
        return replace(policy, catalogue=replace(policy.catalogue, version="newer"))
    editions = tuple(replace(one, version="newer") for one in policy.status.editions)
    return replace(policy, status=StatusPolicies(editions))


@pytest.mark.parametrize("edition", ["catalogue", "policy"])
def test_another_edition_ends_the_memo(
    domain: Domain, memos: StatusMemos, ground: Ground, policy: Policy, edition: str
) -> None:
    citizen = a_citizen(domain)
    mark_memo(domain, memos, citizen)
    report = built(ground, _newer(edition, policy)).status.view(citizen.id)
    assert "newer" in (report.catalogue_version, report.policy_version)
    assert report.level.id == "good"


def test_a_new_wording_of_the_consent_ends_the_memo(
    domain: Domain, memos: StatusMemos, ground: Ground, policy: Policy
) -> None:
    citizen = a_citizen(domain)
    mark_memo(domain, memos, citizen)
    reworded = replace(policy.purposes.get("status.evaluate"), version="newer")
    purposes = Purposes({**policy.purposes.by_id, reworded.id: reworded})
    later = built(ground, replace(policy, purposes=purposes))
    with pytest.raises(Refused, match=r"consent-required/status\.evaluate"):
        later.status.view(citizen.id)


@pytest.mark.parametrize(
    ("values", "code"),
    [({"adult_on": date(2026, 11, 24)}, "adults-only"), ({"verified_at": None}, "identity-required")],
)
def test_who_turns_out_a_minor_or_unproven_has_no_memo(
    domain: Domain, memos: StatusMemos, values: dict[str, Any], code: str
) -> None:
    citizen = a_citizen(domain)
    mark_memo(domain, memos, citizen)
    with domain.ground.database.transaction() as session:
        session.execute(update(Citizen).where(Citizen.id == citizen.id).values(values))
    with pytest.raises(Refused, match=code):
        domain.status.view(citizen.id)
    assert len(looks_of(domain, citizen)) == 1


def test_every_look_leaves_one_entry_and_those_from_the_memo_read_like_the_others(
    domain: Domain, unaided: Domain
) -> None:
    citizen = a_citizen(domain)
    for at in (domain, domain, domain, unaided):
        at.status.view(citizen.id)
    entries = looks_of(domain, citizen)
    told = {(one.actor_kind, one.actor_id, one.actor_name, one.purpose, one.occurred_at) for one in entries}
    assert (len(entries), told) == (4, {("citizen", citizen.id, "本人", "status.evaluate", NOON)})
    assert all((one.object_id, one.disclosed, one.outcome) == (None, [], None) for one in entries)


def test_without_redis_the_status_is_still_answered(domain: Domain, unaided: Domain) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen)
    assert unaided.status.view(citizen.id) == domain.status.view(citizen.id)
    assert len(looks_of(domain, citizen)) == 2


@pytest.mark.parametrize("kept", [b"", b"\xff", b"{}", b'{"revision":0,"report":{"level":"good"}}'])
def test_a_memo_that_cannot_be_understood_is_ignored(domain: Domain, ground: Ground, kept: bytes) -> None:
    citizen = a_citizen(domain)
    domain.status.view(citizen.id)
    (key,) = memo_keys(ground, citizen)
    ground.short_lived.set(key, kept)
    assert domain.status.view(citizen.id).level.id == "good"


def test_a_certificate_says_what_the_records_say_and_not_the_memo(domain: Domain, memos: StatusMemos) -> None:
    citizen = a_citizen(domain)
    a_record(domain, citizen)
    assert mark_memo(domain, memos, citizen).level.id == "excellent"
    issued = domain.certificates.issue(
        citizen.id, Order(CertificateKind.PRINTED, frozenset({Claim.LEVEL})), None
    )
    merchant = an_owner(domain, "鹭江茶铺")
    claims = domain.merchants.verify(merchant, issued.digits or "", None, None).claims
    assert claims is not None
    assert claims.level == domain.policy.status.in_force_on(date(2026, 11, 23)).get_level("attention").code
