from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_integration.retry_after import LONGEST_SECONDS, retry_after_seconds
from tests.unit.card_integration.scripted_http import NOW


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("0", 1),
        (" 12 ", 12),
        ("86400", LONGEST_SECONDS),
        ("9" * 400, LONGEST_SECONDS),
        ("Mon, 23 Nov 2026 04:02:00 GMT", 120),
        ("Mon, 23 Nov 2026 04:02:00 -0000", 120),
        ("Mon, 23 Nov 2026 03:00:00 GMT", 1),
        ("Tue, 24 Nov 2026 04:00:00 GMT", LONGEST_SECONDS),
        ("Mon, 99 Nov 2026 04:02:00 GMT", None),
        ("Mon, 23 Nov 20269999999999999999999 04:02:00 GMT", None),
        ("Mon, 23 Nov 2026 04:02:00 +99999999999999999999", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str | None, seconds: int | None) -> None:
    assert retry_after_seconds(header, NOW) == seconds


@given(header=st.text(), now=st.just(NOW))
def test_no_header_whatever_breaks_the_reading(header: str, now: datetime) -> None:
    seconds = retry_after_seconds(header, now)
    assert seconds is None or 1 <= seconds <= LONGEST_SECONDS
