"""Entries of every audit log come under seals, each once, whoever seals and whatever commits late."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.chain import ChainKey
from backend.audit.models import AccessEntry, Leaf, Seal
from backend.audit.sealed_log import ACCESS_LOG, ERASURES_LOG
from backend.audit.sealing import MARGIN, Sealing, find_whole_before
from backend.audit.service import record_access, the_citizen
from backend.domain import Domain
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.officers import a_session, an_officer
from tests.builders.redress import a_dispute

pytestmark = pytest.mark.store


def count(domain: Domain, model: type) -> int:
    with domain.ground.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def look(session: Session, domain: Domain, citizen: str = "cit_1") -> None:
    record_access(session, citizen, the_citizen(citizen), "status.viewed", at=domain.ground.clock.now())


def looks(domain: Domain, how_many: int = 1) -> None:
    with domain.ground.database.transaction() as session:
        for _ in range(how_many):
            look(session, domain)


def sealing_by(domain: Domain, a_seal: int) -> Sealing:
    ground = domain.ground
    logs = (ACCESS_LOG, ERASURES_LOG)
    return Sealing(ground.database, ground.clock, ChainKey(ground.blind_index), logs, a_seal=a_seal)


def test_every_audit_log_is_sealed_and_the_chain_is_sound(domain: Domain) -> None:
    citizen = a_citizen(domain)
    a_dispute(domain, citizen, a_record(domain, citizen))
    a_session(domain, an_officer(domain))
    sealed = domain.audit.sealing.run()
    with domain.ground.database.reading() as session:
        by_log = Counter(session.scalars(select(Leaf.log)))
    assert by_log["access"] == count(domain, AccessEntry)
    assert by_log["case_step"] >= 1
    assert by_log["officer"] >= 2
    assert (sealed.entries, sealed.seals, sealed.is_whole) == (by_log.total(), 1, True)
    found = domain.audit.verification.verify()
    assert (found.is_sound, found.entries, found.waiting) == (True, by_log.total(), 0)


def test_sealing_again_without_anything_new_adds_no_seal(domain: Domain) -> None:
    a_citizen(domain)
    domain.audit.sealing.run()
    assert domain.audit.sealing.run().seals == 0
    assert count(domain, Seal) == 1


def test_what_comes_later_goes_under_the_next_seal(domain: Domain, clock: StandingClock) -> None:
    a_citizen(domain)
    domain.audit.sealing.run()
    clock.pass_time(days=3)
    looks(domain)
    assert domain.audit.verification.verify().waiting == 1
    assert domain.audit.sealing.run().entries == 1
    assert domain.audit.verification.verify().is_sound


def test_an_entry_whose_transaction_commits_after_a_later_one_was_sealed_is_not_missed(
    domain: Domain, clock: StandingClock
) -> None:
    if domain.ground.database.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time: entries commit in their order")
    with domain.ground.database.transaction() as late:
        look(late, domain, "cit_late")
        late.flush()
        clock.pass_time(minutes=2)
        looks(domain)
        clock.pass_time(minutes=10)
        assert domain.audit.sealing.run().entries == 1
    clock.pass_time(minutes=10)
    assert domain.audit.sealing.run().entries == 1
    found = domain.audit.verification.verify()
    assert (found.is_sound, found.entries) == (True, 2)


def test_a_scan_reported_days_later_is_sealed_though_it_happened_before_the_last_seal(
    domain: Domain, clock: StandingClock
) -> None:
    a_citizen(domain)
    domain.audit.sealing.run()
    happened_at = clock.now()
    clock.pass_time(days=5)
    with domain.ground.database.transaction() as session:
        session.add(
            AccessEntry(
                id="acc_offline",
                citizen_id="cit_1",
                occurred_at=happened_at,
                reported_at=clock.now(),
                actor_kind="merchant",
                actor_id="mer_1",
                actor_name="店",
                action="certificate.verified",
                disclosed=["level"],
            )
        )
    assert domain.audit.sealing.run().entries == 1
    assert domain.audit.verification.verify().is_sound


def test_a_log_that_fills_many_seals_may_be_sealed_in_several_runs(domain: Domain) -> None:
    looks(domain, 25)
    few = sealing_by(domain, a_seal=4)
    first = few.run(most_seals=2)
    assert (first.entries, first.is_whole) == (8, False)
    assert domain.audit.verification.verify().waiting == 17
    second = few.run()
    assert (second.entries, second.is_whole) == (17, True)
    found = domain.audit.verification.verify()
    assert (found.is_sound, found.entries, found.seals, found.waiting) == (True, 25, 7, 0)


def test_many_who_seal_at_once_seal_each_entry_once(domain: Domain) -> None:
    looks(domain, 60)
    with ThreadPoolExecutor(4) as threads:
        runs = [threads.submit(sealing_by(domain, a_seal=7).run) for _ in range(4)]
    assert sum(run.result().entries for run in runs) == 60
    found = domain.audit.verification.verify()
    assert (found.is_sound, found.entries) == (True, 60)


def test_what_is_new_is_sealed_at_once_and_what_was_missed_by_the_look_back(
    domain: Domain, clock: StandingClock
) -> None:
    a_citizen(domain)
    domain.audit.sealing.run()
    clock.pass_time(minutes=5)
    looks(domain)
    with domain.ground.database.transaction() as session:
        missed_at = clock.now() - timedelta(minutes=7)
        record_access(session, "cit_1", the_citizen("cit_1"), "status.viewed", at=missed_at)
    assert domain.audit.sealing.run_new().entries == 1
    assert domain.audit.verification.verify().waiting == 1
    assert domain.audit.sealing.run().entries == 1
    assert domain.audit.verification.verify().waiting == 0


def test_what_is_new_is_sealed_also_after_a_clock_that_was_ahead_was_set_right(
    domain: Domain, clock: StandingClock
) -> None:
    a_citizen(domain)
    domain.audit.sealing.run()
    clock.pass_time(minutes=-10)
    looks(domain)
    assert domain.audit.sealing.run_new().entries == 1


def test_what_is_new_is_sealed_a_little_at_a_time(domain: Domain) -> None:
    a_citizen(domain)
    domain.audit.sealing.run()
    looks(domain, 25)
    few = sealing_by(domain, a_seal=4)
    assert [few.run_new().entries for _ in range(4)] == [8, 8, 8, 1]
    assert domain.audit.verification.verify().is_sound


def test_a_look_back_that_finds_nothing_says_so_once(domain: Domain, clock: StandingClock) -> None:
    a_citizen(domain)
    domain.audit.sealing.run()
    clock.pass_time(hours=3)
    looks(domain)
    domain.audit.sealing.run_new()
    domain.audit.sealing.run()
    with domain.ground.database.reading() as session:
        assert find_whole_before(session) == clock.now() - MARGIN
    clock.pass_time(minutes=10)
    domain.audit.sealing.run()
    assert count(domain, Seal) == 3
    assert domain.audit.verification.verify().is_sound


def test_workers_seal_by_the_clock(domain: Domain, clock: StandingClock) -> None:
    worker = OutboxWorker(domain.ground.database, clock, {}, domain.audit.sealing.schedules)
    worker.run_until_idle()
    a_citizen(domain)
    clock.pass_time(minutes=10)
    worker.run_until_idle()
    looks(domain)
    clock.pass_time(seconds=10)
    worker.run_until_idle()
    assert count(domain, Leaf) == count(domain, AccessEntry)
