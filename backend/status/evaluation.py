"""The status as a pure function of (records, catalogue, policy, date): no clock, no store, no weight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backend.records.catalogue import Catalogue
from backend.records.facts import RecordFacts
from backend.status.explanation import explain_record
from backend.status.improvements import list_improvements
from backend.status.policy import StatusPolicy
from backend.status.report import Improvement, ImprovementCode, LineReason, RecordLine, StatusReport
from backend.status.standing import judge_records

__all__ = ["Improvement", "ImprovementCode", "LineReason", "RecordLine", "StatusReport", "evaluate"]


def evaluate(
    records: Sequence[RecordFacts], catalogue: Catalogue, policy: StatusPolicy, on: date
) -> StatusReport:
    """Return the status on a day: its level, a line for each record, and what would raise it.

    Record ids must differ. A record counts only if its item stands in the catalogue, is about natural
    persons and is in force on that day; whoever has none that counts has a good standing. The coming
    days in `improvements` assume that nothing but time passes and that this edition stays in force.
    """
    standing = judge_records(records, catalogue, policy, on)
    return StatusReport(
        level=standing.level(),
        policy_version=policy.version,
        catalogue_version=catalogue.version,
        evaluated_on=on,
        lines=tuple(explain_record(record) for record in standing.records),
        improvements=tuple(list_improvements(standing)),
    )
