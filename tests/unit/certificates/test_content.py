from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from backend.certificates.format.content import (
    CertificateContent,
    Claims,
    Kind,
    StatusEntry,
    id_from_text,
    id_to_text,
    new_certificate_id,
)
from tests.unit.certificates.samples import NONCE, NOW, STATUS


def test_an_id_has_96_bits_of_chance():
    ids = {new_certificate_id() for _ in range(100)}
    assert len(ids) == 100
    assert {len(certificate_id) for certificate_id in ids} == {12}


def test_an_id_comes_back_from_its_text():
    text = id_to_text(bytes(range(12)))
    assert text == "crt_000102030405060708090a0b"
    assert id_from_text(text) == bytes(range(12))


@pytest.mark.parametrize(
    "text",
    ["", "crt_", "crt_00", "000102030405060708090a0b", "crt_000102030405060708090A0B", "crt_" + "00 " * 8],
)
def test_another_text_is_no_id(text):
    with pytest.raises(ValueError, match="24 hex digits"):
        id_from_text(text)


@pytest.mark.parametrize(
    "claims",
    [
        {"level": -1},
        {"level": 24},
        {"level": True},
        {"level": 3.0},
        {"no_adverse": 1},
        {"no_adverse": "yes"},
        {"perk": (0, True)},
        {"perk": (24, True)},
        {"perk": (True, True)},
        {"perk": (3, 1)},
        {"masked_name": "王小明"},
        {"masked_name": ""},
        {"masked_name": "*" * 65},
        {"match_code": "123"},
        {"match_code": "12345"},
        {"match_code": "123x"},
        {"match_code": "X123"},
        {"match_code": "１２３４"},
    ],
    ids=str,
)
def test_a_claim_outside_the_closed_list_is_refused(claims):
    with pytest.raises(ValueError, match=next(iter(claims))):
        Claims(**claims)


@pytest.mark.parametrize(
    "wrong",
    [
        {"certificate_id": bytes(11)},
        {"certificate_id": "0" * 12},
        {"expires_at": datetime(2026, 11, 23)},  # noqa: DTZ001
        {"audience": ""},
        {"audience": "m" * 65},
    ],
    ids=str,
)
def test_a_certificate_that_could_not_be_signed_is_refused(wrong):
    right = {
        "certificate_id": bytes(12),
        "kind": Kind.PRINTED,
        "expires_at": NOW + timedelta(days=30),
        "audience": None,
        "claims": Claims(level=3),
    }
    with pytest.raises(ValueError, match=next(iter(wrong))):
        CertificateContent(**(right | wrong))


@pytest.mark.parametrize(
    ("kind", "audience", "nonce", "status"),
    [
        (Kind.ADDRESSED, "mer_1", None, None),
        (Kind.ADDRESSED, None, NONCE, None),
        (Kind.ADDRESSED, "mer_1", bytes(7), None),
        (Kind.ADDRESSED, "mer_1", bytes(17), None),
        (Kind.ADDRESSED, "mer_1", "00000000", None),
        (Kind.DYNAMIC, "mer_1", NONCE, None),
        (Kind.DYNAMIC, None, None, STATUS),
        (Kind.PRINTED, None, None, None),
        (Kind.PRINTED, None, None, StatusEntry(-1, 0)),
        (Kind.PRINTED, None, None, StatusEntry(0, 1 << 20)),
        (Kind.PRINTED, None, None, StatusEntry(1 << 16, 0)),
        (Kind.PRINTED, None, None, StatusEntry(True, 0)),
    ],
)
def test_a_kind_has_what_it_needs_and_nothing_of_the_others(kind, audience, nonce, status):
    with pytest.raises(ValueError, match=r"nonce|status"):
        CertificateContent(bytes(12), kind, NOW, audience, Claims(level=1), nonce, status)
