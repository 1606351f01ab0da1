from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.errors import NotFound
from backend.records.catalogue import (
    CatalogueFaulty,
    Polarity,
    Publication,
    RepairRoute,
    Seriousness,
    SubjectKind,
    parse_catalogue,
)
from tests.unit.records.samples import adverse_data, catalogue_data, item_data, sample_catalogue


def faults_of(*items: dict[str, Any], **top: Any) -> tuple[str, ...]:
    with pytest.raises(CatalogueFaulty) as refusal:
        parse_catalogue({**catalogue_data(*items), **top})
    return refusal.value.faults


def test_a_sound_item_is_read_whole() -> None:
    item = sample_catalogue().find_item("mkt.penalty.ordinary")
    assert item is not None
    assert (item.polarity, item.seriousness) == (Polarity.ADVERSE, Seriousness.ORDINARY)
    assert item.publication == Publication(3, 12)
    assert (item.subject_kind, item.repair_route) == (SubjectKind.BOTH, RepairRoute.APPLICATION)
    assert (item.legal_basis, item.legal_basis_en) == ("行政处罚法第四十八条", "Penalty Law, art. 48")
    assert (item.basis_verified, item.retention_months) == (True, 12)


def test_an_item_is_verified_only_if_each_provision_is() -> None:
    catalogue = parse_catalogue(catalogue_data(item_data(legal_basis=["licence", "unread"])))
    item = catalogue.items["mkt.permit.food"]
    assert not item.basis_verified
    assert item.legal_basis == "行政许可法第四十条；某管理办法"


def test_an_item_outside_the_catalogue_is_not_found() -> None:
    assert sample_catalogue().find_item("mkt.permit.unknown") is None


def test_a_department_is_got_by_its_code_or_refused() -> None:
    catalogue = sample_catalogue()
    assert catalogue.get_department("mkt").name_zh == "市场监督管理局"
    with pytest.raises(NotFound):
        catalogue.get_department("xyz")


ITEM_FAULTS = [
    (item_data(legal_basis=None), "没有法律依据"),
    (item_data(legal_basis=[]), "没有法律依据"),
    (item_data(legal_basis=["nowhere"]), "法律依据 nowhere 不在法律依据列表中"),
    (item_data("xyz.permit.food", department="xyz"), "部门 xyz 不在部门列表中"),
    (item_data("tax.permit.food"), "以本部门代码开头"),
    (item_data("mkt.food"), "id 应为"),
    (item_data("mkt.Permit.food"), "id 应为"),
    (item_data(category="gossip"), "类别 gossip 不在全国公共信用信息基础目录的类别之内"),
    (item_data(polarity="bad"), "polarity 只能取"),
    (item_data(subject_kind=None), "缺少 subject_kind"),
    (item_data(name_en=""), "缺少 name_en"),
    (item_data(retention_months=None), "缺少 retention_months"),
    (item_data(weight=5), "不认识的字段 weight"),
    (item_data(counts_months=12), "基础信息不计入"),
    (item_data(seriousness="minor"), "只有失信信息才有"),
    (item_data(polarity="commendation"), "没有计入期限"),
    (item_data(polarity="commendation", counts_months=0), "没有计入期限"),
    (adverse_data("mkt.penalty.one", "minor", seriousness=None), "没有轻重分类"),
    (adverse_data("mkt.penalty.one", "minor", publication=None), "没有公示期限"),
    (adverse_data("mkt.penalty.one", "minor", repair_route=None), "没有写明修复途径"),
    (adverse_data("mkt.penalty.one", "ordinary", counts_months=13), "长于公示期限"),
]


@pytest.mark.parametrize(("item", "fault"), ITEM_FAULTS)
def test_a_faulty_item_is_refused_with_its_name_and_the_reason(item: dict[str, Any], fault: str) -> None:
    assert any(fault in said and item["id"] in said for said in faults_of(item))


@pytest.mark.parametrize(
    ("seriousness", "least", "most"),
    [("minor", 0, 4), ("ordinary", 2, 12), ("ordinary", 3, 13), ("ordinary", 9, 6), ("serious", 12, 60)],
)
def test_publication_wider_than_the_law_allows_is_refused(seriousness: str, least: int, most: int) -> None:
    window = {"min_months": least, "max_months": most}
    faults = faults_of(adverse_data("mkt.penalty.one", seriousness, publication=window))
    assert any("公示期限超出法定范围" in fault for fault in faults)


def test_publication_narrower_than_the_law_allows_is_accepted() -> None:
    window = {"min_months": 6, "max_months": 9}
    catalogue = parse_catalogue(
        catalogue_data(adverse_data("mkt.penalty.one", "ordinary", publication=window))
    )
    assert catalogue.items["mkt.penalty.one"].publication == Publication(6, 9)


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
        ("通讯录与社交", "手机通讯录"),
        ("通讯录与社交", "紧急联系人"),
        ("购物与消费", "购物记录"),
        ("购物与消费", "消费水平"),
        ("用卡与缴费", "乘车记录"),
        ("用卡与缴费", "图书借阅逾期"),
        ("用卡与缴费", "欠缴水电费"),
        ("用卡与缴费", "拖欠燃气费"),
        ("日常行为", "行人闯红灯"),
        ("日常行为", "垃圾分类投放"),
        ("日常行为", "不文明养犬"),
        ("日常行为", "驾驶证记分"),
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
    "name", ["Blood donation", "Volunteer hours", "Religious activity", "Jaywalking", "Medical history"]
)
def test_a_forbidden_subject_is_known_in_english_too(name: str) -> None:
    assert any("属于不得纳入目录的内容" in fault for fault in faults_of(item_data(name_en=name)))


def test_a_forbidden_subject_does_not_hide_behind_a_decent_name() -> None:
    assert any("志愿服务" in fault for fault in faults_of(item_data("mkt.honour.volunteer_hours")))
    laws = [{"id": "licence", "zh": "献血法第十七条", "en": "Donors Law, art. 17", "verified": True}]
    assert any("献血" in fault for fault in faults_of(item_data(name_zh="爱心人士"), laws=laws))


@pytest.mark.parametrize(
    "name", ["侵害消费者权益行政处罚", "卫生健康行政处罚", "固体废物处置许可", "保安服务许可"]
)
def test_a_lawful_name_that_only_looks_like_one_is_accepted(name: str) -> None:
    assert parse_catalogue(catalogue_data(item_data(name_zh=name))).items


def test_every_fault_is_told_at_once() -> None:
    faults = faults_of(
        item_data("mkt.permit.one", legal_basis=None, department="xyz"),
        item_data("mkt.permit.two", name_zh="献血"),
        adverse_data("mkt.penalty.three", "minor", seriousness=None),
        version=None,
    )
    told = "\n".join(faults)
    for part in ("缺少 version", "mkt.permit.one：没有法律依据", "部门 xyz", "献血", "轻重分类"):
        assert part in told


@pytest.mark.parametrize(
    ("field", "label"),
    [("items", "目录项"), ("departments", "部门"), ("laws", "法律依据"), ("categories", "类别")],
)
def test_an_id_that_comes_twice_is_refused(field: str, label: str) -> None:
    data = catalogue_data(item_data())
    with pytest.raises(CatalogueFaulty, match=f"{label} .*重复"):
        parse_catalogue({**data, field: [*data[field], data[field][0]]})


def test_a_fault_of_the_first_of_two_twins_is_told_too() -> None:
    faults = faults_of(item_data(legal_basis=None), item_data())
    assert {"目录项 mkt.permit.food：没有法律依据", "目录项 mkt.permit.food：重复"} <= set(faults)


@given(
    st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3))
)
def test_any_rubbish_in_place_of_the_items_is_refused_not_crashed_on(rubbish: Any) -> None:
    data = {**catalogue_data(), "items": rubbish}
    if rubbish == []:
        assert not parse_catalogue(data).items
    else:
        with pytest.raises(CatalogueFaulty):
            parse_catalogue(data)


def test_nobody_changes_a_published_catalogue() -> None:
    catalogue = sample_catalogue()
    with pytest.raises(TypeError):
        catalogue.items["mkt.permit.food"] = catalogue.items["mkt.penalty.minor"]  # type: ignore[index]
