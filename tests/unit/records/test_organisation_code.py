from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from backend.platform.errors import Invalid
from backend.records.organisation_code import check_character, parse_organisation_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
characters = st.sampled_from(ALPHABET)
bodies = st.text(characters, min_size=9, max_size=9)
seventeen = st.builds("{}{}350299{}".format, characters, characters, bodies)
digits_first = st.builds("{:02d}350299{}".format, st.integers(0, 99), bodies)


def coded(first_seventeen: str) -> str:
    return first_seventeen + check_character(first_seventeen)


GOOD = coded("91350299MA0000001")


@given(seventeen)
def test_the_check_character_agrees_with_python_stdnum(first: str) -> None:
    assert check_character(first) == uscc.calc_check_digit(first)


@given(digits_first)
def test_a_sound_code_is_sound_to_python_stdnum_too(first: str) -> None:
    assert parse_organisation_code(coded(first)) == uscc.validate(coded(first))


@given(seventeen)
def test_letters_in_the_first_two_places_are_allowed(first: str) -> None:
    assert parse_organisation_code(coded(first)) == coded(first)


@given(seventeen, st.integers(0, 17), st.integers(1, 30))
def test_one_mistyped_character_is_always_noticed(first: str, place: int, step: int) -> None:
    code = coded(first)
    wrong = ALPHABET[(ALPHABET.index(code[place]) + step) % len(ALPHABET)]
    with pytest.raises(Invalid):
        parse_organisation_code(code[:place] + wrong + code[place + 1 :])


@given(seventeen, st.integers(0, 16))
def test_two_different_neighbours_in_turned_order_are_always_noticed(first: str, place: int) -> None:
    code = coded(first)
    turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if turned != code:
        with pytest.raises(Invalid):
            parse_organisation_code(turned)


@given(st.text(max_size=24) | st.text(ALPHABET, min_size=18, max_size=18))
def test_whatever_is_written_gives_a_sound_code_or_a_refusal(text: str) -> None:
    with suppress(Invalid):
        code = parse_organisation_code(text)
        assert code == coded(code[:17])


@given(seventeen, st.data())
def test_full_width_characters_spaces_and_lower_case_are_put_right(first: str, data: st.DataObject) -> None:
    written = "".join(
        data.draw(st.sampled_from([one, one.lower(), wide(one), wide(one.lower()), f" {one}\u3000"]))
        for one in coded(first)
    )
    assert parse_organisation_code(written) == coded(first)


def wide(character: str) -> str:
    return chr(ord(character) + 0xFEE0)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "organisation-code-form"),
        (GOOD[:17], "organisation-code-form"),
        (GOOD + "0", "organisation-code-form"),
        ("91350299MAO000001" + GOOD[17], "organisation-code-form"),
        ("91350299MA000000I" + GOOD[17], "organisation-code-form"),
        ("9135A299MA0000001" + GOOD[17], "organisation-code-form"),
        ("91350299-MA000001" + GOOD[17], "organisation-code-form"),
        ("٩1350299MA0000001" + GOOD[17], "organisation-code-form"),
        (GOOD[:16] + "2" + GOOD[17], "organisation-code-check-digit"),
        (GOOD[:17] + ("0" if GOOD[17] != "0" else "1"), "organisation-code-check-digit"),
    ],
)
def test_each_fault_has_its_code_and_words_that_do_not_repeat_what_was_written(
    written: str, code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        parse_organisation_code(written)
    refusal = caught.value
    told = f"{refusal.zh} {refusal.en} {refusal.extra} {refusal} {refusal.__cause__}"
    assert refusal.code == code
    assert not written or written not in told
