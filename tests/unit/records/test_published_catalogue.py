"""The catalogue as published in config/, held against what it promises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.records.catalogue import Catalogue, Polarity, Seriousness, SubjectKind, parse_catalogue

CATALOGUE_FILE = Path(__file__).parents[3] / "config" / "catalogue.yaml"


@pytest.fixture(scope="module")
def data() -> Any:
    return yaml.safe_load(CATALOGUE_FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def catalogue(data: Any) -> Catalogue:
    return parse_catalogue(data)


def test_it_has_items_of_many_departments_and_no_idle_department(catalogue: Catalogue) -> None:
    sources = {item.department for item in catalogue.items.values()}
    assert len(catalogue.items) >= 45
    assert len(sources) >= 14
    assert sources == set(catalogue.departments)


def test_every_provision_and_category_is_cited_by_some_item(data: Any) -> None:
    cited = {law for item in data["items"] for law in item["legal_basis"]}
    assert cited == {law["id"] for law in data["laws"]}
    assert {item["category"] for item in data["items"]} == {category["id"] for category in data["categories"]}


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
    repealed = ("环境保护法", "失信行为纠正后")
    assert [i.id for i in catalogue.items.values() if any(law in i.legal_basis for law in repealed)] == []
