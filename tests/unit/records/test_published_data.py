from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest

from backend.records.published_data import DataFaulty, Entry, note_duplicates


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def entry_of(data: object) -> tuple[Entry, list[str]]:
    faults: list[str] = []
    return Entry(data, "某项", faults), faults


@pytest.mark.parametrize(
    ("reader", "value", "read"),
    [
        ("text", " 食品 ", "食品"),
        ("texts", ["a", "b"], ("a", "b")),
        ("texts", None, ()),
        ("find_text", None, None),
        ("find_text", "食品", "食品"),
        ("count", 0, 0),
        ("find_count", None, None),
        ("find_count", 12, 12),
        ("flag", False, False),
        ("find_flag", True, True),
        ("day", date(2026, 4, 1), date(2026, 4, 1)),
        ("day", "2026-04-01", date(2026, 4, 1)),
    ],
)
def test_a_sound_field_is_read_without_a_fault(reader: str, value: Any, read: Any) -> None:
    entry, faults = entry_of({"field": value})
    assert getattr(entry, reader)("field") == read
    assert faults == []


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        ("text", None),
        ("text", "  "),
        ("text", 7),
        ("texts", "一条文字"),
        ("texts", [1]),
        ("count", None),
        ("count", -1),
        ("count", 1.5),
        ("count", True),
        ("find_count", "12"),
        ("flag", None),
        ("flag", "yes"),
        ("find_flag", "yes"),
        ("find_text", 7),
        ("day", "2026-02-30"),
        ("day", None),
        ("day", datetime(2026, 4, 1, 12)),  # noqa: DTZ001
    ],
)
def test_a_faulty_field_is_noted_under_the_entrys_name(reader: str, value: Any) -> None:
    entry, faults = entry_of({"field": value})
    getattr(entry, reader)("field")
    assert len(faults) == 1
    assert faults[0].startswith("某项：")
    assert "field" in faults[0]


def test_a_word_outside_the_closed_list_is_noted_with_the_list() -> None:
    entry, faults = entry_of({"colour": "green", "other": "blue"})
    entry.choice("colour", Colour)
    assert entry.choice("other", Colour) is Colour.BLUE
    assert entry.find_choice("none", Colour) is None
    assert faults == ["某项：colour 只能取 red、blue 之一"]


def test_a_missing_word_is_noted() -> None:
    entry, faults = entry_of({})
    entry.choice("colour", Colour)
    assert faults == ["某项：缺少 colour"]


def test_a_misspelt_field_is_noted() -> None:
    entry, faults = entry_of({"name": 1, "nmae": 2})
    entry.refuse_unknown(["name"])
    assert faults == ["某项：不认识的字段 nmae"]


def test_what_is_not_a_mapping_or_a_list_is_noted() -> None:
    entry, faults = entry_of(["text"])
    assert entry.entries("items", "目录项") == []
    assert faults == ["某项：应为“字段: 值”的形式", "某项：items 应为列表"]


def test_entries_are_named_by_their_id_or_their_place() -> None:
    entry, _ = entry_of({"items": [{"id": "a.b"}, {"code": "mkt"}, {}]})
    assert [item.name for item in entry.entries("items", "第")] == ["第 a.b", "第 mkt", "第 第3项"]


def test_an_absent_flag_is_no() -> None:
    entry, faults = entry_of({})
    assert entry.find_flag("field") is False
    assert faults == []


def test_an_entry_over_another_has_its_own_fields_first() -> None:
    entry, faults = entry_of({"one": "own"})
    base = Entry({"one": "base", "two": "base"}, "模板", faults)
    merged = entry.over(base)
    assert (merged.text("one"), merged.text("two"), merged.name) == ("own", "base", "某项")
    assert merged.fields() == ("one", "two")
    assert faults == []


def test_each_label_that_comes_again_is_noted() -> None:
    faults: list[str] = []
    note_duplicates(["a", "b", "a"], "部门", faults)
    assert faults == ["部门 a：重复"]


def test_a_refusal_shows_every_fault() -> None:
    refusal = DataFaulty("catalogue-faulty", ("一", "二"))
    assert str(refusal) == "catalogue-faulty\n一\n二"
    assert refusal.extra["faults"] == ("一", "二")
