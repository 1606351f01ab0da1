"""The published policy, and records of the sample catalogue."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from backend.records.facts import RecordFacts, RecordState
from backend.status.policy import StatusPolicy, parse_status_policies

POLICY_FILE = Path(__file__).parents[3] / "config" / "status_policy.yaml"
TODAY = date(2026, 11, 23)


def policy_data() -> Any:
    """Return a fresh copy of the published policy's data."""
    return yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))


def published_policy() -> StatusPolicy:
    """Return the edition in force today."""
    return parse_status_policies(policy_data()).in_force_on(TODAY)


def record(
    item_id: str = "mkt.penalty.ordinary",
    decided_on: str = "2026-10-01",
    *,
    record_id: str = "rec_1",
    valid_until: str | None = None,
    duty_fulfilled_on: str | None = None,
    state: RecordState = RecordState.IN_FORCE,
) -> RecordFacts:
    """Return a record in force of an ordinary adverse item, or as told."""
    return RecordFacts(
        record_id=record_id,
        item_id=item_id,
        decided_on=date.fromisoformat(decided_on),
        valid_until=date.fromisoformat(valid_until) if valid_until else None,
        duty_fulfilled_on=date.fromisoformat(duty_fulfilled_on) if duty_fulfilled_on else None,
        state=state,
    )
