from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.field_encryption import (
    BlindIndex,
    CannotDecrypt,
    FieldCipher,
    find_key_id,
    header_of,
)

OLD_KEY, NEW_KEY, SM4_KEY = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 80))
HERE = "citizen/name/cit_1"
CIPHER = FieldCipher({"f1": OLD_KEY}, "f1")
INDEX = BlindIndex(OLD_KEY)
STORED = CIPHER.encrypt("王小明", HERE)
SM4_CIPHER = FieldCipher({"f1": OLD_KEY, "sm4:1": SM4_KEY}, "sm4:1")
SM4_STORED = SM4_CIPHER.encrypt("王小明", HERE)


@given(text=st.text(), context=st.text())
def test_what_was_encrypted_for_a_place_is_read_again_there(text: str, context: str) -> None:
    assert CIPHER.decrypt(CIPHER.encrypt(text, context), context) == text


@given(text=st.text(), context=st.text(), other=st.text())
def test_no_other_place_can_read_it(text: str, context: str, other: str) -> None:
    stored = CIPHER.encrypt(text, context)
    if other != context:
        with pytest.raises(CannotDecrypt):
            CIPHER.decrypt(stored, other)


@pytest.mark.parametrize("position", range(len(STORED)))
@pytest.mark.parametrize("flipped", [0x01, 0x80, 0xFF])
def test_an_altered_byte_at_any_position_is_refused(position: int, flipped: int) -> None:
    altered = bytearray(STORED)
    altered[position] ^= flipped
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(bytes(altered), HERE)


@pytest.mark.parametrize("length", range(len(STORED)))
def test_a_ciphertext_cut_short_anywhere_is_refused(length: int) -> None:
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(STORED[:length], HERE)


@given(garbage=st.binary(max_size=80))
def test_bytes_that_are_no_ciphertext_are_refused(garbage: bytes) -> None:
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(garbage, HERE)


@pytest.mark.parametrize("position", range(len(SM4_STORED)))
def test_under_a_key_of_sm4_nothing_altered_and_nothing_cut_short_is_read(position: int) -> None:
    altered = bytearray(SM4_STORED)
    altered[position] ^= 0x80
    for stored in (bytes(altered), SM4_STORED[:position]):
        with pytest.raises(CannotDecrypt):
            SM4_CIPHER.decrypt(stored, HERE)


def test_the_id_of_a_key_decides_between_sm4_and_aes() -> None:
    assert SM4_CIPHER.decrypt(SM4_STORED, HERE) == SM4_CIPHER.decrypt(STORED, HERE) == "王小明"
    assert find_key_id(SM4_STORED) == "sm4:1"
    with pytest.raises(CannotDecrypt):
        SM4_CIPHER.decrypt(SM4_STORED, HERE + "2")


@pytest.mark.parametrize("key_id", ["f", "2026-11", "sm4:1", "k" * 32])
def test_a_ciphertext_begins_with_what_names_its_key(key_id: str) -> None:
    key = SM4_KEY if key_id.startswith("sm4:") else OLD_KEY
    stored = FieldCipher({key_id: key}, key_id).encrypt("王", HERE)
    assert stored.startswith(header_of(key_id))
    assert find_key_id(stored) == find_key_id(header_of(key_id)) == key_id


@pytest.mark.parametrize(
    "start",
    [b"", b"\x01", b"\x01\x00", b"\x01\x03f1", b"\x02\x02f1", b"\x01\x01\xff", b"\x01\x21" + b"k" * 33],
)
def test_other_bytes_name_no_key(start: bytes) -> None:
    assert find_key_id(start) is None


def test_equal_texts_look_different_each_time() -> None:
    assert len({CIPHER.encrypt("王小明", HERE) for _ in range(100)}) == 100


def test_the_text_cannot_be_seen_in_what_is_stored() -> None:
    assert "王小明".encode() not in STORED


def test_after_a_rotation_the_old_key_still_reads_and_the_new_one_writes() -> None:
    rotated = FieldCipher({"f1": OLD_KEY, "f2": NEW_KEY}, "f2")
    assert rotated.decrypt(STORED, HERE) == "王小明"
    with pytest.raises(CannotDecrypt, match="unknown key"):
        CIPHER.decrypt(rotated.encrypt("王小明", HERE), HERE)


def test_a_key_of_the_same_id_but_other_bytes_reads_nothing() -> None:
    with pytest.raises(CannotDecrypt):
        FieldCipher({"f1": NEW_KEY}, "f1").decrypt(STORED, HERE)


@pytest.mark.parametrize("key_id", ["f", "2026-11", "k" * 32])
def test_any_plain_key_id_up_to_32_characters_can_be_used(key_id: str) -> None:
    cipher = FieldCipher({key_id: OLD_KEY}, key_id)
    assert cipher.decrypt(cipher.encrypt("王小明", HERE), HERE) == "王小明"


@pytest.mark.parametrize("key_id", ["", "钥匙", "k" * 33])
def test_a_key_id_that_could_not_travel_in_the_ciphertext_is_refused_at_the_start(key_id: str) -> None:
    with pytest.raises(ValueError, match="id"):
        FieldCipher({key_id: OLD_KEY}, key_id)


@pytest.mark.parametrize(
    ("keys", "current"),
    [
        ({}, "f1"),
        ({"f1": OLD_KEY}, "f2"),
        ({"f1": b"short"}, "f1"),
        ({"f1": SM4_KEY}, "f1"),
        ({"sm4:1": OLD_KEY}, "sm4:1"),
    ],
)
def test_a_ring_without_its_current_key_or_with_a_short_one_is_refused(
    keys: dict[str, bytes], current: str
) -> None:
    with pytest.raises(ValueError, match="key"):
        FieldCipher(keys, current)


@given(value=st.text())
def test_equal_values_share_an_index_of_32_bytes(value: str) -> None:
    assert INDEX.of("id_number", value) == BlindIndex(OLD_KEY).of("id_number", value)
    assert len(INDEX.of("id_number", value)) == 32


@given(first=st.text(), second=st.text())
def test_different_values_never_share_an_index(first: str, second: str) -> None:
    assert (INDEX.of("id_number", first) == INDEX.of("id_number", second)) == (first == second)


@given(value=st.text())
def test_kinds_of_value_are_kept_apart(value: str) -> None:
    assert INDEX.of("id_number", value) != INDEX.of("openid", value)
    assert INDEX.of("id", "number" + value) != INDEX.of("idnumber", value)


def test_without_the_key_the_index_says_nothing() -> None:
    assert INDEX.of("id_number", "1") != BlindIndex(NEW_KEY).of("id_number", "1")
    with pytest.raises(ValueError, match="32 bytes"):
        BlindIndex(b"short")
