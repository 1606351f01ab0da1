"""Every word for people that a citizen can read comes in traditional characters where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import opencc
import pytest

from tests.functional.generated_calls.asking import address_of, content_of
from tests.functional.generated_calls.rights_table import read_rights
from tests.functional.generated_calls.town import SHOP, Town

NOT_TURNED = {
    "detail_zh": "the published words, beside those in the language asked for",
    "name_zh": "published data, the same for everybody in both languages",
    "meaning_zh": "as above",
    "basis_zh": "as above",
    "about_zh": "as above",
    "legal_basis": "of the published catalogue, as above; a record's own is turned, as another test says",
    "city_zh": "as above",
    "title": "what the department or the operator wrote; titles of ours are looked at below",
    "document_number": "what the department wrote",
    "value": "a detail that the department wrote",
    "representative": "a person's name",
}
TURNED_TITLES = ("/api/v1/privacy-notice", "/api/v1/me/consents", "/api/v1/me/push")
# What the town's people are called, and what they wrote.
OWN_WORDS = (
    *("王小明", "陈经办", "鹭岛示例贸易有限公司", "厦门市", "市民诚信卡"),
    *("不是我的", "金额不对", "凭证.png"),
)
# Of two characters that simplified writing made one, these are the ones that were there before.
IN_BOTH = frozenset("后里干台准几征")
# No list is published in this town, and no bike operator tells where its bikes are.
REFUSED = ("/.well-known/status-list/{list_number}", "/api/v1/bike-stations")
_TO_TRADITIONAL, _TO_SIMPLIFIED = opencc.OpenCC("s2tw"), opencc.OpenCC("t2s")


def is_simplified_only(character: str) -> bool:
    turned: str = _TO_TRADITIONAL.convert(character)
    return turned != character and _TO_SIMPLIFIED.convert(character) == character and character not in IN_BOTH


def texts_in(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with the name of its field; the items of a list have the list's."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from texts_in(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one, key)
    elif isinstance(value, str):
        yield key, value


@pytest.fixture
def names(town: Town) -> list[str]:
    """Return what stays as its register writes it: organisations and persons."""
    policy = town.domain.policy
    named = [one.name_zh for one in (*policy.operators.all(), *policy.catalogue.departments.values())]
    return sorted([*named, SHOP, *OWN_WORDS], key=len, reverse=True)


def simplified_in(town: Town, names: list[str], language: str) -> dict[str, set[str]]:
    """Return, by route, the texts that hold a character of simplified writing alone."""
    found: dict[str, set[str]] = {}
    client = town.app.test_client()
    for right in read_rights():
        if right.method != "GET" or right.who not in ("anybody", "citizens"):
            continue
        headers = {
            **(town.headers["citizen"] if right.who == "citizens" else {}),
            "Accept-Language": language,
        }
        content = content_of("GET", right.path, {**town.ids, "password": "none"}, "")
        answer = client.get(address_of(right.path, town.ids), headers=headers, **content)
        # A refusal is looked at like an answer.
        assert answer.status_code == 200 or right.path in REFUSED, (right, answer.text)
        if not answer.is_json:
            continue
        for key, text in texts_in(answer.json):
            if key in NOT_TURNED and not (key == "title" and right.path in TURNED_TITLES):
                continue
            for name in names:
                text = text.replace(name, "")
            if any(map(is_simplified_only, text)):
                found.setdefault(right.path, set()).add(f"{key}: {text}")
    return found


def test_no_word_for_people_is_in_simplified_characters_where_traditional_ones_are_asked_for(
    town: Town, names: list[str]
) -> None:
    assert simplified_in(town, names, "zh-TW") == {}


def test_the_look_itself_finds_simplified_characters_on_most_routes(town: Town, names: list[str]) -> None:
    found = simplified_in(town, names, "zh-CN")
    assert len(found) >= 15
    assert {
        "/api/v1/me/status",
        "/api/v1/perks",
        "/api/v1/me/inbox",
        "/api/v1/privacy-notice",
    } <= found.keys()


def test_names_stay_as_they_are_registered_also_inside_a_sentence(town: Town) -> None:
    headers = {**town.headers["citizen"], "Accept-Language": "zh-TW"}
    client = town.app.test_client()
    operators = client.get("/api/v1/me/card-operators", headers=headers).json["operators"]
    assert (operators[0]["name"], operators[0]["services"][0]["name"]) == ("厦门市图书馆", "圖書借閱")
    records = client.get("/api/v1/me/records", headers=headers).json["records"]
    assert {one["department"]["name"] for one in records} == {"厦门市市场监督管理局"}


def test_a_records_own_basis_in_law_and_its_headings_are_turned(town: Town) -> None:
    headers = {**town.headers["citizen"], "Accept-Language": "zh-HK"}
    records = town.app.test_client().get("/api/v1/me/records", headers=headers).json["records"]
    words = "".join(one["legal_basis"] + one["item"]["name"] for one in records)
    assert not any(map(is_simplified_only, words))


def test_a_refusal_is_told_in_traditional_characters_too(town: Town) -> None:
    headers = {**town.headers["citizen"], "Accept-Language": "zh-Hant"}
    problem = town.app.test_client().get("/api/v1/me/disputes/none", headers=headers).json
    assert (problem["title"], problem["detail"]) == ("沒有找到", "沒有這個案件，請核對受理編號。")
