from __future__ import annotations

import json

import pytest

from tests.unit.config.test_settings import faults_of, settings_of


def test_by_default_nothing_is_believed_and_nothing_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    edge = settings_of(monkeypatch).edge(is_demo=False)
    assert edge == {
        "trusted_proxies": 0,
        "cors_origins": frozenset(),
        "limits_factor": 1.0,
        "slow_query_ms": 500,
        "otlp_endpoint": None,
        "log_format": "json",
    }


def test_a_demo_is_logged_for_the_eye_unless_it_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(monkeypatch).edge(is_demo=True)["log_format"] == "text"
    assert settings_of(monkeypatch, CARD_LOG_FORMAT="json").edge(is_demo=True)["log_format"] == "json"


def test_origins_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    origins = ["https://pages.example", "http://localhost:5173"]
    settings = settings_of(monkeypatch, CARD_CORS_ORIGINS=json.dumps(origins))
    assert settings.cors_origins == frozenset(origins)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CARD_CORS_ORIGINS", '["*"]'),
        ("CARD_CORS_ORIGINS", '["https://pages.example/"]'),
        ("CARD_CORS_ORIGINS", "https://pages.example"),
        ("CARD_CORS_ORIGINS", '["null"]'),
        ("CARD_TRUSTED_PROXIES", "-1"),
        ("CARD_TRUSTED_PROXIES", "all"),
        ("CARD_LIMITS_FACTOR", "0"),
        ("CARD_LOG_FORMAT", "xml"),
        ("CARD_SLOW_QUERY_MS", "0"),
        ("CARD_OTLP_ENDPOINT", "collector:4318"),
        ("CARD_OTLP_ENDPOINT", "https://user:pass@collector:4318/v1/traces"),
    ],
)
def test_a_setting_that_would_open_or_mean_nothing_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    told = faults_of(monkeypatch, **{name: value})
    assert name in told
    assert "pass@" not in told
