from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from backend.platform.database import Moment

SQLITE, POSTGRESQL = sqlite.dialect(), postgresql.dialect()
IN_THE_CITY = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=8)))
IN_UTC = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
both = pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL], ids=lambda one: one.name)


@both
def test_a_moment_without_a_zone_is_refused(dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="zone"):
        Moment().process_bind_param(IN_UTC.replace(tzinfo=None), dialect)


@both
def test_a_moment_of_any_zone_is_stored_as_utc(dialect: Dialect) -> None:
    stored = Moment().process_bind_param(IN_THE_CITY, dialect)
    assert stored is not None
    assert stored.replace(tzinfo=UTC) == IN_UTC
    assert (stored.tzinfo is None) == (dialect is SQLITE)


@both
@pytest.mark.parametrize("found", [IN_UTC.replace(tzinfo=None), IN_UTC, IN_THE_CITY])
def test_what_comes_back_is_aware_and_in_utc(dialect: Dialect, found: datetime) -> None:
    moment = Moment().process_result_value(found, dialect)
    assert moment == IN_UTC
    assert moment is not None
    assert moment.tzinfo is UTC


@both
def test_no_moment_stays_none(dialect: Dialect) -> None:
    assert Moment().process_bind_param(None, dialect) is None
    assert Moment().process_result_value(None, dialect) is None
