from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image

from backend.domain import Domain
from tests.builders.citizens import TestCitizen
from tests.builders.files import a_pdf, a_png
from tests.functional.officer.conftest import CASES, Headers

pytestmark = pytest.mark.store


def added(domain: Domain, citizen: TestCitizen, number: str, name: str, content: bytes) -> str:
    return domain.redress.materials.add(citizen.id, number, name, content, None).id


def test_a_picture_is_looked_at_and_can_do_nothing(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, headers: Headers, dispute: str
) -> None:
    added(domain, citizen, dispute, "缴款凭证.png", a_png(8, 8))
    [material] = client.get(f"{CASES}/{dispute}", headers=headers).json["materials"]
    answer = client.get(material["href"], headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, material["media_type"])
    assert Image.open(io.BytesIO(answer.data)).size == (8, 8)
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''%E7%BC%B4")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_pdf_is_saved_and_never_opened_as_a_page_of_ours(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, headers: Headers, dispute: str
) -> None:
    material = added(domain, citizen, dispute, "文书.pdf", a_pdf())
    answer = client.get(f"{CASES}/{dispute}/materials/{material}", headers=headers)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_the_citizen_reads_that_a_material_was_looked_at(
    client: FlaskClient, domain: Domain, citizen: TestCitizen, headers: Headers, dispute: str
) -> None:
    material = added(domain, citizen, dispute, "凭证.png", a_png(8, 8))
    client.get(f"{CASES}/{dispute}/materials/{material}", headers=headers)
    entries = client.get("/api/v1/me/access-log", headers=citizen.headers).json["entries"]
    assert ("material.read", "officer", "陈经办") in {
        (one["action"], one["actor"]["kind"], one["actor"]["name"]) for one in entries
    }


def test_a_material_of_another_case_is_not_there(client: FlaskClient, headers: Headers, dispute: str) -> None:
    answer = client.get(f"{CASES}/{dispute}/materials/mat_of_somebody_else", headers=headers)
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/material-not-found")
