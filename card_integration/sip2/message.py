"""A SIP2 message, and its bytes with sequence digit and checksum.

Two digits say what it is, a fixed part of known length follows, then fields, each two letters, a value and
a bar; `AY` and a digit number it, `AZ` and four hexadecimal digits close it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

# Characters of the fixed part of each message, after the two digits of its code.
FIXED_LENGTHS = {
    "11": 38,
    "12": 22,
    "17": 18,
    "18": 24,
    "23": 21,
    "24": 35,
    "25": 18,
    "26": 35,
    "29": 38,
    "30": 22,
    "35": 18,
    "36": 19,
    "37": 25,
    "38": 19,
    "63": 31,
    "64": 59,
    "93": 2,
    "94": 1,
    "96": 0,
    "97": 0,
    "98": 34,
    "99": 8,
}
# invenio-sip2 writes a small checksum with fewer digits than four.
_ENDING = re.compile(rb"(?:AY([0-9]))?AZ([0-9A-Fa-f]{1,4})\Z")
_FIELD_NAME = re.compile(r"[A-Z]{2}")
_ENDING_BYTES = 9
_LAST_CONTROL, _DELETE = "\x1f", "\x7f"


class Charset(StrEnum):
    """The character sets that library systems use on this wire; which one is a matter of their set-up."""

    UTF_8 = "utf-8"
    GB18030 = "gb18030"
    ISO_8859_1 = "iso-8859-1"


class Malformed(ValueError):
    """What arrived is no SIP2 message, or not the one that was sent."""


class NotSendable(ValueError):
    """A message that cannot be sent without becoming another one on its way."""


@dataclass(frozen=True)
class Message:
    """One message; its fields may repeat, keep their order, and stay out of every log."""

    code: str
    fixed: str = ""
    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    sequence: int | None = None

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value of a field, in order."""
        return tuple(value for one, value in self.fields if one == name)

    def value(self, name: str) -> str | None:
        """Return the first value of a field; None where the message has no such field."""
        return next(iter(self.values(name)), None)


def checksum(body: bytes) -> bytes:
    """Return the four hexadecimal digits that follow `body`, which ends in `AZ`: bytes, not characters."""
    return b"%04X" % (-sum(body) & 0xFFFF)


def encode(message: Message, charset: Charset) -> bytes:
    """Return the bytes of a message with its carriage return; raises `NotSendable`."""
    length = FIXED_LENGTHS.get(message.code)
    if length != len(message.fixed) or not _is_plain(message.fixed) or not message.fixed.isascii():
        raise NotSendable("the fixed part does not fit the code")
    body = (message.code + message.fixed).encode()
    body += b"".join(_field_bytes(name, value, charset) for name, value in message.fields)
    if message.sequence is not None:
        if not 0 <= message.sequence <= 9:
            raise NotSendable("the sequence is one digit")
        body += b"AY%d" % message.sequence
    body += b"AZ"
    return body + checksum(body) + b"\r"


def _field_bytes(name: str, value: str, charset: Charset) -> bytes:
    if not _FIELD_NAME.fullmatch(name) or name in ("AY", "AZ"):
        raise NotSendable("no name of a field")
    try:
        encoded = value.encode(charset)
    except UnicodeEncodeError:
        raise NotSendable(f"{name} has characters that {charset} lacks") from None
    # In GB18030 a bar can be half of a Chinese character: the other side may cut there.
    if not _is_plain(value) or b"|" in encoded:
        raise NotSendable(f"{name} holds what ends a field or a message")
    return name.encode() + encoded + b"|"


def _is_plain(text: str) -> bool:
    return all(character > _LAST_CONTROL and character not in ("|", _DELETE) for character in text)


def decode(frame: bytes, charset: Charset) -> Message:
    """Return the message of a frame without its carriage return; raises `Malformed`."""
    ending = _ENDING.search(frame[-_ENDING_BYTES:])
    if ending is None:
        raise Malformed("the message has no checksum")
    if checksum(frame[: -len(ending[2])]) != ending[2].upper().rjust(4, b"0"):
        raise Malformed("the checksum is wrong")
    try:
        text = frame[: -len(ending[0])].decode(charset)
    except UnicodeDecodeError:
        raise Malformed(f"the message is not in {charset}") from None
    code, rest = text[:2], text[2:]
    length = FIXED_LENGTHS.get(code)
    if length is None or len(rest) < length or not _is_plain(rest[:length]):
        raise Malformed("no message that is known")
    fields = tuple(_field_in(part) for part in rest[length:].split("|") if part)
    return Message(code, rest[:length], fields, None if ending[1] is None else int(ending[1]))


def _field_in(part: str) -> tuple[str, str]:
    if not _FIELD_NAME.fullmatch(part[:2]):
        raise Malformed("a field without a name")
    return part[:2], part[2:]
