from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag

from backend.platform.sm4_gcm import Sm4Gcm

# RFC 8998, appendix A.1.
KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
NONCE = bytes.fromhex("00001234567800000000ABCD")
ASSOCIATED = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
PLAIN = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
SEALED = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC"
)


def test_the_vector_of_the_rfc_is_met() -> None:
    assert Sm4Gcm(KEY).encrypt(NONCE, PLAIN, ASSOCIATED) == SEALED
    assert Sm4Gcm(KEY).decrypt(NONCE, SEALED, ASSOCIATED) == PLAIN


@pytest.mark.parametrize("position", [0, 63, 64, 79])
def test_an_altered_byte_is_refused(position: int) -> None:
    altered = bytearray(SEALED)
    altered[position] ^= 1
    with pytest.raises(InvalidTag):
        Sm4Gcm(KEY).decrypt(NONCE, bytes(altered), ASSOCIATED)


def test_other_associated_data_is_refused() -> None:
    with pytest.raises(InvalidTag):
        Sm4Gcm(KEY).decrypt(NONCE, SEALED, ASSOCIATED + b"x")


@pytest.mark.parametrize("length", [0, 3, 15])
def test_less_than_a_tag_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="tag"):
        Sm4Gcm(KEY).decrypt(NONCE, SEALED[:length], ASSOCIATED)
