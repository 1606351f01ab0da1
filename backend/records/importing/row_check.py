"""Checks one delivered row: either a record as the catalogue allows it, or every fault that it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from backend.identity.id_number import adult_on, parse_id_number
from backend.platform.errors import Invalid
from backend.records.catalogue import SubjectKind
from backend.records.facts import RecordState
from backend.records.importing.fields import DETAIL_FIELDS, RECORD_FIELDS, Field, Holds
from backend.records.importing.rules import ItemRule
from backend.records.importing.values import LONG_TERM, parse_amount_fen, parse_day
from backend.records.organisation_code import parse_organisation_code

_FIELDS = {field.key: field for field in (*RECORD_FIELDS, *DETAIL_FIELDS)}
# An authority stands in each of its rows; codes of organisations are public, so keeping some is harmless.
_parse_organisation_code = lru_cache(maxsize=4096)(parse_organisation_code)
_DETAILS = {field.key: field for field in DETAIL_FIELDS}
_DAY_KEYS = tuple(field.key for field in RECORD_FIELDS if field.holds is Holds.DAY)
_LONGEST = {field.key: field.longest for field in _FIELDS.values()}
_SHORTEST_LIMIT = min(_LONGEST.values())

_STATES = {
    "": RecordState.IN_FORCE,
    "有效": RecordState.IN_FORCE,
    "1": RecordState.IN_FORCE,
    "in_force": RecordState.IN_FORCE,
    "撤回": RecordState.WITHDRAWN,
    "无效": RecordState.WITHDRAWN,
    "2": RecordState.WITHDRAWN,
    "withdrawn": RecordState.WITHDRAWN,
}
_KINDS = {
    "自然人": SubjectKind.NATURAL,
    "natural": SubjectKind.NATURAL,
    "法人及非法人组织": SubjectKind.LEGAL,
    "法人": SubjectKind.LEGAL,
    "非法人组织": SubjectKind.LEGAL,
    "个体工商户": SubjectKind.LEGAL,
    "legal": SubjectKind.LEGAL,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: the heading of the field, a stable code, the reason in Chinese."""

    field: str
    code: str
    zh: str


class CheckedRow(NamedTuple):
    """A row that may go in. `details` holds texts, and amounts in fen, by the key of their field."""

    subject_kind: SubjectKind
    subject_code: str
    subject_name: str
    item_id: str
    document_number: str
    title: str
    decided_on: date
    valid_until: date | None
    duty_fulfilled_on: date | None
    revised_on: date | None
    state: RecordState
    details: Mapping[str, str | int]
    representative: str | None
    is_registration: bool
    is_late: bool


class RowCheck:
    """Checks the rows of one department on one day."""

    def __init__(self, department: str, rules: Mapping[str, ItemRule], today: date) -> None:
        self._department = department
        self._rules = rules
        self._today = today

    def check(self, cells: Mapping[str, str]) -> CheckedRow | list[Fault]:
        """Return the record that a row states, or all its faults.

        The cells are texts by field key, stripped; those that are empty are not among them.
        """
        faults: list[Fault] = []
        _check_texts(cells, faults)
        rule = self._find_rule(cells.get("item_id", ""), faults)
        if rule and not rule.required <= cells.keys():
            for key in sorted(rule.required - cells.keys()):
                _note(faults, key, "field-missing", "必填，不能为空")
        days = _read_days(cells, faults)
        details = _read_details(cells, faults)
        state = _STATES.get(cells.get("state", ""))
        if state is None:
            _note(faults, "state", "state-unknown", "只能填“有效”或“撤回”")
        if rule is None:
            return faults
        kind = _read_kind(cells.get("subject_kind", ""), rule, faults)
        self._check_days(days, rule, faults)
        code = self._read_code(cells.get("subject_code", ""), kind, days.get("decided_on"), faults)
        decided_on = days.get("decided_on")
        if faults or kind is None or decided_on is None or state is None:
            return faults
        valid_until = days.get("valid_until")
        return CheckedRow(
            subject_kind=kind,
            subject_code=code,
            subject_name=cells["subject_name"],
            item_id=rule.item_id,
            document_number=cells["document_number"],
            title=cells.get("title") or rule.name,
            decided_on=decided_on,
            valid_until=None if valid_until == LONG_TERM else valid_until,
            duty_fulfilled_on=days.get("duty_fulfilled_on"),
            revised_on=days.get("revised_on"),
            state=state,
            details=details,
            representative=cells.get("representative") if rule.publishes_representative else None,
            is_registration=rule.is_registration,
            is_late=rule.is_late(decided_on, self._today),
        )

    def _find_rule(self, item_id: str, faults: list[Fault]) -> ItemRule | None:
        rule = self._rules.get(item_id)
        if rule is None:
            if item_id:
                _note(faults, "item_id", "item-not-in-catalogue", "不在公布的目录内，不得归集")
            else:
                _note(faults, "item_id", "field-missing", "必填，不能为空")
        elif rule.department != self._department:
            _note(faults, "item_id", "item-of-another-department", "属于其他部门的目录项")
            return None
        return rule

    def _check_days(self, days: Mapping[str, date], rule: ItemRule, faults: list[Fault]) -> None:
        decided_on = days.get("decided_on", date.min)
        for key, day in days.items():
            if day > self._today and key != "valid_until":
                _note(faults, key, "date-in-future", "晚于今天")
            if day < decided_on:
                _note(faults, key, "date-order", "早于决定日期")
        if "duty_fulfilled_on" in days and not rule.is_adverse:
            _note(faults, "duty_fulfilled_on", "duty-not-adverse", "只有失信信息才填履行完毕日期")

    def _read_code(
        self, text: str, kind: SubjectKind | None, decided_on: date | None, faults: list[Fault]
    ) -> str:
        if not text or kind is None:
            return ""
        try:
            if kind is SubjectKind.LEGAL:
                return self._read_organisation_code(text, faults)
            number = parse_id_number(text, self._today)
        except Invalid as error:
            _note(faults, "subject_code", error.code, error.zh)
            return ""
        if decided_on is not None and decided_on < adult_on(number.born_on):
            _note(
                faults,
                "subject_code",
                "subject-under-age",
                "作出决定时未满十八周岁，不属于信用主体（厦门经济特区社会信用条例第二条）",
            )
        return number.text

    def _read_organisation_code(self, text: str, faults: list[Fault]) -> str:
        """Return the code; a person's number that happens to be one must never become public as one."""
        code = _parse_organisation_code(text)
        if code[:-1].isdecimal() and _is_id_number(code, self._today):
            _note(faults, "subject_code", "subject-kind-mismatch", "这是公民身份号码，主体类别应为“自然人”")
        return code


def _is_id_number(code: str, today: date) -> bool:
    try:
        parse_id_number(code, today)
    except Invalid:
        return False
    return True


def _note(faults: list[Fault], key: str, code: str, zh: str) -> None:
    faults.append(Fault(_FIELDS[key].headings[0], code, zh))


def _check_texts(cells: Mapping[str, str], faults: list[Fault]) -> None:
    for key, text in cells.items():
        if len(text) > _SHORTEST_LIMIT and len(text) > _LONGEST[key]:
            _note(faults, key, "text-too-long", f"超过{_LONGEST[key]}个字符")


def _read_days(cells: Mapping[str, str], faults: list[Fault]) -> Mapping[str, date]:
    days = {}
    for key in _DAY_KEYS:
        if key not in cells:
            continue
        day = parse_day(cells[key])
        if day is None:
            _note(faults, key, "date-unreadable", "不是真实存在的日期，应为 YYYY-MM-DD")
        else:
            days[key] = day
    return days


def _read_kind(text: str, rule: ItemRule, faults: list[Fault]) -> SubjectKind | None:
    kind = _KINDS.get(text) if text or rule.subject_kind is SubjectKind.BOTH else rule.subject_kind
    if kind is None:
        _note(faults, "subject_kind", "subject-kind-mismatch", "应填“自然人”或“法人及非法人组织”")
    elif rule.subject_kind not in (kind, SubjectKind.BOTH):
        _note(faults, "subject_kind", "subject-kind-mismatch", "该目录项不适用于这类主体")
        return None
    return kind


def _read_details(cells: Mapping[str, str], faults: list[Fault]) -> dict[str, str | int]:
    details: dict[str, str | int] = {}
    for key, text in cells.items():
        field = _DETAILS.get(key)
        if field and (value := _read_detail(field, text, faults)) is not None:
            details[key] = value
    if valid_from := details.get("valid_from"):
        valid_until = parse_day(cells.get("valid_until", ""))
        if valid_until and str(valid_from) > valid_until.isoformat():
            _note(faults, "valid_from", "date-order", "晚于有效期至")
    return details


def _read_detail(field: Field, text: str, faults: list[Fault]) -> str | int | None:
    if field.holds is Holds.TEXT:
        return text
    if field.holds is Holds.DAY:
        if (day := parse_day(text)) is None:
            _note(faults, field.key, "date-unreadable", "不是真实存在的日期，应为 YYYY-MM-DD")
        return day.isoformat() if day else None
    if field.holds is Holds.AMOUNT:
        if (fen := parse_amount_fen(text)) is None:
            _note(faults, field.key, "amount-unreadable", "应为不小于0、精确到分的金额（万元）")
        return fen
    try:
        return _parse_organisation_code(text)
    except Invalid as error:
        _note(faults, field.key, error.code, error.zh)
        return None
