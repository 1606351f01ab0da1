"""Until when the law lets a record about an organisation be shown to everybody."""

from __future__ import annotations

from datetime import date

from backend.records.catalogue import CatalogueItem, SubjectKind
from backend.records.facts import RecordFacts, RecordState
from backend.records.periods import last_day_of_months


def find_last_public_day(record: RecordFacts, item: CatalogueItem) -> date | None:
    """Return the last day, inclusive, on which the record may be shown; None where nothing ends it.

    An adverse record is published for the most months of its item (国办发〔2025〕22号 item 2), an honour
    for as long as its item counts, a licence while it is valid; the source's own last day ends each sooner.
    """
    months = item.publication.max_months if item.publication else item.counts_months
    longest = None if months is None else last_day_of_months(record.decided_on, months)
    return min((day for day in (longest, record.valid_until) if day is not None), default=None)


def is_public_on(record: RecordFacts, item: CatalogueItem, day: date) -> bool:
    """Tell whether everybody may see the record of an organisation on this day.

    What is disputed, corrected, repaired or withdrawn is shown no more from that moment.
    """
    last_day = find_last_public_day(record, item)
    return (
        item.subject_kind is not SubjectKind.NATURAL
        and record.state is RecordState.IN_FORCE
        and record.decided_on <= day
        and (last_day is None or day <= last_day)
    )
