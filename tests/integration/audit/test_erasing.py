"""What the law wants gone goes, and the chain still holds: it says how much went and why, not what it was."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from backend.audit.erasing import ErasedBecause
from backend.audit.findings import Fault, Finding
from backend.audit.models import AccessEntry, Erasure, Leaf
from backend.audit.sealed_log import ACCESS_LOG
from backend.domain import Domain
from backend.platform.outbox.worker import OutboxWorker
from backend.redress.models import CaseStep
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.redress import a_dispute
from tests.builders.tampering import tamper

pytestmark = pytest.mark.store


def erase(domain: Domain, citizen: TestCitizen) -> int:
    with domain.ground.database.transaction() as session:
        theirs = AccessEntry.citizen_id == citizen.id
        return domain.audit.erasing.erase(session, ACCESS_LOG, theirs, ErasedBecause.ACCOUNT_DELETED, "del_1")


@pytest.fixture
def erased(domain: Domain) -> Domain:
    """Two lives under a seal; the entries of one of them are erased, and that is sealed too."""
    a_citizen(domain)
    gone = a_citizen(domain)
    domain.audit.sealing.run()
    assert erase(domain, gone) > 0
    domain.audit.sealing.run()
    return domain


def test_entries_go_and_the_chain_tells_how_many_and_why(domain: Domain) -> None:
    stays, gone = a_citizen(domain), a_citizen(domain)
    domain.audit.sealing.run()
    before = domain.audit.verification.verify().entries
    how_many = erase(domain, gone)
    assert list(domain.access_log.list_of_citizen(gone.id)) == []
    assert len(domain.access_log.list_of_citizen(stays.id)) > 0
    domain.audit.sealing.run()
    found = domain.audit.verification.verify()
    assert found.is_sound
    # The note of the erasure is an entry itself.
    assert found.entries == before - how_many + 1
    assert dict(found.erased) == {"account_deleted": how_many}


def test_nothing_that_names_an_erased_entry_is_left_in_the_chain(erased: Domain) -> None:
    with erased.ground.database.reading() as session:
        gone = session.scalars(select(Leaf).where(Leaf.erased_in.is_not(None))).all()
        assert {leaf.ref for leaf in gone} == {None}
        assert len(gone) == session.scalar(select(func.sum(Erasure.count)))


def test_the_years_of_the_log_and_a_deleted_account_leave_a_sound_chain(
    domain: Domain, clock: StandingClock
) -> None:
    a_citizen(domain)
    clock.pass_time(days=6 * 365)
    a_citizen(domain)
    gone = domain.rights.retention.run()
    assert gone > 0
    domain.audit.sealing.run()
    found = domain.audit.verification.verify()
    assert (found.is_sound, dict(found.erased)) == (True, {"past_its_years": gone})


def test_the_steps_of_a_deleted_account_are_told_as_erased(domain: Domain, clock: StandingClock) -> None:
    citizen = a_citizen(domain)
    a_dispute(domain, citizen, a_record(domain, citizen))
    deletion = domain.rights.deletion
    deletion.ask(citizen.caller, deletion.foresee(citizen.id).confirmation)
    worker = OutboxWorker(domain.ground.database, clock, domain.outbox_handlers)
    for _ in range(3):
        worker.run_until_idle()
        clock.pass_time(hours=2)
    with domain.ground.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CaseStep)) == 0
    found = domain.audit.verification.verify()
    assert found.is_sound
    assert found.erased["account_deleted"] >= 2


def test_more_that_is_passed_off_as_lawfully_erased_is_found(erased: Domain) -> None:
    entry = "SELECT id FROM access_entry LIMIT 1"
    tamper(erased.ground.database, f"UPDATE audit_leaf SET erased_in = 1 WHERE ref = ({entry})")  # noqa: S608
    tamper(erased.ground.database, f"DELETE FROM access_entry WHERE id = ({entry})")  # noqa: S608
    assert erased.audit.verification.verify().findings == [Finding(Fault.ERASURE_CHANGED, "erasure", "1")]


def test_an_erasure_that_was_never_written_down_is_found(erased: Domain) -> None:
    entry = "SELECT id FROM access_entry LIMIT 1"
    tamper(erased.ground.database, f"UPDATE audit_leaf SET erased_in = 99 WHERE ref = ({entry})")  # noqa: S608
    tamper(erased.ground.database, f"DELETE FROM access_entry WHERE id = ({entry})")  # noqa: S608
    assert erased.audit.verification.verify().findings == [Finding(Fault.ERASURE_CHANGED, "erasure", "99")]


def test_a_note_of_an_erasure_that_is_changed_or_gone_is_found(erased: Domain) -> None:
    tamper(erased.ground.database, "UPDATE audit_erasure SET reason = 'past_its_years'")
    assert Finding(Fault.ENTRY_CHANGED, "erasure", "1") in erased.audit.verification.verify().findings
    tamper(erased.ground.database, "DELETE FROM audit_erasure")
    assert erased.audit.verification.verify().findings == [
        Finding(Fault.ENTRY_MISSING, "erasure", "1"),
        Finding(Fault.ERASURE_CHANGED, "erasure", "1"),
    ]


def test_an_erasure_that_waits_for_its_seal_is_no_fault(domain: Domain) -> None:
    citizen = a_citizen(domain)
    domain.audit.sealing.run()
    erase(domain, citizen)
    found = domain.audit.verification.verify()
    assert (found.is_sound, found.waiting) == (True, 1)
