from __future__ import annotations

import pytest

from bench.codes import code_rows
from bench.rows import Row
from tests.unit.certificates.samples import ISSUER, MemoryKeyRing


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    return {row.name: row for row in code_rows(ISSUER, MemoryKeyRing())}


def test_a_certificate_is_read_from_nine_of_ten_damaged_captures(rows: dict[str, Row]) -> None:
    assert rows["qr_decoded_vs_dcc"].value == rows["qr_decoded_vs_shc"].value >= 0.9
    assert rows["qr_decoded_vs_dcc"].runs == rows["qr_decoded_vs_shc"].runs == 200


def test_a_certificate_is_as_small_as_a_dcc_style_code_and_smaller_than_an_shc_style_one(
    rows: dict[str, Row],
) -> None:
    assert rows["qr_version_dynamic"].value == 8
    assert rows["qr_version_vs_dcc"].ratio <= 1
    assert rows["qr_version_vs_shc"].ratio < 1
    assert rows["qr_decoded_vs_shc"].ratio > 1
