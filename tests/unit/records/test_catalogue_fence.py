from __future__ import annotations

import pytest

from backend.records.catalogue import parse_catalogue
from tests.unit.records.samples import catalogue_data, faults_of, item_data


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("献血", "无偿献血奖"),
        ("志愿服务", "志愿服务时长"),
        ("志愿服务", "优秀义工"),
        ("捐赠与慈善", "公益捐赠"),
        ("捐赠与慈善", "慈善之星"),
        ("宗教信仰", "宗教活动记录"),
        ("健康与生物特征", "健康状况"),
        ("健康与生物特征", "家族病史"),
        ("健康与生物特征", "血型信息"),
        ("健康与生物特征", "残疾等级"),
        ("健康与生物特征", "残疾人证"),
        ("民族与出身", "民族成份"),
        ("政治面貌", "政治面貌"),
        ("政治面貌", "优秀党员"),
        ("婚姻、家庭与生育", "婚姻登记"),
        ("婚姻、家庭与生育", "计划生育行政处罚"),
        ("婚姻、家庭与生育", "家庭成员"),
        ("通讯录与社交", "手机通讯录"),
        ("通讯录与社交", "紧急联系人"),
        ("通讯录与社交", "上网记录"),
        ("购物与消费", "购物记录"),
        ("购物与消费", "消费水平"),
        ("用卡与缴费", "乘车记录"),
        ("用卡与缴费", "图书借阅逾期"),
        ("用卡与缴费", "欠缴水电费"),
        ("用卡与缴费", "拖欠燃气费"),
        ("用卡与缴费", "停车费欠缴"),
        ("个人财产", "存款余额"),
        ("社会保障待遇", "养老金领取"),
        ("社会保障待遇", "住房公积金缴存"),
        ("交通行为", "行人闯红灯"),
        ("交通行为", "酒驾记录"),
        ("道德评议", "好人好事"),
        ("学业与考试成绩", "培训考试成绩"),
        ("信访与投诉", "信访次数"),
        ("信访与投诉", "投诉举报记录"),
        ("日常行为", "垃圾分类投放"),
        ("日常行为", "不文明养犬"),
        ("交通行为", "驾驶证记分"),
        ("行踪", "行踪轨迹"),
        ("评分", "诚信积分"),
        ("评分", "信用加分"),
        ("退役军人管理", "退役军人管理"),
        ("依法封存的治安违法记录", "治安违法记录"),
        ("犯罪记录", "犯罪记录"),
    ],
)
def test_a_subject_outside_the_law_is_refused_however_it_is_named(subject: str, name: str) -> None:
    faults = faults_of(item_data(name_zh=name))
    assert any(f"属于不得纳入目录的内容：{subject}" in fault for fault in faults)


@pytest.mark.parametrize(
    "name",
    [
        "Blood donation",
        "Volunteer hours",
        "Religious activity",
        "Jaywalking",
        "Medical history",
        "Marriage",
        "Petitions",
        "Party member",
        "Examination marks",
        "Pension",
    ],
)
def test_a_forbidden_subject_is_known_in_english_too(name: str) -> None:
    assert any("属于不得纳入目录的内容" in fault for fault in faults_of(item_data(name_en=name)))


def test_a_forbidden_subject_does_not_hide_behind_a_decent_name() -> None:
    assert any("志愿服务" in fault for fault in faults_of(item_data("mkt.honour.volunteer_hours")))
    laws = [{"id": "licence", "zh": "献血法第十七条", "en": "Donors Law, art. 17", "verified": True}]
    assert any("献血" in fault for fault in faults_of(item_data(name_zh="爱心人士"), laws=laws))


@pytest.mark.parametrize(
    "name",
    [
        "侵害消费者权益行政处罚",
        "卫生健康委员会行政处罚",
        "固体废物处置许可",
        "保安服务许可",
        "家庭农场登记",
        "残疾人就业工作表彰",
        "民族医药许可",
        "存款保险行政处罚",
        "社会保险登记行政处罚",
        "养老机构行政处罚",
        "职业技能培训学校办学许可",
        "道路旅客运输驾驶员从业资格",
        "互联网上网服务营业场所许可",
        "社会组织行政处罚",
        "基金会登记",
    ],
)
def test_a_lawful_name_that_only_looks_like_one_is_accepted(name: str) -> None:
    assert parse_catalogue(catalogue_data(item_data(name_zh=name))).items
