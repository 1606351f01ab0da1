"""The desk's doors on the real domain: officers with both factors, a citizen, and cases of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.domain import Domain
from miniprogram_api.application import build_app
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.officers import TestOfficer, a_session, an_officer
from tests.builders.redress import a_dispute
from tests.functional.http.documented import DocumentedClient

Headers = dict[str, str]
CASES = "/api/v1/officer/cases"


@pytest.fixture
def client(domain: Domain) -> Iterator[FlaskClient]:
    app = build_app(domain, testing=True)
    app.test_client_class = DocumentedClient
    with app.test_client() as client:
        yield client


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def officer(domain: Domain) -> TestOfficer:
    return an_officer(domain)


@pytest.fixture
def headers(domain: Domain, officer: TestOfficer) -> Headers:
    """Return the headers of an officer who signed in."""
    return as_officer(domain, officer)


@pytest.fixture
def dispute(domain: Domain, citizen: TestCitizen) -> str:
    """Return the number of a dispute that was just filed."""
    return a_dispute(domain, citizen, a_record(domain, citizen)).number


def as_officer(domain: Domain, officer: TestOfficer) -> Headers:
    return {"Authorization": f"Bearer {a_session(domain, officer)}"}


@pytest.fixture
def step(client: FlaskClient) -> Callable[..., Any]:
    """Return a way to take a step upon a case as it stands, as in `step(number, "take", headers)`."""

    def take_step(number: str, event: str, headers: Headers, **body: Any) -> Any:
        version = client.get(f"{CASES}/{number}", headers=headers).json["version"]
        wanted = {"event": event, "version": version, **body}
        return client.post(f"{CASES}/{number}/decisions", json=wanted, headers=headers)

    return take_step
