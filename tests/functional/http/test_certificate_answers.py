from __future__ import annotations

import io

import pytest
from PIL import Image

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.certificates.format.content import Claims
from backend.platform.errors import NotFound
from tests.builders.clock import NOON
from tests.builders.scanner import scanned
from tests.functional.http.fakes import AS_CITIZEN
from tests.functional.http.views import DIGITS, a_certificate, an_entry

PATH = "/api/v1/me/certificates"
URL = f"https://card.example/v#{DIGITS}"


def test_a_certificate_is_ordered_as_ticked(client, told) -> None:
    told.certificates.answers["issue"] = a_certificate()
    body = {"kind": "printed", "claims": ["level", "name", "level"], "audience": "书店", "valid_days": 3}
    answer = client.post(PATH, json=body, headers=AS_CITIZEN | {"Idempotency-Key": "k1"})
    assert answer.status_code == 201
    order = Order(CertificateKind.PRINTED, frozenset({Claim.LEVEL, Claim.NAME}), "书店", None, 3)
    assert told.certificates.asked == [("issue", "cit_1", order, "k1")]


def test_a_certificate_comes_with_its_link_and_what_the_merchant_will_read(client, told) -> None:
    told.certificates.answers["get"] = a_certificate()
    certificate = client.get(f"{PATH}/crt_1", headers=AS_CITIZEN).json
    assert certificate["claims"] == ["level", "no_adverse", "perk", "name", "match_code"]
    assert (certificate["token"], certificate["url"]) == (DIGITS, URL)
    assert certificate["qr_png"] == f"{PATH}/crt_1/qr.png"
    assert [line["words"] for line in certificate["preview"]] == [
        "信用状况：良好",
        "没有计入的失信信息",
        "符合激励条件：图书馆免押金借书",
        "姓名：*明",
        "身份证号码后四位：123X",
    ]


def test_the_preview_says_no_where_the_answer_is_no(client, told) -> None:
    claims = Claims(no_adverse=False, perk=(1, False))
    told.certificates.answers["get"] = a_certificate(claims=claims)
    headers = AS_CITIZEN | {"Accept-Language": "en"}
    certificate = client.get(f"{PATH}/crt_1", headers=headers).json
    assert [line["words"] for line in certificate["preview"]] == [
        "An adverse record counts",
        "Not eligible for now: Borrow books without a deposit",
    ]


def test_the_list_names_what_was_ticked_and_makes_no_code(client, told) -> None:
    told.certificates.answers["list_of_citizen"] = [a_certificate().certificate]
    [certificate] = client.get(PATH, headers=AS_CITIZEN).json["certificates"]
    assert certificate["claims"] == [claim.value for claim in Claim]
    assert not certificate.keys() & {"token", "url", "preview"}


def test_an_ended_certificate_shows_no_token_and_no_picture(client, told) -> None:
    told.certificates.answers["get"] = a_certificate(digits=None, claims=None, revoked_at=NOON)
    certificate = client.get(f"{PATH}/crt_1", headers=AS_CITIZEN).json
    assert certificate["revoked_at"] == "2026-11-23T12:00:00+08:00"
    assert certificate["preview"] == []
    assert {certificate[name] for name in ("token", "url", "qr_png", "qr_svg")} == {None}


@pytest.mark.parametrize("name", ["qr.png", "qr.svg"])
def test_an_ended_certificate_has_no_picture_any_more(client, told, name) -> None:
    told.certificates.answers["get"] = a_certificate(digits=None)
    answer = client.get(f"{PATH}/crt_1/{name}", headers=AS_CITIZEN)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/certificate-not-showable")


def test_the_picture_holds_the_link(client, told) -> None:
    told.certificates.answers["get"] = a_certificate()
    answer = client.get(f"{PATH}/crt_1/qr.png", headers=AS_CITIZEN)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/png", "no-store")
    assert scanned(Image.open(io.BytesIO(answer.data))).text == URL


def test_the_drawing_is_an_svg_without_text(client, told) -> None:
    told.certificates.answers["get"] = a_certificate()
    answer = client.get(f"{PATH}/crt_1/qr.svg", headers=AS_CITIZEN)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    assert answer.text.startswith("<svg ")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("DELETE", ""), ("GET", "/qr.png"), ("GET", "/qr.svg"), ("GET", "/verifications")],
)
def test_anothers_certificate_is_not_found(client, told, method, path) -> None:
    not_found = NotFound("certificate-not-found", zh="没有这张信用码。", en="No such certificate.")
    told.certificates.answers = {"get": not_found, "revoke": not_found, "list_verifications": not_found}
    assert client.open(f"{PATH}/crt_2{path}", method=method, headers=AS_CITIZEN).status_code == 404


def test_revoking_answers_with_nothing(client, told) -> None:
    told.certificates.answers["revoke"] = None
    assert client.delete(f"{PATH}/crt_1", headers=AS_CITIZEN).status_code == 204
    assert told.certificates.asked == [("revoke", "cit_1", "crt_1")]


def test_each_scan_says_who_when_and_what_was_shown(client, told) -> None:
    told.certificates.answers["list_verifications"] = [an_entry()]
    told.redemptions.answers["find_by_scans"] = {}
    assert client.get(f"{PATH}/crt_1/verifications", headers=AS_CITIZEN).json["verifications"] == [
        {
            "receipt": "acc_1",
            "merchant_id": "mer_1",
            "merchant": "书店",
            "at": "2026-11-23T09:30:00+08:00",
            "reported_at": None,
            "outcome": "valid",
            "disclosed": ["level"],
            "redemption": None,
        }
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "secret"),
        ("challenge", ""),
        ("claims", "level"),
        ("claims", ["iq"]),
        ("claims", ["level"] * 6),
        ("valid_days", 31),
        ("valid_days", "3"),
        ("valid_days", 0),
        ("audience", ""),
        ("id_number", "1"),
    ],
)
def test_an_order_outside_the_closed_lists_is_refused(client, field, value) -> None:
    order = {"kind": "dynamic", "claims": ["level"], field: value}
    answer = client.post(PATH, json=order, headers=AS_CITIZEN)
    assert (answer.status_code, set(answer.json["errors"])) == (422, {field})
