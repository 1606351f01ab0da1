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
    `duty_fulfilled_on` is the day on which everything the decision asked for was done. `is_taken_off` tells
    a withdrawn record that a decision on a dispute took off, and not its source.
    """

    record_id: str
    item_id: str
    decided_on: date
    valid_until: date | None
    duty_fulfilled_on: date | None
    state: RecordState
    is_taken_off: bool = False


def is_taken_off(state: str, corrected_on: date | None, revised_on: date | None) -> bool:
    """Tell whether a decision on a dispute took the record off; a later word of its source is its own."""
    if state != RecordState.WITHDRAWN or corrected_on is None:
        return False
    return revised_on is None or revised_on <= corrected_on
