"""Read published data (catalogue, policy) and note every fault in it, not only the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from backend.platform.errors import Invalid

Choice = TypeVar("Choice", bound=StrEnum)


class DataFaulty(Invalid):
    """Published data cannot be used; `faults` names every reason, in Chinese."""

    def __init__(self, code: str, faults: tuple[str, ...]) -> None:
        super().__init__(
            code,
            zh="数据有误，请逐条改正：" + "；".join(faults),
            en=f"The data has {len(faults)} fault(s); correct each one.",
            faults=faults,
        )
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join((self.code, *self.faults))


class Entry:
    """One mapping of the data under the name that a reader knows it by.

    A faulty field is noted in `faults` and a stand-in returned: whoever reads entries must raise when
    there are faults, so that no stand-in is ever used.
    """

    def __init__(self, data: object, name: str, faults: list[str]) -> None:
        self.name = name
        self._faults = faults
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            self.note("应为“字段: 值”的形式")

    def note(self, fault: str) -> None:
        """Note a fault of this entry."""
        self._faults.append(f"{self.name}：{fault}")

    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields that it has."""
        return tuple(str(field) for field in self._data)

    def over(self, base: Entry) -> Entry:
        """Return the same entry with the fields of `base` where it has none of its own."""
        return Entry({**base._data, **self._data}, self.name, self._faults)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """Note every field that is not in `known`: a misspelt one must not pass unseen."""
        for field in sorted(str(field) for field in self._data.keys() - set(known)):
            self.note(f"不认识的字段 {field}")

    def text(self, field: str) -> str:
        """Read a text that is not blank."""
        value = self._data.get(field)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.note(f"缺少 {field}")
        return ""

    def find_text(self, field: str) -> str | None:
        """Read a text that is not blank, None when absent."""
        return None if self._data.get(field) is None else self.text(field)

    def texts(self, field: str) -> tuple[str, ...]:
        """Read a list of texts, empty when absent."""
        value = self._data.get(field) or []
        if isinstance(value, list) and all(isinstance(text, str) for text in value):
            return tuple(value)
        self.note(f"{field} 应为文字列表")
        return ()

    def find_count(self, field: str) -> int | None:
        """Read a whole number of at least 0, None when absent."""
        value = self._data.get(field)
        if value is None or (type(value) is int and value >= 0):
            return value
        self.note(f"{field} 应为不小于0的整数")
        return 0

    def count(self, field: str) -> int:
        """Read a whole number of at least 0."""
        if (value := self.find_count(field)) is None:
            self.note(f"缺少 {field}")
            return 0
        return value

    def flag(self, field: str) -> bool:
        """Read a yes or no."""
        value = self._data.get(field)
        if not isinstance(value, bool):
            self.note(f"{field} 应为 true 或 false")
        return value is True

    def find_flag(self, field: str) -> bool:
        """Read a yes or no, no when absent."""
        return field in self._data and self.flag(field)

    def day(self, field: str) -> date:
        """Read a calendar date, written as a YAML date or as ISO text."""
        value = self._data.get(field)
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.note(f"{field} 应为 YYYY-MM-DD 形式的日期")
            return date.min

    def find_choice(self, field: str, kinds: type[Choice]) -> Choice | None:
        """Read a word of a closed list, None when absent."""
        value = self._data.get(field)
        if value is None:
            return None
        for kind in kinds:
            if kind == value:
                return kind
        self.note(f"{field} 只能取 {'、'.join(kinds)} 之一")
        return next(iter(kinds))

    def choice(self, field: str, kinds: type[Choice]) -> Choice:
        """Read a word of a closed list."""
        found = self.find_choice(field, kinds)
        if found is None:
            self.note(f"缺少 {field}")
            return next(iter(kinds))
        return found

    def entry(self, field: str, name: str | None = None) -> Entry:
        """Read the mapping under `field`, known by `name`."""
        return Entry(self._data.get(field), name or f"{self.name} {field}", self._faults)

    def find_entry(self, field: str) -> Entry | None:
        """Read the mapping under `field`, None when absent."""
        return None if self._data.get(field) is None else self.entry(field)

    def entries(self, field: str, name: str) -> list[Entry]:
        """Read a list of mappings, each named by its `id` (or its place) after `name`."""
        value = self._data.get(field)
        if not isinstance(value, list):
            self.note(f"{field} 应为列表")
            return []
        return [Entry(data, f"{name} {_label(data, n)}", self._faults) for n, data in enumerate(value, 1)]


def note_duplicates(labels: Iterable[str], name: str, faults: list[str]) -> None:
    """Note every label that occurs more than once."""
    seen: set[str] = set()
    for label in labels:
        if label in seen:
            faults.append(f"{name} {label}：重复")
        seen.add(label)


def _label(data: object, place: int) -> str:
    if isinstance(data, Mapping):
        for field in ("id", "code", "version", "level"):
            if data.get(field):
                return str(data[field])
    return f"第{place}项"
