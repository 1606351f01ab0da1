"""After a deletion the whole store is searched for the person: only what the list says is left."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from backend.cards.ports import Pending
from backend.certificates.models import Certificate
from backend.domain import Domain
from backend.identity.models import Citizen
from backend.platform.database import Base
from backend.platform.errors import Unauthenticated
from backend.platform.outbox.worker import OutboxWorker
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from backend.rights.models import AccountDeletion
from backend.rights.rows import tables_of_citizens
from bot.understanding.understanding import read_understanding
from tests.builders.citizens import TestCitizen, a_citizen, a_visitor
from tests.builders.clock import StandingClock
from tests.builders.lives import (
    Life,
    a_whole_life,
    encrypted_columns,
    find_in_folder,
    find_in_redis,
    find_in_tables,
    words_of,
)
from tests.builders.outside import FakeOperator
from tests.builders.talks import a_mind

pytestmark = pytest.mark.store

OF_THE_DEPARTMENTS = {
    ("credit_record", "details_encrypted", "name"),
    ("credit_record", "subject_index", "index of the ID number"),
}
OF_THE_LOG = {
    ("access_entry", "citizen_id", "citizen id"),
    ("access_entry", "actor_id", "citizen id"),
    ("account_deletion", "citizen_id", "citizen id"),
}


def delete(domain: Domain, citizen: TestCitizen) -> datetime:
    confirmation = domain.rights.deletion.foresee(citizen.id).confirmation
    return domain.rights.deletion.ask(citizen.caller, confirmation)


def deletion_of(domain: Domain, citizen_id: str) -> AccountDeletion:
    with domain.ground.database.reading() as session:
        return session.scalars(select(AccountDeletion).where(AccountDeletion.citizen_id == citizen_id)).one()


def let_days_pass(worker: OutboxWorker, clock: StandingClock, days: int) -> None:
    for _ in range(days):
        clock.pass_time(days=1)
        worker.run_until_idle()


def test_the_search_finds_what_is_there_before(domain: Domain, life: Life, folder: Path) -> None:
    words = words_of(domain, life)
    found = find_in_tables(domain, words)
    assert {word for _, _, word in found} >= {*words} - {
        "card number",
        "unionid",
        "index of the follower",
    }
    assert ("citizen", "id_number_encrypted", "ID number") in found
    assert ("redress_material", "name_encrypted", "name") in found
    assert find_in_redis(domain, words)
    assert ("linked_card", "card_index") in set(encrypted_columns())
    assert find_in_folder(folder, domain.ground.cipher, {"a PDF": b"%PDF"})


def test_after_a_deletion_only_what_the_list_says_is_left(
    domain: Domain, life: Life, worker: OutboxWorker, clock: StandingClock, folder: Path
) -> None:
    words = words_of(domain, life)
    domain.official_account.find_citizen(f"official-{life.citizen.code.removeprefix('code-')}")
    delete(domain, life.citizen)
    worker.run_until_idle()
    clock.pass_time(minutes=11)
    worker.run_until_idle()
    waiting = {
        ("citizen", "id", "citizen id"),
        ("certificate", "citizen_id", "citizen id"),
    }
    assert find_in_tables(domain, words) == OF_THE_DEPARTMENTS | OF_THE_LOG | waiting
    with domain.ground.database.reading() as session:
        kept = session.scalars(select(Certificate)).one()
        assert (kept.ticked, kept.says_index, kept.revoked_at is None) == ([], None, False)

    let_days_pass(worker, clock, 31)
    assert deletion_of(domain, life.id).finished_at is not None
    assert find_in_tables(domain, words) == OF_THE_DEPARTMENTS | OF_THE_LOG
    counter = f"attempts:identity:{words['index of the ID number'].hex()}"
    assert find_in_redis(domain, words) == {(counter, "index of the ID number")}
    assert 0 < domain.ground.short_lived.ttl(counter) <= 3600
    assert find_in_folder(folder, domain.ground.cipher, {"anything": b""}) == set()


def test_the_log_and_the_note_of_the_deletion_go_after_six_months(
    domain: Domain, life: Life, worker: OutboxWorker, clock: StandingClock
) -> None:
    words = words_of(domain, life)
    delete(domain, life.citizen)
    let_days_pass(worker, clock, 32)
    clock.pass_time(days=140)
    domain.rights.retention.run()
    assert find_in_tables(domain, words) > OF_THE_DEPARTMENTS
    clock.pass_time(days=45)
    domain.rights.retention.run()
    assert find_in_tables(domain, words) == OF_THE_DEPARTMENTS


def test_the_log_of_those_who_stay_is_kept_for_five_years(domain: Domain, clock: StandingClock) -> None:
    citizen = a_citizen(domain)
    clock.pass_time(days=4 * 365)
    assert domain.rights.retention.run() == 0
    clock.pass_time(days=370)
    assert domain.rights.retention.run() > 0
    assert list(domain.access_log.list_of_citizen(citizen.id)) == []


def test_a_conversation_with_the_bot_goes_too(domain: Domain, life: Life, clock: StandingClock) -> None:
    clock.pass_time(days=7)  # Until then no article may be told.
    mind = a_mind(domain, read_understanding())
    mind.chat.answer(life.id, None, "欧阳晓岚怎么申请信用修复", None)
    assert find_in_redis(domain, {"the name": "欧阳晓岚".encode()})
    domain.rights.erasing.delete_short_lived(AccountDeletion(citizen_id=life.id))
    assert find_in_redis(domain, {"the name": "欧阳晓岚".encode(), "the id": life.id.encode()}) == set()


def test_at_once_nobody_is_signed_in_and_a_new_sign_in_is_somebody_new(domain: Domain, life: Life) -> None:
    delete(domain, life.citizen)
    with pytest.raises(Unauthenticated):
        domain.sessions.read_access_token(life.citizen.access_token)
    with pytest.raises(Unauthenticated):
        domain.sessions.refresh(life.citizen.refresh_token)
    again = a_visitor(domain, life.citizen.code, life.citizen.id_number)
    assert again.id != life.id
    assert not domain.identity.get_person(again.id).verified
    assert domain.identity.prove(again.caller, "欧阳晓岚", again.id_number, None).person.verified
    assert [view.granted_at for view in domain.consents.list_of_citizen(again.id)] == [None] * 6
    assert [view.record.id for view in domain.records.list_of_citizen(again.id)] == [life.disputed_record]


def test_the_new_account_outlives_the_erasing_of_the_old(
    domain: Domain, life: Life, worker: OutboxWorker, clock: StandingClock
) -> None:
    delete(domain, life.citizen)
    again = a_visitor(domain, life.citizen.code, life.citizen.id_number)
    domain.identity.prove(again.caller, "欧阳晓岚", again.id_number, None)
    domain.consents.grant(again.id, "status.evaluate", None)
    let_days_pass(worker, clock, 32)
    assert deletion_of(domain, life.id).finished_at is not None
    assert domain.status.view(again.id).lines[0].record_id == life.disputed_record


def test_a_dispute_in_progress_is_withdrawn_and_its_record_counts_again(
    domain: Domain, life: Life, worker: OutboxWorker
) -> None:
    delete(domain, life.citizen)
    worker.run_until_idle()
    with domain.ground.database.reading() as session:
        assert session.scalars(select(CreditRecord.state)).one() == RecordState.IN_FORCE


def test_the_operator_ends_the_perk_and_the_link(
    domain: Domain, life: Life, worker: OutboxWorker, library: FakeOperator
) -> None:
    delete(domain, life.citizen)
    worker.run_until_idle()
    assert [wish.value for _, wish in library.ledger] == ["active", "ended"]
    assert library.links == {}


def test_what_an_operator_has_not_ended_waits_for_it_with_nothing_of_the_person(
    domain: Domain, life: Life, worker: OutboxWorker, clock: StandingClock, library: FakeOperator
) -> None:
    words = words_of(domain, life)
    library.troubles = [Pending()] * 300
    library.read_troubles = [Pending()] * 3000
    delete(domain, life.citizen)
    let_days_pass(worker, clock, 40)
    assert deletion_of(domain, life.id).finished_at is None
    left = {(table, word) for table, _, word in find_in_tables(domain, words)}
    assert left == {
        *((table, word) for table, _, word in OF_THE_DEPARTMENTS | OF_THE_LOG),
        *((table, "citizen id") for table in ("citizen", "linked_card", "perk_grant", "consent_grant")),
    }
    library.troubles, library.read_troubles = [], []
    let_days_pass(worker, clock, 2)
    assert deletion_of(domain, life.id).finished_at is not None


def test_an_operator_that_never_answers_keeps_nothing_alive_for_ever(
    domain: Domain, life: Life, worker: OutboxWorker, clock: StandingClock, library: FakeOperator
) -> None:
    library.troubles = [Pending()] * 3000
    library.read_troubles = [Pending()] * 30000
    delete(domain, life.citizen)
    worker.run_until_idle()
    clock.pass_time(days=181)
    worker.run_until_idle()
    assert deletion_of(domain, life.id).finished_at is not None


@pytest.mark.parametrize("taken", range(8))
def test_a_worker_that_dies_after_any_step_leaves_nothing_that_the_next_does_not_do(
    domain: Domain, worker: OutboxWorker, clock: StandingClock, taken: int
) -> None:
    life = a_whole_life(domain)
    worker.run_until_idle()
    words = words_of(domain, life)
    delete(domain, life.citizen)
    steps = domain.rights.erasing.steps
    for step in steps[: min(taken, len(steps))]:
        step(deletion_of(domain, life.id))
    let_days_pass(worker, clock, 32)
    assert deletion_of(domain, life.id).finished_at is not None
    assert find_in_tables(domain, words) == OF_THE_DEPARTMENTS | OF_THE_LOG


def test_the_steps_of_a_case_can_still_be_removed_by_nobody_else(domain: Domain, life: Life) -> None:
    with (
        pytest.raises(Exception, match="only ever added"),
        domain.ground.database.transaction() as session,
    ):
        session.execute(text("DELETE FROM redress_step"))


def test_every_table_of_a_citizens_rows_is_known_to_the_erasing() -> None:
    citizens = Citizen.__table__
    pointing = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table is citizens for key in table.foreign_keys) or "citizen_id" in table.columns
    }
    ended_at_once = {"wechat_account", "sign_in"}
    kept_as_the_list_says = {"access_entry", "account_deletion"}
    assert pointing - ended_at_once - kept_as_the_list_says == {*tables_of_citizens()} - {"citizen"}
