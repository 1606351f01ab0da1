"""The fence around the catalogue: what no item may be, whatever its file says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from backend.records.catalogue_fence import list_forbidden_subjects
from backend.records.catalogue_item import (
    LAWFUL_PUBLICATION,
    CatalogueItem,
    DoublePublicity,
    Polarity,
    SubjectKind,
    UpdateCycle,
)

_ID = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*){2,}")

_CATEGORY_OF_DECISIONS = "administrative"
_CATEGORY_OF_REGISTRATIONS = "registration"


def list_item_faults(
    item: CatalogueItem, departments: Collection[str], categories: Collection[str]
) -> Iterator[str]:
    """Yield, in Chinese, every reason for which `item` may not stand in the catalogue."""
    if not _ID.fullmatch(item.id):
        yield "id 应为“部门代码.类别.名称”，用小写英文"
    if item.id.split(".")[0] != item.department:
        yield f"写在部门 {item.department} 的文件里，id 就应以该部门代码开头"
    if item.department not in departments:
        yield f"部门 {item.department} 不在部门列表中"
    if item.category not in categories:
        yield f"类别 {item.category} 不在全国公共信用信息基础目录的类别之内"
    if not item.legal_basis:
        yield "没有法律依据"
    for subject in list_forbidden_subjects(item):
        yield f"属于不得纳入目录的内容：{subject}"
    yield from _list_double_publicity_faults(item)
    yield from _list_representative_faults(item)
    yield from _list_adverse_faults(item) if item.polarity is Polarity.ADVERSE else _list_other_faults(item)


def _list_double_publicity_faults(item: CatalogueItem) -> Iterator[str]:
    told, wanted = item.double_publicity, _wanted_double_publicity(item)
    if wanted is not None and told is not wanted:
        yield f"双公示标记 double_publicity 应为 {wanted}"
    if told is DoublePublicity.PENALTY and item.polarity is not Polarity.ADVERSE:
        yield "只有失信信息才能标为行政处罚 penalty"
    if told is DoublePublicity.LICENCE and item.polarity is not Polarity.NEUTRAL:
        yield "只有基础信息才能标为行政许可 licence"
    if told is not None and item.update_cycle is not UpdateCycle.SEVEN_WORKING_DAYS:
        yield "双公示信息应在七个工作日内报送，update_cycle 应为 seven_working_days"


def _wanted_double_publicity(item: CatalogueItem) -> DoublePublicity | None:
    """Return what the kind in the item's id asks for; None where it asks for nothing."""
    if ".permit." in item.id:
        return DoublePublicity.LICENCE
    is_adverse_decision = item.category == _CATEGORY_OF_DECISIONS and item.polarity is Polarity.ADVERSE
    return DoublePublicity.PENALTY if is_adverse_decision and ".penalty." in item.id else None


def _list_representative_faults(item: CatalogueItem) -> Iterator[str]:
    is_registration = item.category == _CATEGORY_OF_REGISTRATIONS
    if item.publishes_representative and not (is_registration and item.subject_kind is SubjectKind.LEGAL):
        yield "只有法人登记信息才能公开法定代表人姓名 publishes_representative"


def _list_adverse_faults(item: CatalogueItem) -> Iterator[str]:
    if item.seriousness is None:
        yield "失信信息没有轻重分类 seriousness"
    if item.repair_route is None:
        yield "失信信息没有写明修复途径 repair_route"
    if item.publication is None:
        yield "失信信息没有公示期限 publication"
        return
    if item.seriousness and not item.publication.lies_within(LAWFUL_PUBLICATION[item.seriousness]):
        yield "公示期限超出法定范围（轻微至多3个月，一般3个月至1年，严重1年至3年）"
    if item.counts_months and item.counts_months > item.publication.max_months:
        yield "计入期限 counts_months 长于公示期限"


def _list_other_faults(item: CatalogueItem) -> Iterator[str]:
    if item.seriousness or item.publication or item.repair_route:
        yield "只有失信信息才有 seriousness、publication、repair_route"
    if item.polarity is Polarity.COMMENDATION and not item.counts_months:
        yield "表彰奖励信息没有计入期限 counts_months"
    if item.polarity is Polarity.NEUTRAL and item.counts_months is not None:
        yield "基础信息不计入信用状况，不应有 counts_months"
