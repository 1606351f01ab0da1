from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from backend.identity.ports import RealNameResult
from backend.platform.errors import Unavailable
from card_integration.real_name_http import HttpRealName
from tests.contract.operators.simulator_process import running
from tests.contract.operators.synthetic_city import CHEN, LIN, REAL_NAME_SECRET, WU, Person, write_city


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as http:
        yield http


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    city: Path = write_city(tmp_path_factory.mktemp("real_name") / "city.json")
    with running("card_integration.simulator.real_name", "--city", str(city)) as base_url:
        yield base_url


@pytest.fixture
def register(address: str, http: httpx.Client) -> HttpRealName:
    return HttpRealName(address, REAL_NAME_SECRET, timeout_seconds=10, http=http)


def strong_proof_of(person: Person, address: str, http: httpx.Client) -> str:
    """Obtain a proof as the person's phone would."""
    answer = http.post(f"{address}/_simulator/strong-proofs", json={"id_number": person.id_number})
    return str(answer.raise_for_status().json()["strong_proof"])


@pytest.mark.parametrize(
    ("name", "id_number", "result"),
    [
        (LIN.name, LIN.id_number, RealNameResult.MATCH),
        (WU.name, WU.id_number, RealNameResult.MATCH),
        (LIN.name, CHEN.id_number, RealNameResult.MISMATCH),
        (LIN.name + " ", LIN.id_number, RealNameResult.MISMATCH),
        (LIN.name, "350299200001019995", RealNameResult.MISMATCH),
    ],
)
def test_a_name_matches_only_its_own_id_number(
    register: HttpRealName, name: str, id_number: str, result: RealNameResult
) -> None:
    assert register.check(name, id_number, None) is result


def test_a_strong_proof_is_used_up_by_one_check(
    register: HttpRealName, address: str, http: httpx.Client
) -> None:
    proof = strong_proof_of(LIN, address, http)
    assert register.check(LIN.name, LIN.id_number, proof) is RealNameResult.STRONG_MATCH
    assert register.check(LIN.name, LIN.id_number, proof) is RealNameResult.STRONG_PROOF_INVALID


def test_a_strong_proof_of_another_person_is_invalid(
    register: HttpRealName, address: str, http: httpx.Client
) -> None:
    proof = strong_proof_of(CHEN, address, http)
    assert register.check(LIN.name, LIN.id_number, proof) is RealNameResult.STRONG_PROOF_INVALID


def test_a_made_up_strong_proof_is_invalid(register: HttpRealName) -> None:
    assert register.check(LIN.name, LIN.id_number, "made-up") is RealNameResult.STRONG_PROOF_INVALID


def test_a_strong_proof_does_not_help_a_wrong_name_and_is_kept_for_the_right_one(
    register: HttpRealName, address: str, http: httpx.Client
) -> None:
    proof = strong_proof_of(LIN, address, http)
    assert register.check(CHEN.name, LIN.id_number, proof) is RealNameResult.MISMATCH
    assert register.check(LIN.name, LIN.id_number, proof) is RealNameResult.STRONG_MATCH


def test_a_strong_proof_is_good_for_ten_minutes(
    register: HttpRealName, address: str, http: httpx.Client
) -> None:
    proof = strong_proof_of(LIN, address, http)
    http.post(f"{address}/_simulator/clock", json={"offset_seconds": 601})
    result = register.check(LIN.name, LIN.id_number, proof)
    http.post(f"{address}/_simulator/clock", json={"offset_seconds": 0})
    assert result is RealNameResult.STRONG_PROOF_INVALID


def test_nobody_outside_the_register_obtains_a_strong_proof(address: str, http: httpx.Client) -> None:
    answer = http.post(f"{address}/_simulator/strong-proofs", json={"id_number": "350299200001019995"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer guessed"}, {"Authorization": "Basic eA=="}]
)
def test_the_register_answers_nobody_without_the_secret(
    address: str, http: httpx.Client, headers: dict[str, str]
) -> None:
    person = {"name": LIN.name, "id_number": LIN.id_number}
    assert http.post(f"{address}/checks", json=person, headers=headers).status_code == 401


def test_with_a_wrong_secret_the_service_counts_as_unavailable(address: str, http: httpx.Client) -> None:
    register = HttpRealName(address, "guessed", timeout_seconds=10, http=http)
    with pytest.raises(Unavailable, match="real-name-unavailable"):
        register.check(LIN.name, LIN.id_number, None)
