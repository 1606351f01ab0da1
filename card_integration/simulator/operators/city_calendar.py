"""Days and months as the city counts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month in which a day lies."""
        return cls(day.year, day.month)

    def plus(self, months: int) -> Month:
        """Return the month so many later, or earlier."""
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    def day(self, number: int) -> date:
        """Return a day of this month, by its number up to 28."""
        return date(self.year, self.number, number)

    def days(self) -> Iterator[date]:
        """Yield every day of this month."""
        day = self.day(1)
        while Month.of(day) == self:
            yield day
            day += timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"


def city_day(now: datetime) -> date:
    """Return the city's date of a moment."""
    return now.astimezone(CITY_ZONE).date()


def at_clock(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day on the city's clock."""
    return datetime.combine(day, time(hour, minute), CITY_ZONE)


def months_from(first: Month, last: Month) -> Iterator[Month]:
    """Yield the months from `first` to `last`, both included."""
    while first <= last:
        yield first
        first = first.plus(1)
