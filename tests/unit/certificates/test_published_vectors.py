"""The vectors that vendors check their own programs with, held against ours."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from cwt import COSE, COSEKey

from backend.certificates.format.digits import from_digits
from backend.certificates.format.key_set import read_key_set
from backend.certificates.format.status_list import StatusList, read_status_list
from backend.certificates.format.verify import Answer, verify
from tests.builders.certificate_vectors import FILE, make

WHOLE = json.loads(FILE.read_text(encoding="utf-8"))
KEYS = read_key_set(json.dumps(WHOLE["keys"]))
VECTORS = WHOLE["vectors"]


def list_named(name: str | None) -> StatusList | None:
    """Return the list that a verifier would keep: none whose signature is not good."""
    if name is None:
        return None
    try:
        return read_status_list(WHOLE["status_lists"][name], KEYS)
    except ValueError:
        return None


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_each_vector_gets_its_answer(vector: dict[str, Any]) -> None:
    nonce = bytes.fromhex(vector["nonce"]) if vector["nonce"] else None
    verdict = verify(
        vector["digits"],
        KEYS,
        list_named(vector["status_list"]),
        datetime.fromisoformat(vector["now"]),
        audience=vector["audience"],
        nonce=nonce,
    )
    assert verdict.answer == vector["expect"]
    if vector["says"] is not None:
        assert verdict.content is not None
        assert f"crt_{verdict.content.certificate_id.hex()}" == vector["says"]["id"]
        assert verdict.content.claims.level == vector["says"].get("level")
        assert verdict.content.claims.masked_name == vector["says"].get("name")


def test_every_answer_has_a_vector() -> None:
    assert {vector["expect"] for vector in VECTORS} == set(Answer)


def test_every_good_vector_is_good_to_a_general_library_too() -> None:
    key = next(COSEKey.from_jwk(jwk) for jwk in WHOLE["keys"]["keys"])
    for vector in VECTORS:
        if vector["expect"] == "valid":
            assert COSE.new().decode(from_digits(vector["digits"]), key)


def test_the_file_has_what_the_maker_makes() -> None:
    fresh = [(vector["name"], vector["expect"]) for vector in make()["vectors"]]
    assert [(vector["name"], vector["expect"]) for vector in VECTORS] == fresh
