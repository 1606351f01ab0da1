from __future__ import annotations

import pytest

from backend.consent.service import ConsentView
from tests.builders.clock import NOON
from tests.functional.http.fakes import AS_CITIZEN

PATH = "/api/v1/me/consents/status.evaluate"


@pytest.fixture
def view(policy) -> ConsentView:
    return ConsentView(policy.purposes.get("status.evaluate"), NOON, False)


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "title_zh"), ("en", "title_en")])
def test_the_wording_is_shown_in_the_language_asked_for(client, told, view, language, title) -> None:
    told.consents.answers["list_of_citizen"] = [view]
    headers = AS_CITIZEN | {"Accept-Language": language}
    [shown] = client.get("/api/v1/me/consents", headers=headers).json["consents"]
    assert shown["title"] == getattr(view.purpose, title)
    assert shown["granted_at"] == "2026-11-23T12:00:00+08:00"
    assert shown["how_to_withdraw"]


@pytest.mark.parametrize(("body", "version"), [(None, None), ({}, None), ({"version": "1"}, "1")])
def test_consent_is_given_with_or_without_naming_the_version(client, told, view, body, version) -> None:
    told.consents.answers["grant"] = view
    answer = (
        client.put(PATH, json=body, headers=AS_CITIZEN)
        if body is not None
        else client.put(PATH, headers=AS_CITIZEN)
    )
    assert (answer.status_code, answer.json["id"]) == (200, "status.evaluate")
    assert told.consents.asked == [("grant", "cit_1", "status.evaluate", version)]


def test_withdrawing_takes_one_empty_request(client, told) -> None:
    told.consents.answers["withdraw"] = None
    assert client.delete(PATH, headers=AS_CITIZEN).status_code == 204
    assert told.consents.asked == [("withdraw", "cit_1", "status.evaluate")]
