"""Whoever changes the logs or the chain behind the service's back is found, and the place is named."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.audit.findings import Fault, Finding, Head
from backend.audit.models import AccessEntry, Seal
from backend.audit.service import Actor, record_access, the_citizen
from backend.domain import Domain
from tests.builders.citizens import a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.officers import a_session, an_officer
from tests.builders.redress import a_dispute
from tests.builders.tampering import tamper

pytestmark = pytest.mark.store


@pytest.fixture
def town(domain: Domain, clock: StandingClock) -> Domain:
    """A life in three seals, an hour and a half after one another."""
    citizen = a_citizen(domain)
    domain.audit.sealing.run()
    clock.pass_time(minutes=90)
    a_dispute(domain, citizen, a_record(domain, citizen))
    domain.audit.sealing.run()
    clock.pass_time(minutes=90)
    a_session(domain, an_officer(domain))
    domain.status.view(citizen.id)
    domain.audit.sealing.run()
    return domain


def verify(domain: Domain, *heads: Head) -> list[Finding]:
    return domain.audit.verification.verify(heads=heads).findings


def an_entry(domain: Domain) -> str:
    """Return an entry of the first seal."""
    with domain.ground.database.reading() as session:
        return session.scalars(select(AccessEntry.id).order_by(AccessEntry.occurred_at)).first() or ""


def head_of(domain: Domain) -> Head:
    head = domain.audit.verification.find_head()
    assert head is not None
    return Head(head.number, head.hash)


@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'valid'",
        "actor_name = '别人'",
        "occurred_at = '2020-01-01 00:00:00+00:00'",
        "citizen_id = 'cit_2'",
        "purpose = 'x'",
    ],
)
def test_a_changed_entry_is_named(town: Domain, change: str) -> None:
    entry = an_entry(town)
    if town.ground.database.dialect == "sqlite":
        change = change.removesuffix("+00:00'") + "'" if "+00" in change else change
    assert tamper(town.ground.database, f"UPDATE access_entry SET {change} WHERE id = :id", id=entry)  # noqa: S608
    assert verify(town) == [Finding(Fault.ENTRY_CHANGED, "access", entry)]


def test_a_missing_entry_is_named(town: Domain) -> None:
    entry = an_entry(town)
    assert tamper(town.ground.database, "DELETE FROM access_entry WHERE id = :id", id=entry)
    assert verify(town) == [Finding(Fault.ENTRY_MISSING, "access", entry)]


def test_a_changed_step_of_a_case_and_a_missing_line_of_the_officers_log_are_named(town: Domain) -> None:
    assert tamper(town.ground.database, "UPDATE redress_step SET actor_name = '别人' WHERE version = 1")
    assert tamper(town.ground.database, "DELETE FROM officer_log WHERE number = 1")
    step, line = verify(town)
    assert (step.fault, step.log, step.ref.endswith("/1")) == (Fault.ENTRY_CHANGED, "case_step", True)
    assert line == Finding(Fault.ENTRY_MISSING, "officer", "1")


def test_an_entry_that_is_put_in_later_is_named(town: Domain, clock: StandingClock) -> None:
    with town.ground.database.transaction() as session:
        record_access(session, "cit_1", Actor("merchant", "mer_1", "店"), "status.viewed", at=clock.now())
        forged = session.scalars(select(AccessEntry.id).where(AccessEntry.citizen_id == "cit_1")).one()
    earlier = "2026-11-23 04:00:00" + ("+00:00" if town.ground.database.dialect == "postgresql" else "")
    tamper(
        town.ground.database,
        "UPDATE access_entry SET occurred_at = :at WHERE id = :id",
        at=earlier,
        id=forged,
    )
    town.audit.sealing.run()
    assert verify(town) == [Finding(Fault.ENTRY_NOT_SEALED, "access", forged)]
    assert town.audit.sealing.run(also_late=True).entries == 1
    assert verify(town) == []


def test_an_entry_and_its_leaf_that_go_together_break_their_seal(town: Domain) -> None:
    entry = an_entry(town)
    tamper(town.ground.database, "DELETE FROM audit_leaf WHERE ref = :id", id=entry)
    tamper(town.ground.database, "DELETE FROM access_entry WHERE id = :id", id=entry)
    (finding,) = verify(town)
    assert (finding.fault, finding.log) == (Fault.SEAL_CONTENT, "seal")


def test_entries_that_have_changed_places_are_named(town: Domain) -> None:
    tamper(town.ground.database, "UPDATE audit_leaf SET place = place + 1000 WHERE seal = 1 AND place = 0")
    assert verify(town) == [Finding(Fault.SEAL_CONTENT, "seal", "1")]


def test_a_seal_that_was_made_anew_without_the_key_is_named(town: Domain) -> None:
    tamper(town.ground.database, "UPDATE audit_seal SET count = count + 1 WHERE number = 2")
    assert [(one.fault, one.ref) for one in verify(town)] == [
        (Fault.SEAL_CHANGED, "2"),
        (Fault.SEAL_CONTENT, "2"),
    ]


def test_a_seal_cut_out_of_the_chain_is_missed(town: Domain) -> None:
    for statement in (
        "DELETE FROM access_entry WHERE id IN (SELECT ref FROM audit_leaf WHERE seal = 2)",
        "DELETE FROM redress_step",
        "DELETE FROM audit_leaf WHERE seal = 2",
        "DELETE FROM audit_seal WHERE number = 2",
    ):
        tamper(town.ground.database, statement)
    assert verify(town) == [Finding(Fault.SEAL_MISSING, "seal", "2")]


def test_an_end_that_was_cut_off_is_seen_by_the_head_kept_elsewhere_alone(town: Domain) -> None:
    kept = head_of(town)
    for statement in (
        "DELETE FROM access_entry WHERE id IN (SELECT ref FROM audit_leaf WHERE seal = 3)",
        "DELETE FROM officer_log",
        "DELETE FROM audit_leaf WHERE seal = 3",
        "DELETE FROM audit_seal WHERE number = 3",
    ):
        tamper(town.ground.database, statement)
    assert verify(town) == []
    assert verify(town, kept) == [Finding(Fault.HEAD_DIFFERS, "head", "3")]


def test_a_whole_chain_made_anew_with_the_key_is_seen_by_the_head_kept_elsewhere(town: Domain) -> None:
    kept = head_of(town)
    for table in ("audit_leaf", "audit_seal"):
        tamper(town.ground.database, f"DELETE FROM {table}")  # noqa: S608
    tamper(town.ground.database, "UPDATE access_entry SET actor_name = '别人'")
    town.audit.sealing.run()
    assert verify(town) == []
    assert [one.fault for one in verify(town, kept)] == [Fault.HEAD_DIFFERS]


def test_a_head_of_any_time_is_found_in_a_sound_chain(town: Domain) -> None:
    with town.ground.database.reading() as session:
        heads = [Head(seal.number, seal.hash) for seal in session.scalars(select(Seal))]
    assert len(heads) == 3
    assert verify(town, *heads) == []


def test_since_a_moment_only_later_seals_are_looked_at(town: Domain, clock: StandingClock) -> None:
    entry = an_entry(town)
    tamper(town.ground.database, "UPDATE access_entry SET actor_name = '别人' WHERE id = :id", id=entry)
    tamper(town.ground.database, "DELETE FROM officer_log WHERE number = 1")
    found = town.audit.verification.verify(since=clock.now())
    assert (found.seals, found.findings) == (1, [Finding(Fault.ENTRY_MISSING, "officer", "1")])


def test_progress_is_told_seal_by_seal(town: Domain) -> None:
    told: list[tuple[int, int]] = []
    town.audit.verification.verify(progress=lambda number, last: told.append((number, last)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_nothing_sealed_yet_is_sound_and_says_what_waits(domain: Domain) -> None:
    with domain.ground.database.transaction() as session:
        record_access(session, "cit_1", the_citizen("cit_1"), "status.viewed", at=domain.ground.clock.now())
    found = domain.audit.verification.verify()
    assert (found.is_sound, found.seals, found.waiting) == (True, 0, 1)
