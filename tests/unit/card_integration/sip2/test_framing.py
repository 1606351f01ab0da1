from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_integration.sip2.framing import LARGEST_FRAME_BYTES, FrameTooLong, Framing
from tests.contract.sip2.recorded import all_frames


@given(st.data())
def test_messages_are_the_same_however_the_stream_is_cut(data: st.DataObject) -> None:
    frames = all_frames()[:12]
    stream = b"".join(frame + b"\r" for frame in frames)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)), max_size=20)))
    framing = Framing()
    received = [
        frame
        for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)
        for frame in framing.feed(stream[start:end])
    ]
    assert received == frames
    assert framing.is_between_messages()


def test_a_line_feed_within_a_message_does_not_end_it() -> None:
    assert Framing().feed(b"64AFone\ntwo|AY1AZ0000\r") == [b"64AFone\ntwo|AY1AZ0000"]


def test_a_line_feed_after_the_carriage_return_belongs_to_no_message() -> None:
    framing = Framing()
    assert framing.feed(b"941\r\n") == [b"941"]
    assert framing.is_between_messages()
    assert framing.feed(b"98Y\r\n\r") == [b"98Y"]


def test_half_a_message_is_noticed() -> None:
    framing = Framing()
    assert framing.feed(b"94") == []
    assert not framing.is_between_messages()


@pytest.mark.parametrize("end", [b"", b"\r"])
def test_a_message_without_end_is_given_up(end: bytes) -> None:
    framing = Framing()
    framing.feed(b"6" * LARGEST_FRAME_BYTES)
    with pytest.raises(FrameTooLong):
        framing.feed(b"6" + end)
