"""What the generator says of its files must be exactly what the import finds in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from backend.demo.batches.generation import FileTruth, Order, generate_batches
from backend.domain import Domain
from backend.platform.clock import city_date
from backend.records.importing.models import QuarantinedRow
from backend.records.importing.service import Imported

pytestmark = pytest.mark.store


def generate(domain: Domain, folder: Path, **asked: object) -> list[FileTruth]:
    order = {"citizens": 2000, "organisations": 300, "records": 3000, "seed": 7} | asked
    today = city_date(domain.ground.clock.now())
    return generate_batches(domain.policy.catalogue, Order(today=today, **order), folder)  # type: ignore[arg-type]


def quarantined(domain: Domain, imported: Imported) -> list[tuple[int, list[str]]]:
    of_batch = select(QuarantinedRow).where(QuarantinedRow.batch_id == imported.batch.id)
    with domain.ground.database.reading() as session:
        rows = session.scalars(of_batch.order_by(QuarantinedRow.line)).all()
        return [(row.line, [fault["code"] for fault in row.faults]) for row in rows]


@pytest.mark.parametrize(
    ("format_", "encoding"),
    [
        ("csv", "utf-8"),
        ("csv", "utf-8-sig"),
        ("csv", "gb18030"),
        ("jsonl", "utf-8"),
        ("xlsx", "utf-8"),
    ],
)
def test_the_import_finds_in_generated_files_what_their_manifest_says(
    domain: Domain, tmp_path: Path, format_: str, encoding: str
) -> None:
    truths = generate(domain, tmp_path, faults=0.05, format=format_, encoding=encoding)
    assert sum(len(truth.bad) for truth in truths) == 150
    assert sum(len(truth.duplicates) for truth in truths) > 0
    for truth in truths:
        imported = domain.imports.import_file(tmp_path / truth.name, truth.department)
        batch = imported.batch
        assert quarantined(domain, imported) == [(line, [code]) for line, code in truth.bad]
        assert (batch.rows, batch.created) == (truth.rows, truth.good)
        assert (batch.duplicates, batch.rejected) == (len(truth.duplicates), len(truth.bad))
        assert (batch.replaced, batch.unchanged) == (0, 0)
        assert imported.unread_headings == []


def test_of_100_000_rows_exactly_those_that_the_manifest_calls_bad_wait_in_quarantine(
    domain: Domain, tmp_path: Path
) -> None:
    asked = {"citizens": 40_000, "organisations": 10_000, "records": 100_000}
    truths = generate(domain, tmp_path, faults=0.05, **asked)
    assert sum(len(truth.bad) for truth in truths) == 5000
    for truth in truths:
        imported = domain.imports.import_file(tmp_path / truth.name, truth.department)
        assert quarantined(domain, imported) == [(line, [code]) for line, code in truth.bad]
        assert imported.batch.created == truth.good


def test_a_city_generated_without_faults_goes_in_whole(domain: Domain, tmp_path: Path) -> None:
    truths = generate(domain, tmp_path, records=1000, seed=8)
    batches = [domain.imports.import_file(tmp_path / truth.name, truth.department).batch for truth in truths]
    assert sum(batch.rows for batch in batches) == sum(batch.created for batch in batches) == 1000
    late = sum(batch.late for batch in batches)
    assert 0 < late < 1000
