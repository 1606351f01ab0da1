"""CBOR in its shortest encoding (RFC 8949, section 4.1), for the sorts of values that a certificate holds.

`cbor2` writes the same, but sets up an encoder for every call, which takes longer than these lines do.
"""

from __future__ import annotations

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = range(0x00, 0xC0, 0x20)
_FALSE, _TRUE = b"\xf4", b"\xf5"
_ONE_BYTE, _TWO_BYTES, _FOUR_BYTES = 24, 25, 26


def whole_number(value: int) -> bytes:
    """Return a number from -2**32 to 2**32 - 1."""
    return _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)


def byte_string(value: bytes) -> bytes:
    """Return bytes."""
    return _head(_BYTES, len(value)) + value


def text(value: str) -> bytes:
    """Return a text."""
    encoded = value.encode()
    return _head(_TEXT, len(encoded)) + encoded


def array(values: list[int | bool | str]) -> bytes:
    """Return an array of what a certificate says."""
    return _head(_ARRAY, len(values)) + b"".join([_value(value) for value in values])


def map_of(pairs: int) -> bytes:
    """Return the head of a map; its keys and values follow."""
    return _head(_MAP, pairs)


def _value(value: int | bool | str) -> bytes:
    if value is True:
        return _TRUE
    if value is False:
        return _FALSE
    return text(value) if isinstance(value, str) else whole_number(value)


def _head(sort: int, number: int) -> bytes:
    if number < _ONE_BYTE:
        return _SHORT_HEADS[sort | number]
    if number < 1 << 8:
        return bytes((sort | _ONE_BYTE, number))
    if number < 1 << 16:
        return bytes((sort | _TWO_BYTES,)) + number.to_bytes(2)
    return bytes((sort | _FOUR_BYTES,)) + number.to_bytes(4)


_SHORT_HEADS = [bytes((first,)) for first in range(256)]
