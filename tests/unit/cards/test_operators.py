from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.cards.operators import BASIC_RIGHTS, CardFunction, Operators, parse_operators
from backend.platform.errors import NotFound

FILE = Path(__file__).parents[3] / "config" / "operators.yaml"


def entry(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": "library",
        "name_zh": "图书馆",
        "name_en": "Library",
        "adapter": "contract",
        "services": ["lending"],
        "basic_right": False,
        "timeout_seconds": 3,
    }
    return whole | changes


def parsed(*entries: object) -> Operators:
    return parse_operators({"operators": list(entries)})


def test_the_published_file_is_sound_and_begins_with_the_library() -> None:
    operators = parse_operators(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    library = operators.get("library")
    assert library.services == (CardFunction.LENDING,)
    assert not library.basic_right
    assert library.adapter == "contract"


def test_the_published_file_holds_no_address_and_no_credential() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert "http" not in text
    assert "secret" not in text


def test_operators_are_found_by_id_and_kept_in_order() -> None:
    operators = parsed(entry(id="library"), entry(id="bus", services=["bus"]))
    assert [operator.id for operator in operators.all()] == ["library", "bus"]
    assert operators.find("bus") == operators.get("bus")
    assert operators.find("ferry") is None


def test_an_unknown_operator_is_not_found_and_the_words_say_what_helps() -> None:
    with pytest.raises(NotFound) as caught:
        parsed(entry()).get("ferry")
    assert caught.value.code == "operator-unknown"
    assert "选择" in caught.value.zh


@pytest.mark.parametrize("service", sorted(BASIC_RIGHTS))
def test_an_operator_of_a_basic_right_must_say_so(service: str) -> None:
    with pytest.raises(ValueError, match="basic_right must be true"):
        parsed(entry(id="fund", services=[service]))
    with pytest.raises(ValueError, match="basic_right must be true"):
        parsed(entry(id=service))
    assert parsed(entry(id=service, services=[service], basic_right=True)).get(service).basic_right


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"id": "Library!"}, "operators.0.id"),
        ({"name_zh": " "}, "operators.0.name_zh"),
        ({"name_en": ""}, "operators.0.name_en"),
        ({"adapter": "carrier-pigeon"}, "operators.0.adapter"),
        ({"services": []}, "operators.0.services"),
        ({"services": ["pensions"]}, "operators.0.services.0"),
        ({"basic_right": "no"}, "operators.0.basic_right"),
        ({"timeout_seconds": 0}, "operators.0.timeout_seconds"),
        ({"timeout_seconds": 31}, "operators.0.timeout_seconds"),
        ({"timeout_seconds": True}, "operators.0.timeout_seconds"),
        ({"base_url": "somewhere"}, "operators.0.base_url"),
    ],
)
def test_a_fault_is_told_with_its_place_in_the_file(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(ValueError, match=f"(?m)^{place}$"):
        parsed(entry(**changes))


def test_all_faults_come_in_one_error() -> None:
    with pytest.raises(ValueError, match="3 validation errors") as caught:
        parsed(entry(), entry(), entry(id="bike", adapter="?", timeout_seconds=-1))
    for told in ("library is listed twice", "operators.2.adapter", "operators.2.timeout_seconds"):
        assert told in str(caught.value)


@pytest.mark.parametrize("data", [None, [], {}, {"operators": None}, {"operators": []}, {"operators": [3]}])
def test_a_file_of_another_form_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"operators|dictionary"):
        parse_operators(data)
