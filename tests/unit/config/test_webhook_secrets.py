from __future__ import annotations

import base64
import json

import pytest

from config.loading import load_settings
from config.settings import SettingsFaulty
from tests.unit.config.production import PRODUCTION, as_text

SECRET, FORMER = ("whsec_" + base64.b64encode(bytes(range(start, start + 32))).decode() for start in (7, 90))


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch):
    """Read the settings of a production whose library is reached so."""

    def start(**changes: str):
        operators = {**PRODUCTION["CARD_OPERATORS"]}
        operators["library"] = {**operators["library"], **changes}
        for name, value in {**PRODUCTION, "CARD_OPERATORS": operators}.items():
            monkeypatch.setenv(name, as_text(value))
        return load_settings().operators["library"]

    return start


def test_an_operator_that_sends_no_events_needs_no_secret(start) -> None:
    assert start().opened()["webhook_secrets"] == ()


def test_while_a_secret_changes_both_are_known(start) -> None:
    assert start(webhook_secret=SECRET).opened()["webhook_secrets"] == (SECRET,)
    assert start(webhook_secret=f"{SECRET} {FORMER}").opened()["webhook_secrets"] == (SECRET, FORMER)


MALFORMED = ("", "whsec_", SECRET.removeprefix("whsec_"), SECRET[:-3], f"{SECRET}  {FORMER}")


@pytest.mark.parametrize("written", [*MALFORMED, "whsec_" + "A" * 44])
def test_a_malformed_or_weak_secret_stops_the_start_and_is_never_printed(start, written: str) -> None:
    with pytest.raises(SettingsFaulty) as stopped:
        start(webhook_secret=written)
    assert "CARD_OPERATORS library.webhook_secret" in str(stopped.value)
    assert len(written) < 10 or written not in str(stopped.value)


def test_an_operator_without_a_system_is_reached_at_our_own_door(start) -> None:
    assert start(address="door:").address == "door:"
    with pytest.raises(SettingsFaulty):
        start(address="door:bike")


def test_no_secret_shows_in_what_is_logged(start) -> None:
    access = start(webhook_secret=SECRET)
    assert SECRET not in repr(access)
    assert SECRET not in json.dumps(access.model_dump(mode="json"))
