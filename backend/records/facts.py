"""What the status needs to know of a credit record: no name, no number, no text of the decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RecordState(StrEnum):
    """How a record stands; only one in force can count."""

    IN_FORCE = "in_force"
    DISPUTED = "disputed"
    CORRECTED = "corrected"
    REPAIRED = "repaired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """The dates and the standing of one record of one citizen; all dates are the city's.

    `valid_until` is the last day, inclusive, that the source department gave, where it gave one.
    `duty_fulfilled_on` is the day on which everything the decision asked for was done.
    """

    record_id: str
    item_id: str
    decided_on: date
    valid_until: date | None
    duty_fulfilled_on: date | None
    state: RecordState
