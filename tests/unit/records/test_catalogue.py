from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.errors import NotFound
from backend.records.catalogue import (
    CatalogueFaulty,
    DoublePublicity,
    Polarity,
    Publication,
    RepairRoute,
    Seriousness,
    SubjectKind,
    UpdateCycle,
    parse_catalogue,
)
from tests.unit.records.samples import adverse_data, catalogue_data, faults_of, item_data, sample_catalogue


def test_a_sound_item_is_read_whole() -> None:
    item = sample_catalogue().find_item("mkt.penalty.ordinary")
    assert item is not None
    assert (item.polarity, item.seriousness) == (Polarity.ADVERSE, Seriousness.ORDINARY)
    assert item.publication == Publication(3, 12)
    assert (item.subject_kind, item.repair_route) == (SubjectKind.BOTH, RepairRoute.APPLICATION)
    assert (item.legal_basis, item.legal_basis_en) == ("行政处罚法第四十八条", "Penalty Law, art. 48")
    assert (item.basis_verified, item.retention_months) == (True, 12)
    assert (item.department, item.double_publicity) == ("mkt", DoublePublicity.PENALTY)


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
    (item_data("tax.permit.food"), "写在部门 mkt 的文件里，id 就应以该部门代码开头"),
    (item_data(department="mkt"), "不认识的字段 department"),
    (item_data(like="nothing"), "like 所指的模板 nothing 不在模板列表中"),
    (item_data(like=5), "缺少 like"),
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
    (item_data(double_publicity=None), "double_publicity 应为 licence"),
    (item_data(double_publicity="penalty"), "double_publicity 应为 licence"),
    (item_data("mkt.note.one", double_publicity="penalty"), "只有失信信息才能标为行政处罚"),
    (item_data("mkt.note.one", double_publicity="both"), "double_publicity 只能取"),
    (item_data(update_cycle="monthly"), "应在七个工作日内报送"),
    (adverse_data("mkt.penalty.one", "minor", double_publicity=None), "double_publicity 应为 penalty"),
    (adverse_data("mkt.note.one", "minor", double_publicity="licence"), "只有基础信息才能标为行政许可"),
    (adverse_data("mkt.penalty.one", "minor", update_cycle="monthly"), "应在七个工作日内报送"),
    (
        item_data(publishes_representative=True, subject_kind="legal"),
        "只有法人登记信息才能公开法定代表人姓名",
    ),
    (
        item_data("mkt.note.one", publishes_representative=True, category="registration"),
        "只有法人登记信息才能",
    ),
    (item_data(publishes_representative="yes"), "publishes_representative 应为 true 或 false"),
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


def test_every_fault_is_told_at_once() -> None:
    faults = faults_of(
        item_data("mkt.permit.one", legal_basis=None),
        item_data("mkt.permit.two", name_zh="献血"),
        adverse_data("mkt.penalty.three", "minor", seriousness=None),
        version=None,
    )
    told = "\n".join(faults)
    for part in ("缺少 version", "mkt.permit.one：没有法律依据", "献血", "轻重分类"):
        assert part in told


@pytest.mark.parametrize(
    ("field", "label"),
    [("departments", "部门"), ("laws", "法律依据"), ("categories", "类别")],
)
def test_an_id_that_comes_twice_is_refused(field: str, label: str) -> None:
    data = catalogue_data(item_data())
    with pytest.raises(CatalogueFaulty, match=f"{label} .*重复"):
        parse_catalogue({**data, field: [*data[field], data[field][0]]})


def test_an_item_that_two_departments_list_is_refused() -> None:
    faults = faults_of(items={"mkt": [item_data()], "tax": [item_data()]})
    assert "目录项 mkt.permit.food：重复" in faults
    assert "目录项 mkt.permit.food：部门 tax 不在部门列表中" in faults
    assert any("写在部门 tax 的文件里" in fault for fault in faults)


def test_a_fault_of_the_first_of_two_twins_is_told_too() -> None:
    faults = faults_of(item_data(legal_basis=None), item_data())
    assert {"目录项 mkt.permit.food：没有法律依据", "目录项 mkt.permit.food：重复"} <= set(faults)


@given(
    st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3))
)
def test_any_rubbish_in_place_of_the_items_is_refused_not_crashed_on(rubbish: Any) -> None:
    for field in ("items", "templates"):
        if rubbish is not None or field == "items":
            with pytest.raises(CatalogueFaulty):
                parse_catalogue({**catalogue_data(), field: rubbish})
    if rubbish != []:
        with pytest.raises(CatalogueFaulty):
            parse_catalogue({**catalogue_data(), "items": {"mkt": rubbish}})


TEMPLATES = {"permit": {"subject_kind": "legal", "retention_months": 24, "update_cycle": "yearly"}}


def test_an_item_takes_from_its_template_what_it_does_not_state() -> None:
    item = item_data(like="permit", subject_kind=None, retention_months=None)
    read = parse_catalogue({**catalogue_data(item), "templates": TEMPLATES}).items["mkt.permit.food"]
    assert (read.subject_kind, read.retention_months) == (SubjectKind.LEGAL, 24)
    assert read.update_cycle is UpdateCycle.SEVEN_WORKING_DAYS


def test_of_an_item_like_nothing_that_is_known_this_alone_is_told() -> None:
    faults = faults_of(item_data(like="permitt", retention_months=None))
    assert faults == ("目录项 mkt.permit.food：like 所指的模板 permitt 不在模板列表中",)


def test_a_template_holds_only_what_items_can_share() -> None:
    faults = faults_of(templates={"permit": {"id": "mkt.permit.food", "like": "other", "weight": 5}})
    assert faults == tuple(f"模板 permit：不认识的字段 {field}" for field in ("id", "like", "weight"))


def test_the_representative_is_published_with_the_registration_of_a_legal_person() -> None:
    registration = {"category": "registration", "subject_kind": "legal", "publishes_representative": True}
    data = catalogue_data(item_data("mkt.registration.company", **registration), item_data())
    data["categories"].append({"id": "registration", "name_zh": "登记注册", "name_en": "Registration"})
    items = parse_catalogue(data).items
    assert items["mkt.registration.company"].publishes_representative
    assert not items["mkt.permit.food"].publishes_representative


def test_nobody_changes_a_published_catalogue() -> None:
    catalogue = sample_catalogue()
    with pytest.raises(TypeError):
        catalogue.items["mkt.permit.food"] = catalogue.items["mkt.penalty.minor"]  # type: ignore[index]
