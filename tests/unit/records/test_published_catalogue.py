"""The catalogue as published in config/, held against what it promises."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from backend.records.catalogue import Catalogue, Polarity, Seriousness, SubjectKind, parse_catalogue
from config.loading import read_policy


@pytest.fixture(scope="module")
def data() -> Any:
    return read_policy("catalogue")


@pytest.fixture(scope="module")
def catalogue(data: Any) -> Catalogue:
    return parse_catalogue(data)


def test_it_has_the_departments_and_items_of_the_citys_plan_and_no_idle_department(
    catalogue: Catalogue,
) -> None:
    sources = {item.department for item in catalogue.items.values()}
    assert len(catalogue.items) >= 196
    assert len(sources) == 43
    assert sources == set(catalogue.departments)


def test_every_item_is_like_a_template_and_every_template_is_used(data: Any) -> None:
    assert {item.get("like") for items in data["items"].values() for item in items} == set(data["templates"])


def test_no_item_states_what_its_template_says_already(data: Any) -> None:
    repeated = [
        (item["id"], field)
        for items in data["items"].values()
        for item in items
        for field, value in data["templates"][item["like"]].items()
        if item.get(field) == value
    ]
    assert repeated == []


def test_every_permit_and_every_penalty_is_of_double_publicity(catalogue: Catalogue) -> None:
    told = {item_id: item.double_publicity for item_id, item in catalogue.items.items()}
    for word, kind in ((".permit.", "licence"), (".penalty.", "penalty")):
        assert {item_id for item_id in told if word in item_id} == {i for i in told if told[i] == kind}


def test_the_representative_is_published_for_registered_legal_persons_alone(catalogue: Catalogue) -> None:
    publishing = {item.id for item in catalogue.items.values() if item.publishes_representative}
    assert publishing == {
        "mkt.registration.company",
        "mkt.registration.cooperative",
        "civ.registration.association",
        "civ.registration.nonprofit",
        "civ.registration.foundation",
        "inst.registration.institution",
    }


def test_every_provision_and_category_is_cited_by_some_item(data: Any) -> None:
    cited = {law for items in data["items"].values() for item in items for law in item["legal_basis"]}
    assert cited == {law["id"] for law in data["laws"]}
    categories = {item.category for item in parse_catalogue(data).items.values()}
    assert categories == {category["id"] for category in data["categories"]}


def test_a_citizen_can_meet_every_polarity_and_seriousness(catalogue: Catalogue) -> None:
    about_people = [item for item in catalogue.items.values() if item.subject_kind is not SubjectKind.LEGAL]
    assert {item.polarity for item in about_people} == set(Polarity)
    assert {item.seriousness for item in about_people} == {*Seriousness, None}


def test_no_two_items_share_a_name(catalogue: Catalogue) -> None:
    for names in (
        [item.name_zh for item in catalogue.items.values()],
        [i.name_en for i in catalogue.items.values()],
    ):
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_ids_fit_their_column(catalogue: Catalogue) -> None:
    assert max(map(len, catalogue.items)) <= 60
    assert max(map(len, catalogue.departments)) <= 40


def test_a_provision_without_an_article_is_marked_as_not_yet_read(data: Any) -> None:
    assert {
        law["id"] for law in data["laws"] if "条" not in law["zh"].replace("条例", "") and law["verified"]
    } == set()


def test_it_names_no_repealed_law(catalogue: Catalogue) -> None:
    repealed = ("环境保护法", "污染防治法", "清洁生产促进法", "环境影响评价法", "失信行为纠正后")
    assert [i.id for i in catalogue.items.values() if any(law in i.legal_basis for law in repealed)] == []
