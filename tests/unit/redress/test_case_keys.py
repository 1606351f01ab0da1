from __future__ import annotations

import pytest

from backend.platform.field_encryption import CannotDecrypt, FieldCipher
from backend.redress.case_keys import cipher_that_opens, cipher_that_seals
from backend.redress.models import Case

AES = FieldCipher({"f1": bytes(range(32))}, "f1")
SM4 = FieldCipher({"sm4:1": bytes(range(16))}, "sm4:1")


@pytest.mark.parametrize("fields", [AES, SM4], ids=["AES", "SM4"])
def test_a_case_gets_one_key_of_the_algorithm_of_the_fields(fields: FieldCipher) -> None:
    case = Case(id="case_1")
    first = cipher_that_seals(fields, case)
    kept = case.key_encrypted
    again = cipher_that_seals(fields, case)
    assert case.key_encrypted == kept
    assert first.current.startswith("sm4:") == fields.current.startswith("sm4:")
    assert again.decrypt(first.encrypt("已核查", "here"), "here") == "已核查"
    assert (
        cipher_that_opens(fields, case.id, case.key_encrypted).decrypt(
            first.encrypt("已核查", "here"), "here"
        )
        == "已核查"
    )


def test_no_two_cases_share_a_key_and_neither_opens_with_that_of_the_fields() -> None:
    one, other = Case(id="case_1"), Case(id="case_2")
    sealed = cipher_that_seals(AES, one).encrypt("已核查", "here")
    cipher_that_seals(AES, other)
    for wrong in (AES, cipher_that_opens(AES, other.id, other.key_encrypted)):
        with pytest.raises(CannotDecrypt):
            wrong.decrypt(sealed, "here")


def test_a_key_moved_to_another_case_opens_nothing() -> None:
    one = Case(id="case_1")
    cipher_that_seals(AES, one)
    with pytest.raises(CannotDecrypt):
        cipher_that_opens(AES, "case_2", one.key_encrypted)
