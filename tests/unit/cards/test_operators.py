from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.cards.operators import (
    BASIC_RIGHTS,
    FUNCTION_NAMES,
    CardFunction,
    Operators,
    parse_operators,
)
from backend.platform.errors import NotFound
from card_integration.operators import Access, connect_operators
from tests.builders.clock import StandingClock

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


def test_the_published_file_has_the_eleven_operators_each_with_its_function() -> None:
    operators = parse_operators(yaml.safe_load(FILE.read_text(encoding="utf-8"))).all()
    assert {operator.id: operator.services for operator in operators} == {
        "library": (CardFunction.LENDING,),
        "bus": (CardFunction.BUS,),
        "bike": (CardFunction.PUBLIC_BIKE,),
        "tourism": (CardFunction.TOURISM_PASS,),
        "water": (CardFunction.WATER,),
        "electricity": (CardFunction.ELECTRICITY,),
        "gas": (CardFunction.GAS,),
        "payment": (CardFunction.MOBILE_PAYMENT,),
        "medical_insurance": (CardFunction.MEDICAL_INSURANCE,),
        "pension": (CardFunction.PENSION,),
        "housing_fund": (CardFunction.HOUSING_FUND,),
    }
    assert {operator.id for operator in operators if operator.basic_right} == BASIC_RIGHTS


def test_every_function_has_a_name_for_people() -> None:
    assert set(FUNCTION_NAMES) == set(CardFunction)
    assert all(name.zh and name.en for name in FUNCTION_NAMES.values())


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


KOHA = {"no_deposit_category": "FREE", "usual_category": "DEP", "deposit_debit_type": "ACCOUNT"}
WRITE_OFF = {
    "payment_type": "06",
    "fee_line": r"(?P<line>\d+) (?P<text>.+) (?P<amount>\d+\.\d\d)",
    "deposit_text": "借书押金",
    "disallow_overpayment": True,
}
SIP2 = {"institution": "XMLIB", "location": "MOBILE", "charset": "utf-8", "write_off": WRITE_OFF}


@pytest.mark.parametrize(
    "changes", [{"adapter": "koha", "koha": KOHA}, {"adapter": "sip2", "sip2": SIP2}], ids=["koha", "sip2"]
)
def test_a_library_is_spoken_to_in_its_own_protocol_on_its_own_terms(changes: dict[str, Any]) -> None:
    library = parsed(entry(**changes)).get("library")
    access = Access("https://library.example/api/v1", "card", "a secret")
    if library.sip2 is not None:
        access = Access("sip2+tls://library.example:6001", "card", "a secret")
    (adapter,) = connect_operators(parsed(entry(**changes)), {"library": access}, StandingClock()).values()
    assert type(adapter).__name__ == {"koha": "KohaOperator", "sip2": "Sip2Operator"}[library.adapter]


@pytest.mark.parametrize(
    "changes",
    [
        {"adapter": "koha"},
        {"adapter": "sip2"},
        {"koha": KOHA},
        {"adapter": "koha", "koha": KOHA, "sip2": SIP2},
        {"adapter": "koha", "koha": KOHA | {"usual_category": "FREE"}},
        {"adapter": "sip2", "sip2": SIP2 | {"charset": "latin"}},
        {"adapter": "sip2", "sip2": SIP2 | {"write_off": WRITE_OFF | {"fee_line": "("}}},
        {"adapter": "sip2", "sip2": SIP2 | {"write_off": WRITE_OFF | {"fee_line": r"(?P<line>\d+)"}}},
        {"adapter": "sip2", "sip2": SIP2 | {"write_off": WRITE_OFF | {"payment_type": "6"}}},
    ],
)
def test_terms_that_do_not_fit_the_adapter_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"koha|sip2"):
        parsed(entry(**changes))
