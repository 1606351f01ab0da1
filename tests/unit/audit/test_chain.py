"""What a digest must tell apart, and what it must not."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.audit.chain import NOTHING_BEFORE, ChainKey, SealFacts, canonical_text, root_of
from backend.platform.field_encryption import BlindIndex

KEY = ChainKey(BlindIndex(secrets.token_bytes(32)))
NOON = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
ENTRY = {"id": "acc_1", "citizen_id": "cit_1", "at": NOON, "disclosed": ["level"], "outcome": None}
SEAL = SealFacts(7, NOON, NOON, 3, bytes(32), NOTHING_BEFORE)

values = st.none() | st.text() | st.integers() | st.booleans() | st.binary() | st.lists(st.text())
entries = st.dictionaries(st.text(min_size=1), values)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "acc_2"},
        {"at": NOON + timedelta(microseconds=1)},
        {"disclosed": []},
        {"disclosed": ["level", "no_adverse"]},
        {"outcome": ""},
        {"purpose": "status.evaluate"},
    ],
)
def test_any_change_of_an_entry_changes_its_digest(changed: dict[str, Any]) -> None:
    assert KEY.of_entry("access", ENTRY | changed) != KEY.of_entry("access", ENTRY)


def test_the_same_entry_in_another_log_has_another_digest() -> None:
    assert KEY.of_entry("officer", ENTRY) != KEY.of_entry("access", ENTRY)


def test_without_the_key_nobody_makes_the_digest() -> None:
    assert ChainKey(BlindIndex(secrets.token_bytes(32))).of_entry("access", ENTRY) != KEY.of_entry(
        "access", ENTRY
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 8},
        {"sealed_at": NOON + timedelta(seconds=1)},
        {"whole_before": None},
        {"count": 2},
        {"root": bytes(31) + b"\1"},
        {"previous": bytes(31) + b"\1"},
    ],
)
def test_any_change_of_a_seal_changes_its_hash(changed: dict[str, Any]) -> None:
    assert KEY.of_seal(replace(SEAL, **changed)) != KEY.of_seal(SEAL)


@given(entries)
def test_the_order_of_columns_says_nothing(entry: dict[str, Any]) -> None:
    assert canonical_text(dict(reversed(entry.items()))) == canonical_text(entry)


@given(entries, st.text(min_size=1))
def test_a_new_column_that_is_empty_changes_no_old_digest(entry: dict[str, Any], name: str) -> None:
    assert canonical_text({name: None} | entry) == canonical_text(entry)


@given(entries, st.text(min_size=1), st.text())
def test_another_value_is_another_text(entry: dict[str, Any], name: str, value: str) -> None:
    assert canonical_text(entry | {name: value}) != canonical_text(entry | {name: value + "!"})


def test_a_moment_is_the_same_in_every_zone_and_a_day_stays_a_day() -> None:
    city = timezone(timedelta(hours=8))
    assert canonical_text({"at": NOON.astimezone(city)}) == canonical_text({"at": NOON})
    assert canonical_text({"on": date(2026, 11, 27)}) == '{"on":"2026-11-27"}'


def test_a_root_depends_on_the_order_and_the_number_of_digests() -> None:
    one, other = b"1" * 32, b"2" * 32
    assert len({root_of(row) for row in ([], [one], [other], [one, other], [other, one])}) == 5
