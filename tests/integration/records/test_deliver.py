from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from backend.domain import Domain
from backend.platform.errors import Invalid, NotFound, Refused, Unauthenticated
from backend.records.importing.models import ImportBatch, QuarantinedRow
from backend.records.importing.service import MOST_ROWS_AT_ONCE, Delivered
from backend.records.models import CreditRecord
from backend.redress.events import DisputeReason
from tests.builders.citizens import a_citizen
from tests.builders.deliveries import HEADINGS, a_penalty, a_row

pytestmark = pytest.mark.store


def outcomes(delivered: Delivered) -> list[str]:
    return [answer.outcome for answer in delivered.answers]


def count_of(domain: Domain, table: object) -> int:
    with domain.ground.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_every_row_has_its_answer_in_its_place(domain: Domain) -> None:
    known, corrected = a_row(), a_row(title="旧标题")
    domain.imports.deliver("mkt", [known, corrected])
    new = a_row()
    rows = [
        known,
        {**corrected, "title": "新标题"},
        new,
        new,
        {**new, "title": "别的"},
        a_row(decided_on="?"),
        "?",
    ]
    delivered = domain.imports.deliver("mkt", rows)
    assert outcomes(delivered) == [
        "unchanged",
        "replaced",
        "created",
        "duplicate",
        "rejected",
        "rejected",
        "rejected",
    ]
    assert [answer.line for answer in delivered.answers] == [1, 2, 3, 4, 5, 6, 7]
    assert [fault["code"] for answer in delivered.answers for fault in answer.faults] == [
        "conflict-in-file",
        "date-unreadable",
        "row-unreadable",
    ]
    assert delivered.answers[2].record_id == delivered.answers[3].record_id
    assert count_of(domain, QuarantinedRow) == 3


def test_the_same_rows_again_change_nothing_and_are_answered_again(domain: Domain) -> None:
    rows = [a_row(), a_row(decided_on="?")]
    first, again = domain.imports.deliver("mkt", rows), domain.imports.deliver("mkt", rows)
    assert outcomes(first) == ["created", "rejected"]
    assert outcomes(again) == ["unchanged", "rejected"]
    assert first.batch_id == again.batch_id
    assert (count_of(domain, CreditRecord), count_of(domain, QuarantinedRow)) == (1, 1)


def test_an_old_batch_again_does_not_undo_the_correction_after_it(domain: Domain) -> None:
    row = a_row(title="旧标题")
    domain.imports.deliver("mkt", [row])
    domain.imports.deliver("mkt", [{**row, "title": "新标题"}])
    domain.imports.deliver("mkt", [row])
    with domain.ground.database.reading() as session:
        assert session.scalars(select(CreditRecord.title)).one() == "新标题"


def test_fields_may_be_named_in_chinese(domain: Domain) -> None:
    row = {HEADINGS[key]: text for key, text in a_penalty().items()}
    assert outcomes(domain.imports.deliver("mkt", [row])) == ["created"]


def test_what_is_delivered_counts_at_once_and_a_dispute_ends_it(domain: Domain) -> None:
    citizen = a_citizen(domain)
    assert domain.status.view(citizen.id).level.id == "good"
    delivered = domain.imports.deliver("mkt", [a_penalty(subject_code=citizen.id_number)])
    assert domain.status.view(citizen.id).level.id == "attention"
    record = delivered.answers[0].record_id or ""
    domain.redress.disputes.open(citizen.id, record, DisputeReason.NOT_MINE, "不是我", None)
    assert domain.status.view(citizen.id).level.id == "good"


@pytest.mark.parametrize("rows", [[], [{}] * (MOST_ROWS_AT_ONCE + 1)])
def test_no_rows_and_too_many_are_refused(domain: Domain, rows: list[object]) -> None:
    with pytest.raises(Invalid, match="rows-too-few-or-many"):
        domain.imports.deliver("mkt", rows)
    assert count_of(domain, ImportBatch) == 0


def test_the_most_rows_go_in_at_once(domain: Domain) -> None:
    row = a_row()
    rows = [{**row, "document_number": f"{n}号"} for n in range(MOST_ROWS_AT_ONCE)]
    assert outcomes(domain.imports.deliver("mkt", rows)) == ["created"] * MOST_ROWS_AT_ONCE


def test_batches_at_the_same_moment_all_go_in(domain: Domain) -> None:
    shared = a_row()
    batches = [[{**shared, "title": f"第{n}版"}, *(a_row() for _ in range(20))] for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        delivered = list(threads.map(lambda rows: domain.imports.deliver("mkt", rows), batches))
    assert sorted(outcomes(one)[0] for one in delivered) == ["created"] + ["replaced"] * 5
    assert count_of(domain, CreditRecord) == 121


def test_a_department_is_known_by_its_key_until_the_key_is_revoked(domain: Domain) -> None:
    api_key = domain.departments.open_key("mkt")
    caller = domain.departments.authenticate(api_key)
    caller.require("mkt")
    with pytest.raises(Refused, match="another-department"):
        caller.require("tax")
    assert domain.departments.revoke_keys("mkt") == 1
    with pytest.raises(Unauthenticated, match="api-key-invalid"):
        domain.departments.authenticate(api_key)


def test_only_departments_of_the_catalogue_have_keys(domain: Domain) -> None:
    with pytest.raises(NotFound, match="department-not-found"):
        domain.departments.open_key("nobody")
    with pytest.raises(NotFound, match="department-not-found"):
        domain.imports.deliver("nobody", [a_row()])
