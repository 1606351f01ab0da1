"""Cuts a stream of bytes into SIP2 messages: a carriage return ends one, and nothing else does."""

from __future__ import annotations

LARGEST_FRAME_BYTES = 65_536


class FrameTooLong(ValueError):
    """More bytes came without a carriage return than any message of ours can have."""


class Framing:
    """Collects what arrives, however the network cut or joined it.

    A line feed is text within a message (field AF has them); only one that a server sends after the
    carriage return, before the next message, is dropped.
    """

    def __init__(self) -> None:
        self._pending = b""

    def is_between_messages(self) -> bool:
        """Tell whether no message has begun without its end."""
        return not self._pending.lstrip(b"\n")

    def feed(self, received: bytes) -> list[bytes]:
        """Take bytes and return the messages that they complete; raises `FrameTooLong`."""
        *frames, self._pending = (self._pending + received).split(b"\r")
        if any(len(frame) > LARGEST_FRAME_BYTES for frame in (*frames, self._pending)):
            raise FrameTooLong(f"no message has more than {LARGEST_FRAME_BYTES} bytes")
        return [frame for frame in (frame.lstrip(b"\n") for frame in frames) if frame]
