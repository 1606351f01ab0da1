"""Requests from bytes and answers to bytes, as the servers of the recordings read and write them."""

from __future__ import annotations

from dataclasses import dataclass, field

_FIXED = {"17": 18, "23": 21, "25": 18, "29": 38, "35": 18, "37": 25, "63": 31, "93": 2, "97": 0, "99": 8}


class Unreadable(Exception):
    """Bytes that are no request; a real server asks for them again (96)."""


@dataclass(frozen=True)
class Request:
    """A request; of a field that repeats, the last one counts. `digit` is empty where it has no number."""

    code: str
    fixed: str
    fields: dict[str, str] = field(repr=False)
    digit: str

    def get(self, name: str) -> str:
        """Return the value of a field, empty where it is missing."""
        return self.fields.get(name, "")


def read(frame: bytes, encoding: str) -> Request:
    """Return the request of a frame; raises `Unreadable`, above all for a wrong checksum."""
    if frame[-6:-4] != b"AZ" or frame[-4:] != _sum_of(frame[:-4]):
        raise Unreadable
    has_digit = frame[-9:-7] == b"AY"
    digit = chr(frame[-7]) if has_digit else ""
    try:
        text = frame[: -9 if has_digit else -6].decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable from None
    length = _FIXED.get(text[:2])
    if length is None or len(text) < 2 + length:
        raise Unreadable
    parts = text[2 + length :].split("|")
    return Request(text[:2], text[2 : 2 + length], {part[:2]: part[2:] for part in parts if part}, digit)


def write(text: str, digit: str, encoding: str) -> bytes:
    """Return an answer with its number, where the request had one, checksum and carriage return.

    What the encoding lacks becomes a question mark, as it does in a real server set to ISO-8859-1.
    """
    body = text.encode(encoding, "replace") + (f"AY{digit}" if digit else "").encode() + b"AZ"
    return body + _sum_of(body) + b"\r"


def fields(*named: tuple[str, str | None]) -> str:
    """Return fields as text, in the order given; those that are None are left out."""
    return "".join(f"{name}{value}|" for name, value in named if value is not None)


def _sum_of(body: bytes) -> bytes:
    total = sum(body) % 65_536
    return f"{(65_536 - total) % 65_536:04X}".encode()
