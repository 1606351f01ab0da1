"""The fence around the catalogue: what no item may be, whatever its file says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from backend.records.catalogue_item import LAWFUL_PUBLICATION, CatalogueItem, Polarity

_ID = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*){2,}")

_FORBIDDEN_SUBJECTS = {
    "献血": r"献血|捐髓|blood|marrow",
    "志愿服务": r"志愿|义工|volunteer",
    "捐赠与慈善": r"捐|慈善|donat|charit",
    "宗教信仰": r"宗教|信教|religio",
    "健康与生物特征": r"(?<!卫生)健康(?!促进法)|病史|病历|疾病|血型|基因|指纹|体检"
    r"|disease|genetic|fingerprint|medical (history|record)|health (status|condition|code)",
    "通讯录与社交": r"通讯录|联系人|好友|朋友圈|社交|contact list|address book|social media",
    "购物与消费": r"购物|网购|消费(?!者)|purchas|shopping|consumption",
    "用卡与缴费": r"乘车|乘坐|骑行|刷卡|借阅|借书|水费|电费|燃气费|煤气费|水电|话费|物业费"
    r"|bus ride|card use|borrowing|utility bill",
    "行踪": r"行踪|轨迹|定位|whereabouts|\blocation",
    "日常行为": r"闯红灯|红灯|交通违法|违停|记分|垃圾分类|垃圾投放|扔垃圾|养犬|遛狗|插队|文明行为|不文明"
    r"|jaywalk|red light|littering|waste sorting",
    "评分": r"加分|减分|扣分|积分|评分|\bscore|\bpoints\b",
    "退役军人管理": r"退役军人|veteran",
    "依法封存的治安违法记录（治安管理处罚法第一百三十六条）": r"治安|public security offence",
    "犯罪记录": r"犯罪|前科|criminal record",
}
"""Subjects outside the national catalogues, or that only a city score of 2018 would use, by the words
that betray them (征信业管理条例 article 14; notes on the national basic catalogue; NDRC, 2025-04-02)."""


def list_item_faults(
    item: CatalogueItem, departments: Collection[str], categories: Collection[str]
) -> Iterator[str]:
    """Yield, in Chinese, every reason for which `item` may not stand in the catalogue."""
    if not _ID.fullmatch(item.id) or item.id.split(".")[0] != item.department:
        yield "id 应为“部门代码.类别.名称”，用小写英文，并以本部门代码开头"
    if item.department not in departments:
        yield f"部门 {item.department} 不在部门列表中"
    if item.category not in categories:
        yield f"类别 {item.category} 不在全国公共信用信息基础目录的类别之内"
    if not item.legal_basis:
        yield "没有法律依据"
    for subject in _list_forbidden_subjects(item):
        yield f"属于不得纳入目录的内容：{subject}"
    yield from _list_adverse_faults(item) if item.polarity is Polarity.ADVERSE else _list_other_faults(item)


def _list_forbidden_subjects(item: CatalogueItem) -> Iterator[str]:
    words = " ".join((item.name_zh, item.name_en, item.legal_basis, re.sub(r"[._]", " ", item.id)))
    for subject, pattern in _FORBIDDEN_SUBJECTS.items():
        if re.search(pattern, words, re.IGNORECASE):
            yield subject


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
