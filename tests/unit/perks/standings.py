"""Records and the reports that follow from them, by the published catalogue and policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from backend.domain import Policy
from backend.perks.counted import Counted, count_on
from backend.records.facts import RecordFacts, RecordState
from backend.status.evaluation import StatusReport, evaluate

TODAY = date(2026, 11, 23)
MINOR, ORDINARY, SERIOUS = "mkt.penalty.minor", "mkt.penalty.ordinary", "mkt.penalty.serious"
TEACHER, MODEL_WORKER = "edu.honour.teacher", "union.honour.model_worker"
ITEMS = (MINOR, ORDINARY, SERIOUS, TEACHER, MODEL_WORKER, "street.jaywalking")


def a_fact(
    item: str,
    decided_on: date = date(2026, 11, 1),
    *,
    record_id: str = "",
    valid_until: date | None = None,
    state: RecordState = RecordState.IN_FORCE,
) -> RecordFacts:
    """Return what the store knows of a record."""
    return RecordFacts(record_id or f"rec_{item}", item, decided_on, valid_until, None, state)


def a_report(policy: Policy, *facts: RecordFacts, on: date = TODAY) -> StatusReport:
    """Return the report of a day."""
    return evaluate(facts, policy.catalogue, policy.status.in_force_on(on), on)


def counted(policy: Policy, *items: str) -> Counted:
    """Return what counts today of records of these items."""
    report = a_report(policy, *[a_fact(item, record_id=f"rec_{at}") for at, item in enumerate(items)])
    return count_on(TODAY, report, policy.catalogue, policy.status.in_force_on(TODAY))


def _numbered(facts: Sequence[tuple[str, date, date | None, RecordState]]) -> list[RecordFacts]:
    return [
        a_fact(item, day, record_id=f"rec_{at}", valid_until=until, state=state)
        for at, (item, day, until, state) in enumerate(facts)
    ]


DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))
RECORDS = st.lists(
    st.tuples(st.sampled_from(ITEMS), DAYS, st.none() | DAYS, st.sampled_from(RecordState)), max_size=5
).map(_numbered)
