from __future__ import annotations

import re

import pytest

from backend.platform.ids import new_id


@pytest.mark.parametrize("prefix", ["cit", "rec", "crt"])
def test_an_id_is_its_prefix_and_22_letters_and_digits(prefix: str) -> None:
    assert re.fullmatch(rf"{prefix}_[0-9A-Za-z]{{22}}", new_id(prefix))


def test_ten_thousand_ids_are_all_different() -> None:
    assert len({new_id("cit") for _ in range(10_000)}) == 10_000


def test_every_letter_and_digit_occurs() -> None:
    seen = {letter for _ in range(1_000) for letter in new_id("cit").removeprefix("cit_")}
    assert len(seen) == 62
