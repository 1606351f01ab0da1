from __future__ import annotations

from cbor2 import dumps, loads
from hypothesis import given
from hypothesis import strategies as st

from backend.certificates.format.shortest import array, byte_string, map_of, text, whole_number

NUMBERS = st.integers(-(2**32), 2**32 - 1) | st.sampled_from(
    [23, 24, 255, 256, 65535, 65536, -24, -25, -256, -257]
)


@given(NUMBERS)
def test_a_number_is_written_as_cbor2_writes_it(number):
    assert whole_number(number) == dumps(number)


@given(st.binary(max_size=300))
def test_bytes_are_written_as_cbor2_writes_them(value):
    assert byte_string(value) == dumps(value)


@given(st.text(max_size=300))
def test_a_text_is_written_as_cbor2_writes_it(value):
    assert text(value) == dumps(value)


@given(st.lists(NUMBERS | st.booleans() | st.text(max_size=30), max_size=30))
def test_an_array_is_written_as_cbor2_writes_it(values):
    assert array(values) == dumps(values)


def test_a_map_is_its_head_and_then_its_pairs():
    assert loads(map_of(2) + whole_number(1) + text("XM") + whole_number(4) + whole_number(5)) == {
        1: "XM",
        4: 5,
    }
