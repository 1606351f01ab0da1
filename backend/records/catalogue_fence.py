"""The fence of words: subjects that no item may have, under whatever name it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backend.records.catalogue_item import CatalogueItem

_FORBIDDEN_SUBJECTS = {
    "献血": r"献血|捐髓|blood|marrow",
    "志愿服务": r"志愿|义工|volunteer",
    "捐赠与慈善": r"捐|慈善|donat|charit",
    "宗教信仰": r"宗教|信教|religio",
    "民族与出身": r"民族(?!医药)|种族|籍贯|\bethnic|\bracial",
    "政治面貌": r"政治面貌|党员|共青团员|民主党派|party member|political (status|affiliation)",
    "婚姻、家庭与生育": r"婚姻|结婚|离婚|生育|家庭(?!农场)|子女|收养"
    r"|\bmarriage|\bmarital|divorce|family planning|child-?birth|adoption of child",
    "健康与生物特征": r"(?<!卫生)健康(?!促进法)|病史|病历|疾病|血型|基因|指纹|体检|精神障碍"
    r"|残疾(?!人)|残疾人证|disease|genetic|fingerprint|disability"
    r"|medical (history|record)|health (status|condition|code)",
    "通讯录与社交": r"通讯录|联系人|好友|朋友圈|社交|聊天|通话|上网记录"
    r"|contact list|address book|social media|browsing|\bchats?\b|phone call",
    "购物与消费": r"购物|网购|消费(?!者)|purchas|shopping|consumption",
    "用卡与缴费": r"乘车|乘坐|骑行|刷卡|借阅|借书|水费|电费|燃气费|煤气费|水电|话费|物业费|停车费"
    r"|bus ride|card use|borrowing|utility bill|parking fee",
    "个人财产": r"个人收入|收入水平|存款(?!保险|业务)|名下房产|personal income|bank balance|savings",
    "社会保障待遇": r"参保|养老金|低保|最低生活保障|社会救助|失业金|公积金(?!管理条例)"
    r"|\bpension|welfare benefit|housing fund",
    "行踪": r"行踪|轨迹|定位|whereabouts|\blocation",
    "交通行为": r"闯红灯|红灯|交通违法|违停|记分|超速|酒驾|醉驾|jaywalk|red light|speeding|drunk driving",
    "日常行为": r"垃圾分类|垃圾投放|扔垃圾|养犬|遛狗|插队|文明行为|不文明|噪声扰民"
    r"|littering|waste sorting|dog walking",
    "道德评议": r"道德模范|好人好事|孝老|孝亲|孝心|\bmoral|filial",
    "学业与考试成绩": r"(考试|学业|学习|培训)成绩|成绩单|培训学时|操行"
    r"|(exam|examination|test) (mark|grade|result)|school (mark|grade|report)|training (hours|result)",
    "信访与投诉": r"信访|上访|投诉|举报|\bpetition|complaint",
    "评分": r"加分|减分|扣分|积分|评分|\bscore|\bpoints\b",
    "退役军人管理": r"退役军人|veteran",
    "依法封存的治安违法记录（治安管理处罚法第一百三十六条）": r"治安|public security offence",
    "犯罪记录": r"犯罪|前科|criminal record",
}
"""Subjects outside the national catalogues, or that only a city score of 2018 would use, by the words
that betray them (征信业管理条例 article 14; notes on the national basic catalogue; NDRC, 2025-04-02)."""


def list_forbidden_subjects(item: CatalogueItem) -> Iterator[str]:
    """Yield the name of every forbidden subject that the item's names, basis or id betray."""
    words = " ".join((item.name_zh, item.name_en, item.legal_basis, re.sub(r"[._]", " ", item.id)))
    for subject, pattern in _FORBIDDEN_SUBJECTS.items():
        if re.search(pattern, words, re.IGNORECASE):
            yield subject
