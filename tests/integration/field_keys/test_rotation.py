"""Nothing is lost, whoever writes meanwhile; what cannot be opened is named and stops nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import sleep

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from backend.identity.models import Citizen
from backend.identity.people import name_context
from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher
from backend.platform.field_keys.place import Batch, Damaged
from tests.integration.field_keys.conftest import Rotate
from tests.integration.field_keys.rings import BOTH, BOTH_BEFORE, F1, F2, FOREIGN

pytestmark = pytest.mark.store
NAMES = "citizen.name_encrypted"
AT = datetime(2026, 11, 23, tzinfo=UTC)


def put(database: Database, names: dict[str, str | None], cipher: FieldCipher = F1) -> None:
    """Store citizens by their ids; some have no name."""
    with database.transaction() as session:
        for citizen_id, name in names.items():
            sealed = None if name is None else cipher.encrypt(name, name_context(citizen_id))
            session.add(Citizen(id=citizen_id, created_at=AT, name_encrypted=sealed))


def stored(database: Database) -> dict[str, bytes | None]:
    with database.reading() as session:
        rows = session.execute(select(Citizen.id, Citizen.name_encrypted))
        return {citizen_id: sealed for citizen_id, sealed in rows}


def opened(database: Database, cipher: FieldCipher) -> dict[str, str | None]:
    return {
        citizen_id: None if sealed is None else cipher.decrypt(sealed, name_context(citizen_id))
        for citizen_id, sealed in stored(database).items()
    }


def silent(_: Batch) -> None:
    """Hear of a batch and say nothing."""


def people(count: int) -> dict[str, str | None]:
    return {f"cit_{place:04d}": f"王小明{place}" for place in range(count)}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.dictionaries(
        st.text("abXY019_", min_size=1, max_size=6),
        st.tuples(st.none() | st.text(max_size=20), st.sampled_from([F1, BOTH, BOTH_BEFORE])),
        max_size=12,
    ),
    size=st.integers(1, 5),
)
def test_whatever_is_there_is_all_there_afterwards_under_the_new_key_alone(
    database: Database,
    rotation: Rotate,
    names: dict[str, tuple[str | None, FieldCipher]],
    size: int,
) -> None:
    for citizen_id, (name, cipher) in names.items():
        put(database, {citizen_id: name}, cipher)
    last, standing = rotation(BOTH).reencrypt(size, silent)
    assert opened(database, F2) == {citizen_id: name for citizen_id, (name, _) in names.items()}
    assert (standing.to_rewrite, standing.under("f1"), last.damaged) == (0, 0, [])
    with database.transaction() as session:
        session.execute(delete(Citizen))


def test_a_second_run_changes_no_byte(database: Database, rotation: Rotate) -> None:
    put(database, people(25))
    rotation(BOTH).reencrypt(10, silent)
    before = stored(database)
    batches: list[Batch] = []
    rotation(BOTH).reencrypt(10, batches.append)
    assert sum(batch.rewritten for batch in batches) == 0
    assert stored(database) == before


def test_the_progress_that_is_told_adds_up_to_what_was_counted(database: Database, rotation: Rotate) -> None:
    put(database, people(25))
    put(database, {"cit_new": "陈"}, BOTH)
    batches: list[Batch] = []
    to_do = rotation(BOTH).count().to_rewrite
    rotation(BOTH).reencrypt(10, batches.append)
    assert sum(batch.rewritten for batch in batches) == to_do == 25


class SlowCipher(FieldCipher):
    """Takes its time, so that others surely write between reading a value and bringing it over."""

    def encrypt_bytes(self, content: bytes, context: str) -> bytes:
        sleep(0.0005)
        return super().encrypt_bytes(content, context)


def test_what_was_written_meanwhile_is_never_overwritten(database: Database, rotation: Rotate) -> None:
    """Each name is written once, by a server of either setting, or erased: whatever was lost stays lost."""
    put(database, people(200))
    newest = {
        citizen_id: None if place % 10 == 9 else f"新{place}" for place, citizen_id in enumerate(people(200))
    }
    slow, together = SlowCipher(*BOTH.__reduce__()[1]), threading.Barrier(5)

    def write(part: int) -> None:
        together.wait()
        for place, (citizen_id, name) in enumerate([*newest.items()][part::4]):
            cipher = (BOTH, BOTH_BEFORE)[place % 2]
            sealed = None if name is None else cipher.encrypt(name, name_context(citizen_id))
            with database.transaction() as session:
                row = session.get_one(Citizen, citizen_id, with_for_update={"key_share": True})
                row.name_encrypted = sealed

    with ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(write, part) for part in range(4)]
        together.wait()
        while not all(writer.done() for writer in writers):
            rotation(slow).reencrypt(50, silent)
        assert [writer.result() for writer in writers] == [None] * 4
    rotation(BOTH).reencrypt(7, silent)
    assert opened(database, F2) == newest


def test_a_row_that_somebody_holds_is_done_once_it_is_let_go(database: Database, rotation: Rotate) -> None:
    if database.dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time: nobody holds a single row")
    put(database, people(5))
    with database.transaction() as session:
        session.get_one(Citizen, "cit_0002", with_for_update=True)
        _, standing = rotation(BOTH).reencrypt(10, silent)
        assert (standing.under("f1"), standing.under("f2")) == (1, 4)
    _, standing = rotation(BOTH).reencrypt(10, silent)
    assert (standing.under("f1"), standing.under("f2")) == (0, 5)


def test_what_comes_under_the_former_key_meanwhile_takes_another_round(
    database: Database, rotation: Rotate
) -> None:
    """A server that has not got the new settings yet goes on writing under f1."""
    put(database, people(3))
    late = iter([{"cit_0000a": "迟到"}])

    def let_somebody_write(_: Batch) -> None:
        for names in late:
            put(database, dict(names), F1)

    _, standing = rotation(BOTH).reencrypt(10, let_somebody_write)
    assert standing.to_rewrite == 0
    assert opened(database, F2) == {**people(3), "cit_0000a": "迟到"}


def spoil(change: Callable[[bytes], bytes], database: Database, citizen_id: str) -> None:
    sealed = stored(database)[citizen_id] or b""
    with database.transaction() as session:
        session.execute(update(Citizen).where(Citizen.id == citizen_id).values(name_encrypted=change(sealed)))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), "altered, or not from this place"),
        (lambda _: F1.encrypt("别人", name_context("cit_0001")), "altered, or not from this place"),
        (lambda sealed: sealed[:10], "altered, or not from this place"),
        (lambda _: b"", "unknown format"),
        (lambda _: b"plain text", "unknown format"),
    ],
    ids=["flipped bit", "moved from another row", "cut short", "empty", "no ciphertext"],
)
def test_a_damaged_value_is_named_by_table_and_key_and_the_rest_is_done(
    database: Database, rotation: Rotate, change: Callable[[bytes], bytes], why: str
) -> None:
    put(database, people(5))
    spoil(change, database, "cit_0002")
    damaged = stored(database)["cit_0002"]
    last, standing = rotation(BOTH).reencrypt(2, silent)
    assert last.damaged == [Damaged(NAMES, "cit_0002", why)]
    assert (standing.under("f2"), standing.to_rewrite) == (4, 1)
    assert stored(database)["cit_0002"] == damaged


def test_values_under_a_key_that_is_not_in_the_ring_are_counted_and_left(
    database: Database, rotation: Rotate
) -> None:
    put(database, people(3))
    put(database, {"cit_a": "甲", "cit_b": "乙"}, FOREIGN)
    assert [*rotation(BOTH).count().unknown] == ["f9"]
    last, standing = rotation(BOTH).reencrypt(10, silent)
    assert (last.unknown, last.damaged) == (2, [])
    assert (standing.under("f2"), standing.under("f9")) == (3, 2)


def test_counting_reads_no_value_and_needs_no_key(database: Database, rotation: Rotate) -> None:
    put(database, people(4))
    put(database, {"cit_a": None})
    assert rotation(FOREIGN).count().under("f1") == 4


def test_a_sample_estimates_the_whole(database: Database, rotation: Rotate) -> None:
    put(database, people(4000))
    estimate = rotation(BOTH).count(50).under("f1")
    # SQLite reads all; on PostgreSQL 4,000 rows fill some 90 pages, of which about half is read.
    assert 1000 <= estimate <= 7000
