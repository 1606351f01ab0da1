from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from backend.identity.id_number import (
    IdNumber,
    adult_on,
    age_on,
    check_digit,
    mask_name,
    parse_id_number,
)
from backend.platform.errors import Invalid

TODAY = date(2026, 11, 23)
GOOD = "350299198805170111"

births = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
seventeen = st.builds(lambda born, order: f"350299{born:%Y%m%d}{order:03d}", births, st.integers(0, 999))


def numbered(first_seventeen: str) -> str:
    return first_seventeen + check_digit(first_seventeen)


@given(seventeen)
def test_the_check_digit_agrees_with_python_stdnum(first: str) -> None:
    assert check_digit(first) == ric.calc_check_digit(first + "0")


@pytest.mark.parametrize(
    ("first", "expected"),
    [("36042619910101007", "1"), ("11010519491231002", "X"), ("35020319900307741", "9")],
)
def test_known_numbers_have_their_check_digit(first: str, expected: str) -> None:
    assert check_digit(first) == expected


@given(seventeen)
def test_a_well_formed_number_is_read_back_whole(first: str) -> None:
    number = parse_id_number(numbered(first), TODAY)
    assert number.text == numbered(first)
    assert number.born_on.strftime("%Y%m%d") == first[6:14]
    assert number.last_four == numbered(first)[-4:]


@given(seventeen, st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(first: str, place: int, step: int) -> None:
    number = numbered(first)
    wrong = str((int(number[place]) + step) % 10)
    with pytest.raises(Invalid):
        parse_id_number(number[:place] + wrong + number[place + 1 :], TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u300019491231\t002ｘ\n",
    ],
)
def test_full_width_characters_spaces_and_small_x_are_put_right(typed: str) -> None:
    assert parse_id_number(typed, TODAY).text == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "id-number-length"),
        ("350299880517011", "id-number-length"),
        (GOOD + "0", "id-number-length"),
        ("3502991988051701A7", "id-number-characters"),
        ("35029919880517X117", "id-number-characters"),
        ("٣٥٠٢٩٩198805170117", "id-number-characters"),
        (numbered("35029919880230011"), "id-number-birth-date"),
        (numbered("35029900000517011"), "id-number-birth-date"),
        (numbered("35029920261124011"), "id-number-birth-date-in-future"),
        (GOOD[:17] + "5", "id-number-check-digit"),
    ],
)
def test_each_fault_has_its_code_and_words_that_do_not_repeat_the_number(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_id_number(typed, TODAY)
    refusal = caught.value
    told = f"{refusal.zh} {refusal.en} {refusal.extra} {refusal} {refusal.__cause__}"
    assert refusal.code == code
    assert not typed or typed not in told
    assert not typed or typed[6:14] not in told


def test_a_child_born_today_has_a_valid_number() -> None:
    assert parse_id_number(numbered(f"350299{TODAY:%Y%m%d}001"), TODAY).born_on == TODAY


def test_an_id_number_never_shows_itself_when_printed() -> None:
    number = parse_id_number(GOOD, TODAY)
    for shown in (repr(number), str(number), f"{number}", f"{[number]}"):
        assert not any(character.isdigit() for character in shown)


def test_only_the_first_and_the_last_character_are_shown() -> None:
    assert parse_id_number(GOOD, TODAY).masked == "3****************1"


def test_equal_numbers_are_equal_values() -> None:
    assert len({parse_id_number(GOOD, TODAY), IdNumber(GOOD)}) == 1


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(2000, 6, 15), date(2018, 6, 14), 17),
        (date(2000, 6, 15), date(2018, 6, 15), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (TODAY, TODAY, 0),
    ],
)
def test_age_counts_completed_years(born_on: date, day: date, age: int) -> None:
    assert age_on(born_on, day) == age


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        (date(2008, 11, 23), date(2026, 11, 23)),
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(1982, 2, 28), date(2000, 2, 28)),
    ],
)
def test_full_capacity_begins_on_the_eighteenth_birthday(born_on: date, expected: date) -> None:
    assert adult_on(born_on) == expected


@given(births)
def test_a_person_is_eighteen_on_that_day_and_seventeen_the_day_before(born_on: date) -> None:
    day = adult_on(born_on)
    assert age_on(born_on, day) == 18
    assert age_on(born_on, day - timedelta(days=1)) == 17


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "*明"),
        ("欧阳𠮷", "*𠮷"),
        ("阿依古丽·买买提", "*提"),
        ("李葛\U000e0100", "*葛\U000e0100"),
        ("明", "*"),
        ("", "*"),
    ],
)
def test_a_masked_name_shows_its_last_character_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked
