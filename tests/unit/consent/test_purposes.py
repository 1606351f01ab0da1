from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.consent.purposes import PurposeId, Purposes, parse_purposes
from backend.platform.errors import NotFound

FILE = Path(__file__).parents[3] / "config" / "consent.yaml"
CHINESE_SPACE = re.compile(r"[\u3000-\u9fff\uff00-\uffef] +[\u3000-\u9fff\uff00-\uffef]")


def published() -> Purposes:
    return parse_purposes(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def entry(purpose_id: str, **changes: Any) -> dict[str, Any]:
    texts = ("title", "wording", "receives", "kept", "withdraw", "basis")
    whole: dict[str, Any] = {f"{text}_{language}": text for text in texts for language in ("zh", "en")}
    return (
        whole
        | {"id": purpose_id, "version": "1", "adults_only": False, "reads_zh": ["甲"], "reads_en": ["a"]}
        | changes
    )


def file_with(**changes: Any) -> dict[str, Any]:
    entries = [entry(purpose_id) for purpose_id in PurposeId]
    entries[0] |= changes
    return {"purposes": entries}


def test_the_published_file_asks_for_exactly_the_known_purposes() -> None:
    assert {purpose.id for purpose in published().all()} == set(PurposeId)


@pytest.mark.parametrize("purpose_id", PurposeId)
def test_every_purpose_says_that_declining_costs_nothing(purpose_id: PurposeId) -> None:
    purpose = published().get(purpose_id)
    assert re.search("照旧|照常|不影响|待遇不变", purpose.wording_zh)


@pytest.mark.parametrize("purpose_id", PurposeId)
def test_every_purpose_is_withdrawn_by_one_tap_and_at_once(purpose_id: PurposeId) -> None:
    purpose = published().get(purpose_id)
    assert "点一下“撤回”，立刻生效" in purpose.withdraw_zh
    assert "One tap" in purpose.withdraw_en
    assert "at once" in purpose.withdraw_en


@pytest.mark.parametrize("purpose_id", ["status.evaluate", "card.link", "perk.apply"])
def test_a_book_already_lent_stays_lent_after_withdrawal(purpose_id: str) -> None:
    purpose = published().get(purpose_id)
    assert "已经借出的书按原约定归还" in purpose.withdraw_zh
    assert "a book already lent stays lent" in purpose.withdraw_en


@pytest.mark.parametrize("purpose_id", PurposeId)
def test_every_purpose_names_its_basis_in_law(purpose_id: PurposeId) -> None:
    assert published().get(purpose_id).basis_zh.startswith("个人信息保护法")


@pytest.mark.parametrize("purpose_id", PurposeId)
def test_chinese_wording_has_no_stray_spaces(purpose_id: PurposeId) -> None:
    purpose = published().get(purpose_id)
    for text in (purpose.wording_zh, purpose.receives_zh, purpose.kept_zh, purpose.withdraw_zh):
        assert not CHINESE_SPACE.search(text)


def test_viewing_ones_own_records_is_no_purpose() -> None:
    with pytest.raises(NotFound) as caught:
        published().get("records.view")
    assert caught.value.code == "purpose-unknown"


def test_purposes_keep_the_order_of_the_file() -> None:
    assert [purpose.id for purpose in parse_purposes(file_with()).all()] == list(PurposeId)


def test_a_purpose_cannot_bundle_another() -> None:
    with pytest.raises(ValueError, match=r"(?m)^purposes\.0\.includes$"):
        parse_purposes(file_with(includes=["perk.apply"]))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"id": "everything"}, "purposes.0.id"),
        ({"version": ""}, "purposes.0.version"),
        ({"version": 1}, "purposes.0.version"),
        ({"title_zh": " "}, "purposes.0.title_zh"),
        ({"withdraw_zh": ""}, "purposes.0.withdraw_zh"),
        ({"receives_en": None}, "purposes.0.receives_en"),
        ({"reads_zh": []}, "purposes.0.reads_zh"),
        ({"reads_en": "all"}, "purposes.0.reads_en"),
        ({"reads_en": ["a", "b"]}, "purposes.0"),
    ],
)
def test_a_fault_is_told_with_its_place_in_the_file(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(ValueError, match=f"(?m)^{re.escape(place)}$"):
        parse_purposes(file_with(**changes))


def test_a_purpose_without_words_in_one_language_is_refused() -> None:
    data = file_with()
    del data["purposes"][0]["wording_en"]
    with pytest.raises(ValueError, match=r"(?m)^purposes\.0\.wording_en$"):
        parse_purposes(data)


def test_all_faults_and_all_missing_purposes_come_in_one_error() -> None:
    data = {"purposes": [entry("perk.apply"), entry("perk.apply"), entry("card.link", title_zh="")]}
    with pytest.raises(ValueError, match=r"perk\.apply is listed twice") as caught:
        parse_purposes(data)
    told = str(caught.value)
    assert "purposes.2.title_zh" in told
    assert "status.evaluate is missing" in told
    assert "bot.status is missing" in told
    assert "card.link is missing" not in told


@pytest.mark.parametrize(
    "data", [None, [], {}, {"purposes": None}, {"purposes": []}, {"purposes": ["status"]}]
)
def test_a_file_of_another_form_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"status\.evaluate is missing"):
        parse_purposes(data)
