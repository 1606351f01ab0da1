"""Times as a person in the city reads them."""

from __future__ import annotations

from datetime import date, datetime
from typing import overload

from backend.platform.clock import CITY_ZONE


@overload
def city_time(moment: datetime) -> str: ...
@overload
def city_time(moment: None) -> None: ...
@overload
def city_time(moment: datetime | None) -> str | None: ...
def city_time(moment: datetime | None) -> str | None:
    """Return an aware moment as ISO 8601 on the city's clock, to the second: 2026-11-23T09:30:00+08:00."""
    return moment.astimezone(CITY_ZONE).isoformat(timespec="seconds") if moment else None


def iso_day(day: date | None) -> str | None:
    """Return a date as ISO 8601."""
    return day.isoformat() if day else None
