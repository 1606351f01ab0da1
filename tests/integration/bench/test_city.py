from __future__ import annotations

import pytest
from sqlalchemy import func, select

from backend.domain import Domain, Policy
from backend.records.models import CreditRecord, RecordsRevision
from backend.status.memo import StatusMemos
from bench.city import draw_citizens, fill_city
from tests.builders.stores import EmbeddedStore, ServiceStore

pytestmark = pytest.mark.store
PERSONS, DRAWN = 500, 40


@pytest.fixture
def citizens(store: EmbeddedStore | ServiceStore, domain: Domain, policy: Policy) -> list[str]:
    if isinstance(store, EmbeddedStore):
        pytest.skip("PostgreSQL makes these cities by itself")
    fill_city(store.url, PERSONS, policy.catalogue, policy.purposes)
    return draw_citizens(store.url, DRAWN)


def test_whoever_is_drawn_from_a_made_city_is_another_one_and_has_a_status(
    domain: Domain, citizens: list[str]
) -> None:
    assert len(set(citizens)) == DRAWN
    reports = [domain.status.view(citizen) for citizen in citizens]
    assert len({report.level.id for report in reports}) > 1
    memos = [StatusMemos(domain.ground.short_lived).find(citizen) for citizen in citizens]
    assert [(memo.revision, memo.report) for memo in memos if memo] == [(1, report) for report in reports]


def test_a_made_city_has_about_as_many_records_as_the_real_one(
    domain: Domain, policy: Policy, citizens: list[str]
) -> None:
    with domain.ground.database.reading() as session:
        records = session.scalar(select(func.count()).select_from(CreditRecord)) or 0
        items = session.scalars(select(CreditRecord.item_id).distinct()).all()
        revisions = session.scalar(select(func.count()).select_from(RecordsRevision))
    assert records / PERSONS == pytest.approx(1.84, abs=0.15)
    assert set(items) <= set(policy.catalogue.items)
    assert revisions == 65_536
