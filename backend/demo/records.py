"""Credit records of the demo city, over the items of the published catalogue that can concern a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from backend.records.catalogue import (
    Catalogue,
    CatalogueItem,
    Polarity,
    RepairRoute,
    Seriousness,
    SubjectKind,
)

# Together 1.84 records a person, as the city counted in 2015 (2.3 million records, 1.25 million subjects).
_HOW_MANY_ADVERSE = ((0, 1, 2), (80, 16, 4))
_HOW_MANY_OTHERS = ((0, 1, 2, 3), (15, 30, 35, 20))
_COMMENDATION_SHARE = 0.15
_LIMITED_VALIDITY_SHARE = 0.5
_DUTY_FULFILLED_SHARE = 0.7
_LONGEST_MONTH_DAYS = 31


@dataclass(frozen=True, slots=True)
class DemoRecord:
    """A record as a source department would deliver it."""

    item_id: str
    department: str
    document_number: str
    title: str
    decided_on: date
    valid_until: date | None
    duty_fulfilled_on: date | None


def counting_months(item: CatalogueItem) -> int:
    """Return the longest time for which a record of this item can count; 0 where it never does."""
    published = item.publication.max_months if item.publication else None
    return min((months for months in (item.counts_months, published) if months is not None), default=0)


class RecordMaker:
    """Makes records as of `today`; document numbers count up, so that no two are alike."""

    def __init__(self, catalogue: Catalogue, today: date) -> None:
        """Raise ValueError where the catalogue lacks a kind of item that the city needs."""
        self._catalogue = catalogue
        self._today = today
        self._serial = 0
        about_persons = sorted(
            (item for item in catalogue.items.values() if item.subject_kind is not SubjectKind.LEGAL),
            key=lambda item: item.id,
        )
        self._by_polarity = {
            polarity: [item for item in about_persons if item.polarity is polarity] for polarity in Polarity
        }
        if not all(self._by_polarity.values()):
            raise ValueError("the demo city needs neutral, commending and adverse catalogue items")

    def commend(self) -> DemoRecord:
        """Return one commendation that counts today."""
        item = max(self._by_polarity[Polarity.COMMENDATION], key=counting_months)
        return self._make(item, days_ago=90)

    def penalise(self, seriousness: Seriousness, *, fulfilled: bool) -> DemoRecord:
        """Return one adverse record that counts today and whose least publication period has just passed.

        Where the duty is `fulfilled`, repair may therefore be applied for today.
        """
        item = self._longest_adverse(
            lambda item: item.seriousness is seriousness and item.repair_route is RepairRoute.APPLICATION
        )
        least_months = item.publication.min_months if item.publication else 0
        days_ago = least_months * _LONGEST_MONTH_DAYS + 20
        return self._make(item, days_ago, fulfilled_after_days=10 if fulfilled else None)

    def penalise_lately(self) -> DemoRecord:
        """Return one ordinary adverse record, its duty done, whose least publication period still runs."""
        item = self._longest_adverse(
            lambda item: (
                item.seriousness is Seriousness.ORDINARY and item.repair_route is RepairRoute.APPLICATION
            )
        )
        return self._make(item, days_ago=20, fulfilled_after_days=10)

    def penalise_long_ago(self) -> DemoRecord:
        """Return one adverse record that no longer counts."""
        item = self._longest_adverse(lambda item: item.seriousness is Seriousness.ORDINARY)
        days_ago = counting_months(item) * _LONGEST_MONTH_DAYS + 40
        return self._make(item, days_ago, fulfilled_after_days=10)

    def draw(self, rng: Random, adult_since: date) -> list[DemoRecord]:
        """Return the records of a person by chance, none from before they were of age."""
        longest_days = (self._today - adult_since).days
        adverse = [self._draw_adverse(rng, longest_days) for _ in range(rng.choices(*_HOW_MANY_ADVERSE)[0])]
        return adverse + [
            self._draw_other(rng, longest_days) for _ in range(rng.choices(*_HOW_MANY_OTHERS)[0])
        ]

    def describe(self, records: Sequence[DemoRecord]) -> str:
        """Return in a few words, for the visitor of the demo city, what the records are."""
        items = [self._catalogue.items[record.item_id] for record in records]
        adverse = sum(item.polarity is Polarity.ADVERSE for item in items)
        if not records:
            return "无任何记录"
        return f"{len(records)} 条记录，" + (f"其中失信信息 {adverse} 条" if adverse else "无失信信息")

    def _longest_adverse(self, is_wanted: Callable[[CatalogueItem], bool]) -> CatalogueItem:
        wanted = [item for item in self._by_polarity[Polarity.ADVERSE] if is_wanted(item)]
        if not wanted:
            raise ValueError("the demo city needs adverse items of each seriousness that can be repaired")
        return max(wanted, key=counting_months)

    def _draw_adverse(self, rng: Random, longest_days: int) -> DemoRecord:
        item = rng.choice(self._by_polarity[Polarity.ADVERSE])
        days_ago = min(rng.randint(1, 45 * counting_months(item) + 30), longest_days)
        fulfilled = rng.random() < _DUTY_FULFILLED_SHARE
        return self._make(
            item, days_ago, fulfilled_after_days=rng.randint(0, days_ago) if fulfilled else None
        )

    def _draw_other(self, rng: Random, longest_days: int) -> DemoRecord:
        is_commendation = rng.random() < _COMMENDATION_SHARE
        item = rng.choice(self._by_polarity[Polarity.COMMENDATION if is_commendation else Polarity.NEUTRAL])
        years = rng.choice((3, 5, 10)) if rng.random() < _LIMITED_VALIDITY_SHARE else None
        return self._make(item, min(rng.randint(1, 6 * 365), longest_days), valid_years=years)

    def _make(
        self,
        item: CatalogueItem,
        days_ago: int,
        *,
        fulfilled_after_days: int | None = None,
        valid_years: int | None = None,
    ) -> DemoRecord:
        self._serial += 1
        decided_on = self._today - timedelta(days=days_ago)
        return DemoRecord(
            item_id=item.id,
            department=item.department,
            document_number=f"厦演字〔{decided_on.year}〕{self._serial}号",
            title=item.name_zh,
            decided_on=decided_on,
            valid_until=None if valid_years is None else decided_on + timedelta(days=365 * valid_years),
            duty_fulfilled_on=(
                None if fulfilled_after_days is None else decided_on + timedelta(days=fulfilled_after_days)
            ),
        )
