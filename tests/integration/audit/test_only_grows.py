"""The database itself refuses to change the audit logs and the chain, on both stores."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from backend.audit.erasing import ErasedBecause
from backend.audit.models import AccessEntry
from backend.audit.sealed_log import ACCESS_LOG
from backend.domain import Domain
from tests.builders.citizens import a_citizen, a_record
from tests.builders.officers import a_session, an_officer
from tests.builders.redress import a_dispute

pytestmark = pytest.mark.store

CHANGES = (
    "UPDATE access_entry SET outcome = 'valid'",
    "DELETE FROM access_entry",
    "UPDATE redress_step SET actor_name = 'x'",
    "DELETE FROM redress_step",
    "UPDATE officer_log SET about = 'x'",
    "DELETE FROM officer_log",
    "UPDATE audit_seal SET count = 0",
    "DELETE FROM audit_seal",
    "UPDATE audit_leaf SET place = place + 100000",
    "UPDATE audit_leaf SET ref = NULL",
    "UPDATE audit_leaf SET digest = root, erased_in = 1 FROM audit_seal WHERE number = seal",
    "DELETE FROM audit_leaf",
    "UPDATE audit_erasure SET count = 0",
    "DELETE FROM audit_erasure",
    # What was erased stays erased, and never names an entry again.
    "UPDATE audit_leaf SET erased_in = NULL WHERE erased_in IS NOT NULL",
    "UPDATE audit_leaf SET ref = 'acc_1' WHERE erased_in IS NOT NULL",
)


@pytest.fixture
def town(domain: Domain) -> Domain:
    """A life in every log, sealed, with somebody's entries erased."""
    citizen, gone = a_citizen(domain), a_citizen(domain)
    a_dispute(domain, citizen, a_record(domain, citizen))
    a_session(domain, an_officer(domain))
    domain.audit.sealing.run()
    with domain.ground.database.transaction() as session:
        theirs, because = AccessEntry.citizen_id == gone.id, ErasedBecause.ACCOUNT_DELETED
        assert domain.audit.erasing.erase(session, ACCESS_LOG, theirs, because, "del_1") > 0
    return domain


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_refused(town: Domain, change: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added"), town.ground.database.transaction() as session:
        session.execute(text(change))


def test_an_entry_that_is_not_sealed_yet_cannot_even_be_erased(domain: Domain) -> None:
    a_citizen(domain)
    with (
        pytest.raises(DatabaseError, match="only ever added"),
        domain.ground.database.transaction() as session,
    ):
        because = ErasedBecause.PAST_ITS_YEARS
        domain.audit.erasing.erase(session, ACCESS_LOG, AccessEntry.id.is_not(None), because, "2026-11-27")
