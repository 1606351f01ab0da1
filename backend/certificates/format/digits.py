"""The certificate as text: decimal digits, which a QR code packs tightly, and the link that carries them.

Seven bytes become 17 digits (56 bits in 56.5); the last block may be shorter. A byte string has exactly one
such text, and an accepted text stands for exactly one byte string.
"""

from __future__ import annotations

BLOCK_BYTES = 7
BLOCK_DIGITS = 17
MAX_DIGITS = 50 * BLOCK_DIGITS
"""More than the longest certificate needs; a longer text is not looked at."""

_DIGITS_OF_BYTES = (0, 3, 5, 8, 10, 13, 15, BLOCK_DIGITS)
_BYTES_OF_DIGITS = {digits: size for size, digits in enumerate(_DIGITS_OF_BYTES)}
CODE_PATH = "/v"
_BEFORE_DIGITS = f"{CODE_PATH}#"


def to_digits(data: bytes) -> str:
    """Return the digits that stand for `data`."""
    blocks = (data[start : start + BLOCK_BYTES] for start in range(0, len(data), BLOCK_BYTES))
    return "".join(str(int.from_bytes(block)).zfill(_DIGITS_OF_BYTES[len(block)]) for block in blocks)


def from_digits(digits: str) -> bytes:
    """Return the bytes that `digits` stand for.

    Raises ValueError for what `to_digits` would not have written (other characters, a last block of a length
    that no bytes have, a block of 2**56 or more) and for more than MAX_DIGITS.
    """
    # Bytes are looked through three times as fast as a text.
    if not 0 < len(digits) <= MAX_DIGITS or not digits.isascii() or not digits.encode().isdigit():
        raise ValueError(f"not 1 to {MAX_DIGITS} decimal digits")
    rest = len(digits) % BLOCK_DIGITS
    starts = range(0, len(digits) - rest, BLOCK_DIGITS)
    try:
        blocks = [int(digits[start : start + BLOCK_DIGITS]).to_bytes(BLOCK_BYTES) for start in starts]
        if rest:
            blocks.append(int(digits[-rest:]).to_bytes(_BYTES_OF_DIGITS[rest]))
        return b"".join(blocks)
    except (KeyError, OverflowError) as error:
        raise ValueError("not blocks of digits that bytes are written in") from error


def certificate_url(host_base_url: str, digits: str) -> str:
    """Return what the QR code holds: the digits stand behind `#`, so that no server log sees them."""
    return f"{host_base_url.rstrip('/')}{_BEFORE_DIGITS}{digits}"


def digits_of(text: str) -> str:
    """Return the digits in a scanned text, be it the whole link or the digits alone."""
    return text.strip().rpartition(_BEFORE_DIGITS)[2]
