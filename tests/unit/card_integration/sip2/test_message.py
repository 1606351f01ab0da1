from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_integration.sip2.message import (
    FIXED_LENGTHS,
    Charset,
    Malformed,
    Message,
    NotSendable,
    checksum,
    decode,
    encode,
)
from tests.contract.sip2.recorded import all_frames

UTF_8 = Charset.UTF_8
ASCII = st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="|")
PLAIN = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="|")
NAMES = st.from_regex("[A-Z]{2}", fullmatch=True).filter(lambda name: name not in ("AY", "AZ"))


@st.composite
def messages(draw: st.DrawFn) -> Message:
    code = draw(st.sampled_from(sorted(FIXED_LENGTHS)))
    fixed = draw(st.text(ASCII, min_size=FIXED_LENGTHS[code], max_size=FIXED_LENGTHS[code]))
    fields = draw(st.lists(st.tuples(NAMES, st.text(PLAIN, max_size=20)), max_size=8))
    return Message(code, fixed, tuple(fields), draw(st.none() | st.integers(0, 9)))


def patron(card_number: str) -> Message:
    return Message("35", " " * 18, (("AA", card_number),), 0)


def sealed(body: bytes) -> bytes:
    return body + checksum(body)


@pytest.mark.parametrize("frame", all_frames(), ids=lambda frame: frame[:2].decode())
def test_every_recorded_message_is_read_and_written_again_byte_for_byte(frame: bytes) -> None:
    assert encode(decode(frame, UTF_8), UTF_8) == frame + b"\r"


def test_the_recorded_answer_to_a_wrong_checksum_is_read() -> None:
    assert decode(b"96AZFEF6", UTF_8) == Message("96")


def test_the_checksum_is_over_bytes_and_not_over_characters() -> None:
    in_utf_8, in_gb18030 = (encode(patron("厦门"), charset) for charset in (UTF_8, Charset.GB18030))
    assert in_utf_8[-5:] != in_gb18030[-5:]
    assert decode(in_gb18030[:-1], Charset.GB18030) == patron("厦门")


def test_a_checksum_with_a_digit_dropped_in_front_is_read_as_invenio_writes_it() -> None:
    body = b"940" + b"AO" + b"y" * 507 + b"|AY1AZ"
    short = checksum(body).lstrip(b"0")
    assert len(short) < 4
    assert decode(body + short, UTF_8).sequence == 1


def test_fields_repeat_and_keep_their_order() -> None:
    message = decode(sealed(b"36Y20261123    115406AFone|AO|AFtwo|AY3AZ"), UTF_8)
    assert message.values("AF") == ("one", "two")
    assert (message.value("AO"), message.value("AA")) == ("", None)


@given(messages())
def test_what_is_sent_is_what_arrives(message: Message) -> None:
    frame = encode(message, UTF_8)
    assert frame.count(b"\r") == 1
    assert frame.endswith(b"\r")
    assert decode(frame[:-1], UTF_8) == message


@given(messages(), st.sampled_from(Charset))
def test_in_every_charset_a_message_arrives_or_is_not_sent(message: Message, charset: Charset) -> None:
    try:
        frame = encode(message, charset)
    except NotSendable:
        return
    assert decode(frame[:-1], charset) == message
    assert frame.count(b"|") == len(message.fields)


@given(st.binary(max_size=200), st.sampled_from(Charset), st.booleans())
def test_any_bytes_are_a_message_or_malformed(received: bytes, charset: Charset, is_sealed: bool) -> None:
    frame = sealed(received + b"AY0AZ") if is_sealed else received
    try:
        assert isinstance(decode(frame, charset), Message)
    except Malformed:
        return


@given(messages(), st.data())
def test_a_changed_byte_never_passes(message: Message, data: st.DataObject) -> None:
    frame = encode(message, UTF_8)[:-1]
    place = data.draw(st.integers(0, len(frame) - 1))
    changed = frame[:place] + bytes([frame[place] ^ data.draw(st.integers(1, 255))]) + frame[place + 1 :]
    try:
        # A checksum in small letters is the same checksum, and a digit lost from its front may be a zero.
        assert decode(changed, UTF_8) == message
    except Malformed:
        return


@pytest.mark.parametrize("value", ["3300|AAother", "33\r63", "33\n00", "33\x0000", "33\x7f"])
def test_a_value_that_would_become_another_message_is_refused(value: str) -> None:
    with pytest.raises(NotSendable):
        encode(patron(value), UTF_8)


def test_a_character_that_is_half_a_bar_in_gb18030_is_refused_there_alone() -> None:
    half_a_bar = b"\x81\x7c".decode("gb18030")
    assert encode(patron(half_a_bar), UTF_8)
    with pytest.raises(NotSendable):
        encode(patron(half_a_bar), Charset.GB18030)


def test_a_value_that_the_charset_lacks_is_refused_and_not_written_with_a_question_mark() -> None:
    with pytest.raises(NotSendable):
        encode(patron("张三"), Charset.ISO_8859_1)


@pytest.mark.parametrize(
    "message",
    [
        Message("35", " " * 17),
        Message("35", " " * 17 + "|"),
        Message("35", " " * 17 + "\r"),
        Message("35", " " * 17 + "厦"),
        Message("00", ""),
        Message("97", sequence=10),
        Message("97", fields=(("AY", "1"),)),
        Message("97", fields=(("A|", "1"),)),
    ],
)
def test_a_message_of_no_known_shape_is_refused(message: Message) -> None:
    with pytest.raises(NotSendable):
        encode(message, UTF_8)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"941",
        b"941AY0AZ0000",
        sealed(b"94AY0AZ"),
        sealed(b"991AY0AZ"),
        sealed(b"441AY0AZ"),
        sealed(b"941-O|AY0AZ"),
        sealed(b"941AO\xff|AY0AZ"),
    ],
)
def test_a_frame_that_is_no_message_is_malformed(frame: bytes) -> None:
    with pytest.raises(Malformed):
        decode(frame, UTF_8)


def test_no_field_shows_in_a_log() -> None:
    assert "6000000000000001" not in repr(patron("6000000000000001"))
