"""The fields of a delivered row: their names, what they hold, and when they must be there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from backend.records.catalogue import CatalogueItem, DoublePublicity


class Holds(StrEnum):
    """What a field holds; an amount is delivered in 万元 and kept in fen."""

    TEXT = "text"
    DAY = "day"
    AMOUNT = "amount"
    ORGANISATION_CODE = "organisation_code"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: the first Chinese heading is the one that we write, all are read."""

    key: str
    headings: tuple[str, ...]
    holds: Holds = Holds.TEXT
    longest: int = 200


RECORD_FIELDS: tuple[Field, ...] = (
    Field("item_id", ("目录项编码",), longest=60),
    Field(
        "document_number",
        ("决定书文号", "行政处罚决定书文号", "行政许可决定文书号", "文号"),
        longest=80,
    ),
    Field("subject_kind", ("行政相对人类别", "主体类别")),
    Field("subject_name", ("行政相对人名称", "姓名", "名称", "主体名称"), longest=100),
    Field("subject_code", ("证件号码", "行政相对人代码_1", "统一社会信用代码", "身份证号码")),
    Field("title", ("决定文书名称", "行政许可决定文书名称", "文书名称")),
    Field("decided_on", ("决定日期", "处罚决定日期", "许可决定日期", "认定日期"), Holds.DAY),
    Field("valid_until", ("有效期至", "公示截止期"), Holds.DAY),
    Field("duty_fulfilled_on", ("履行完毕日期",), Holds.DAY),
    Field("state", ("当前状态",)),
    Field("revised_on", ("更新日期",), Holds.DAY),
    Field("representative", ("法定代表人",), longest=100),
)
"""What every row has a place for."""

DETAIL_FIELDS: tuple[Field, ...] = (
    Field("violation_kind", ("违法行为类型",)),
    Field("violation_facts", ("违法事实",), longest=2000),
    Field("penalty_basis", ("处罚依据",), longest=1000),
    Field("penalty_kind", ("处罚类别",)),
    Field("content", ("内容", "处罚内容", "许可内容"), longest=2000),
    Field("fine_fen", ("罚款金额（万元）", "罚款金额(万元)"), Holds.AMOUNT),
    Field("confiscated_fen", ("没收金额（万元）", "没收金额(万元)"), Holds.AMOUNT),
    Field("revoked_licence", ("暂扣或吊销证照名称及编号",)),
    Field("penalty_valid_until", ("处罚有效期",), Holds.DAY),
    Field("certificate_name", ("许可证书名称",)),
    Field("licence_number", ("许可编号",), longest=80),
    Field("licence_kind", ("许可类别",)),
    Field("valid_from", ("有效期自",), Holds.DAY),
    Field("authority", ("处罚机关", "许可机关", "认定机关")),
    Field(
        "authority_code",
        ("处罚机关统一社会信用代码", "许可机关统一社会信用代码", "认定机关统一社会信用代码"),
        Holds.ORGANISATION_CODE,
    ),
)
"""What is kept encrypted with the record and shown to its subject; most of it belongs to 双公示."""

ALWAYS_REQUIRED = ("item_id", "document_number", "subject_name", "subject_code", "decided_on")

_REQUIRED_BY_DOUBLE_PUBLICITY: Mapping[DoublePublicity, tuple[str, ...]] = {
    DoublePublicity.PENALTY: (
        "violation_kind",
        "violation_facts",
        "penalty_basis",
        "penalty_kind",
        "content",
        "penalty_valid_until",
        "authority",
        "authority_code",
    ),
    DoublePublicity.LICENCE: (
        "title",
        "licence_kind",
        "content",
        "valid_from",
        "valid_until",
        "authority",
        "authority_code",
    ),
}
"""The fields that the public tables of 行政处罚 and 行政许可 require of every row."""

REPORT_HEADINGS = ("行号", "出错字段", "原因")
"""The columns that a quarantine file adds, and that a mended file may still have."""


def list_required(item: CatalogueItem) -> tuple[str, ...]:
    """Return the keys of the fields that a row of this item must fill."""
    if item.double_publicity is None:
        return ALWAYS_REQUIRED
    return ALWAYS_REQUIRED + _REQUIRED_BY_DOUBLE_PUBLICITY[item.double_publicity]


def fields_by_heading(fields: Iterable[Field]) -> dict[str, Field]:
    """Return the fields by every heading that names them: Chinese ones, and their key."""
    return {name: field for field in fields for name in (field.key, *field.headings)}
