from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.field_encryption import CannotDecrypt, FieldCipher
from backend.records.details import open_details, seal_details

CIPHER = FieldCipher({"f1": bytes(range(32))}, "f1")
words = st.text(st.characters(exclude_categories=("Cs",)))
some_details = st.dictionaries(words, words | st.integers(0, 10**15))


@given(details=some_details)
def test_what_was_sealed_for_a_record_is_opened_again_in_its_order(details: dict[str, str | int]) -> None:
    opened = open_details(CIPHER, "rec_1", seal_details(CIPHER, "rec_1", details))
    assert list(opened.items()) == list(details.items())


def test_a_record_without_details_has_none() -> None:
    assert open_details(CIPHER, "rec_1", None) == {}


def test_details_copied_to_another_record_are_refused() -> None:
    sealed = seal_details(CIPHER, "rec_1", {"content": "罚款"})
    with pytest.raises(CannotDecrypt):
        open_details(CIPHER, "rec_2", sealed)


def test_what_is_stored_does_not_show_what_it_says() -> None:
    sealed = seal_details(CIPHER, "rec_1", {"subject_name": "王小明", "fine_fen": 123456789})
    assert "王小明".encode() not in sealed
    assert b"123456789" not in sealed
