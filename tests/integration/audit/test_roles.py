"""`migrations/roles.sql` on a real PostgreSQL: the service works under its roles, the logs out of reach."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.platform.database import Base, Database
from backend.platform.outbox.models import MessageState, OutboxMessage
from backend.platform.outbox.worker import OutboxWorker
from backend.redress.department import Position
from backend.redress.events import Event
from tests.builders.citizens import TestCitizen, a_citizen, a_linked_card, a_record
from tests.builders.clock import StandingClock
from tests.builders.merchants import an_owner
from tests.builders.officers import a_session, an_officer
from tests.builders.outside import FakeOperator, FakeRegister, FakeWeChat
from tests.builders.redress import a_dispute, answered, decided, taken
from tests.builders.stores import EmbeddedStore, ServiceStore

pytestmark = pytest.mark.store

LOGS = ("access_entry", "redress_step", "officer_log")
CHAIN = ("audit_seal", "audit_leaf", "audit_erasure")
PERK = "library.deposit_free"
OUT_OF_REACH = (
    "UPDATE access_entry SET outcome = 'valid'",
    "UPDATE redress_step SET actor_name = 'x'",
    "UPDATE officer_log SET about = 'x'",
    *(f"DELETE FROM {table}" for table in (*LOGS, *CHAIN)),  # noqa: S608
    *(f"TRUNCATE {table} CASCADE" for table in (*LOGS, *CHAIN)),
    *(f"DROP TABLE {table} CASCADE" for table in LOGS),
    "INSERT INTO audit_seal VALUES (1, now(), now(), 0, '', '', '')",
    "UPDATE audit_leaf SET erased_in = 1",
    "ALTER TABLE access_entry DISABLE TRIGGER ALL",
    "DROP TRIGGER access_entry_no_delete ON access_entry",
    "ALTER TABLE access_entry ADD COLUMN more text",
    "CREATE OR REPLACE FUNCTION access_entry_no_delete() RETURNS trigger LANGUAGE sql AS 'SELECT OLD'",
    "CREATE RULE r AS ON INSERT TO access_entry DO INSTEAD NOTHING",
    "CREATE TABLE more (id int)",
    "CREATE TEMP TABLE audit_leaf (id int)",
    "SET session_replication_role = replica",
    "DELETE FROM account_deletion",
    "UPDATE alembic_version SET version_num = '0001'",
)


@pytest.fixture
def place(store: EmbeddedStore | ServiceStore) -> ServiceStore:
    if isinstance(store, EmbeddedStore):
        pytest.skip("SQLite knows no roles")
    if shutil.which("psql") is None:
        pytest.skip("PostgreSQL's own programs are not installed here")
    store.empty()
    return store


def connected(place: ServiceStore, role: str) -> Iterator[Database]:
    database = Database(place.url_as(role))
    yield database
    database.close()


@pytest.fixture
def app(place: ServiceStore) -> Iterator[Database]:
    yield from connected(place, "app")


@pytest.fixture
def worker(place: ServiceStore) -> Iterator[Database]:
    yield from connected(place, "worker")


@pytest.fixture
def reader(place: ServiceStore) -> Iterator[Database]:
    yield from connected(place, "reader")


def refusal_of(database: Database, statement: str) -> str:
    with pytest.raises(ProgrammingError) as refused, database.transaction() as session:
        session.execute(text(statement))
    return str(refused.value.orig)


def the_same_for(database: Database, ground: Ground, policy: Policy, library: FakeOperator) -> Domain:
    wechat = FakeWeChat()
    outside = Outside(wechat, wechat, FakeRegister(), {"library": library})
    return build_domain(replace(ground, database=database), policy, outside)


@pytest.mark.parametrize("statement", OUT_OF_REACH)
def test_the_servers_cannot(app: Database, statement: str) -> None:
    assert "permission denied" in (said := refusal_of(app, statement)) or "must be owner" in said


@pytest.mark.parametrize(
    "statement",
    [one for one in OUT_OF_REACH if not one.startswith(("INSERT INTO audit", "UPDATE audit_leaf", "DELETE"))]
    + ["DELETE FROM officer_log", "DELETE FROM audit_seal", "UPDATE audit_leaf SET digest = ''"],
)
def test_neither_can_the_worker(worker: Database, statement: str) -> None:
    assert "permission denied" in (said := refusal_of(worker, statement)) or "must be owner" in said


def test_the_worker_deletes_no_entry_but_by_an_erasure(
    worker: Database, ground: Ground, policy: Policy, library: FakeOperator
) -> None:
    a_citizen(the_same_for(worker, ground, policy, library))
    with pytest.raises(Exception, match="only ever added"), worker.transaction() as session:
        session.execute(text("DELETE FROM access_entry"))


def test_the_reader_reads_everything_and_changes_nothing(reader: Database) -> None:
    for table in Base.metadata.sorted_tables:
        with reader.reading() as session:
            session.execute(select(table).limit(1))
        assert "permission denied" in refusal_of(reader, f"DELETE FROM {table.name}")  # noqa: S608


def test_whatever_is_no_log_can_be_written_by_the_servers(app: Database) -> None:
    right = text(
        "SELECT has_table_privilege(:table, 'INSERT') AND has_table_privilege(:table, 'UPDATE')"
        " AND has_table_privilege(:table, 'DELETE')"
    )
    with app.reading() as session:
        shut = {
            table.name
            for table in Base.metadata.sorted_tables
            if not session.scalar(right, {"table": table.name})
        }
    assert shut == {*LOGS, *CHAIN, "account_deletion"}


def show_borrow_and_dispute(domain: Domain, citizen: TestCitizen) -> str:
    """Show a code, ask for a perk, and dispute a record before an officer; return the perk's grant."""
    order = Order(CertificateKind.DYNAMIC, frozenset({Claim.LEVEL}))
    code = domain.certificates.issue(citizen.id, order, None).digits or ""
    merchant = an_owner(domain, f"店 {citizen.id}", [Claim.LEVEL])
    assert domain.merchants.verify(merchant, code, None, None).outcome == "valid"
    grant = domain.perks.request(citizen.id, PERK, a_linked_card(domain, citizen), None).grant
    case = a_dispute(domain, citizen, a_record(domain, citizen))
    a_session(domain, an_officer(domain))
    taken(domain, case.number)
    decided(domain, case.number, Event.FORWARD)
    answered(domain, case.number, Position.AGREE)
    decided(domain, case.number, Event.UPHOLD_WITHDRAWN, template="not_the_person")
    return grant.id


def test_the_whole_job_is_done_under_the_roles(
    app: Database,
    worker: Database,
    reader: Database,
    ground: Ground,
    policy: Policy,
    library: FakeOperator,
    clock: StandingClock,
) -> None:
    served = the_same_for(app, ground, policy, library)
    worked = the_same_for(worker, ground, policy, library)
    outbox = OutboxWorker(worker, clock, worked.outbox_handlers, worked.schedules)
    outbox.run_until_idle()
    stays, gone = a_citizen(served), a_citizen(served)
    for citizen in (stays, gone):
        grant = show_borrow_and_dispute(served, citizen)
        outbox.run_until_idle()
        assert served.perks.get(citizen.id, grant).grant.state == "active"
    deletion = served.rights.deletion
    deletion.ask(gone.caller, deletion.foresee(gone.id).confirmation)
    for days in (1, 1, 100, 100):
        clock.pass_time(days=days)
        outbox.run_until_idle()
    assert dead_letters_of(worker) == []
    assert list(served.access_log.list_of_citizen(gone.id)) == []
    assert list(served.access_log.list_of_citizen(stays.id)) != []
    found = the_same_for(reader, ground, policy, library).audit.verification.verify()
    assert (found.is_sound, found.erased["account_deleted"] > 10) == (True, True)


def dead_letters_of(database: Database) -> list[str]:
    """Return the topics of what no attempt could deliver."""
    with database.reading() as session:
        troubled = select(OutboxMessage.topic).where(OutboxMessage.state == MessageState.DEAD)
        return [*session.scalars(troubled)]
