"""What the catalogue asks of the rows of each item, small enough to be handed to another process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from backend.platform.working_days import add_working_days
from backend.records.catalogue import Catalogue, CatalogueItem, Polarity, SubjectKind, UpdateCycle
from backend.records.importing.fields import list_required
from backend.records.periods import last_day_of_months

_REGISTRATION = "registration"
_WORKING_DAYS_OF_DOUBLE_PUBLICITY = 7
_MONTHS = {UpdateCycle.MONTHLY: 1, UpdateCycle.QUARTERLY: 3, UpdateCycle.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class ItemRule:
    """What a row of one item must be like."""

    item_id: str
    department: str
    name: str
    subject_kind: SubjectKind
    is_adverse: bool
    is_registration: bool
    publishes_representative: bool
    update_cycle: UpdateCycle
    required: frozenset[str]

    def is_late(self, decided_on: date, today: date) -> bool:
        """Tell whether a decision should have been delivered before today."""
        return _due_on(decided_on, self.update_cycle) < today


def rules_of(catalogue: Catalogue) -> Mapping[str, ItemRule]:
    """Return the rule of every item, by its id."""
    return {item.id: _rule_of(item) for item in catalogue.items.values()}


def _rule_of(item: CatalogueItem) -> ItemRule:
    return ItemRule(
        item_id=item.id,
        department=item.department,
        name=item.name_zh,
        subject_kind=item.subject_kind,
        is_adverse=item.polarity is Polarity.ADVERSE,
        is_registration=item.category == _REGISTRATION,
        publishes_representative=item.publishes_representative,
        update_cycle=item.update_cycle,
        required=frozenset(list_required(item)),
    )


@lru_cache(maxsize=65536)
def _due_on(decided_on: date, cycle: UpdateCycle) -> date:
    """Return the last day of delivery (双公示: seven working days; otherwise one cycle)."""
    if cycle is UpdateCycle.SEVEN_WORKING_DAYS:
        return add_working_days(decided_on, _WORKING_DAYS_OF_DOUBLE_PUBLICITY)
    return last_day_of_months(decided_on, _MONTHS[cycle])
