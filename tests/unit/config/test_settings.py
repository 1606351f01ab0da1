from __future__ import annotations

import traceback
from typing import Any

import pytest
from pydantic import ValidationError

from config.loading import load_settings
from config.settings import Settings, SettingsFaulty
from tests.unit.config.production import (
    ALL_SECRETS,
    CALLBACK_AES_KEY,
    CALLBACK_TOKEN,
    OFFICIAL_ACCOUNT,
    PRODUCTION,
    SECRETS,
    as_text,
)

KEY = SECRETS[0]
WEAK_KEYS = {
    "zeros": "0" * 64,
    "ones": "f" * 64,
    "one word repeated": "deadbeef" * 8,
    "digits in a row": "0123456789abcdef" * 4,
    "too short": KEY[:-2],
    "too long": KEY + "00",
    "not hexadecimal": "change-me" * 7 + "x",
    "empty": "",
}
WEAK_SECRETS = {
    "zeros": "0" * 32,
    "too short": "s3cr3t!",
    "a placeholder": "change-me-change-me",
    "an example": "my-example-key-0123456789",
    "empty": "",
}


def settings_of(monkeypatch: pytest.MonkeyPatch, **other: Any) -> Settings:
    for name, value in {**PRODUCTION, **other}.items():
        monkeypatch.setenv(name, as_text(value))
    return load_settings()


def faults_of(monkeypatch: pytest.MonkeyPatch, **other: Any) -> str:
    with pytest.raises(SettingsFaulty) as faulty:
        settings_of(monkeypatch, **other)
    return str(faulty.value)


def test_a_complete_production_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch)
    assert settings.mode == "production"
    assert settings.field_keys.as_bytes() == {"f1": bytes.fromhex(KEY)}


def test_all_missing_settings_are_named_at_once_each_with_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CARD_MODE", "production")
    with pytest.raises(SettingsFaulty) as faulty:
        load_settings()
    required = {name: field for name, field in Settings.model_fields.items() if field.is_required()}
    lines = str(faulty.value).splitlines()[1:]
    expected = [f"- CARD_{name.upper()} is not set: {field.description}." for name, field in required.items()]
    assert sorted(lines) == sorted(expected)
    assert len(lines) >= 12


def test_missing_and_malformed_settings_are_reported_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARD_MODE", "production")
    monkeypatch.setenv("CARD_PORT", "eighty")
    monkeypatch.setenv("CARD_OPERATORS", "{not json")
    monkeypatch.setenv("CARD_BASE_URL", "card.example.org")
    with pytest.raises(SettingsFaulty) as faulty:
        load_settings()
    named = [line.split()[1] for line in str(faulty.value).splitlines()[1:]]
    assert {"CARD_PORT", "CARD_OPERATORS", "CARD_BASE_URL", "CARD_REAL_NAME"} <= set(named)
    assert len(named) == len(set(named))


@pytest.mark.parametrize("name", [name for name, value in PRODUCTION.items() if isinstance(value, dict)])
@pytest.mark.parametrize("value", ["{not json", "", "[]", "7", '"text"'])
def test_a_structured_setting_that_is_no_json_object_is_named_with_what_it_is(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    about = Settings.model_fields[name.removeprefix("CARD_").lower()].description
    assert f"- {name} must be a JSON object: {about}." in faults_of(monkeypatch, **{name: value}).splitlines()


@pytest.mark.parametrize("mode", ["Production", "prod", ""])
def test_a_mistyped_mode_is_an_error_and_never_a_demo(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    assert "CARD_MODE" in faults_of(monkeypatch, CARD_MODE=mode)


def test_a_production_that_is_named_in_small_letters_gets_no_demo_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("card_mode", "production")
    monkeypatch.setenv("card_redis_url", "redis://127.0.0.1:6379/0")
    with pytest.raises(SettingsFaulty, match="CARD_FIELD_KEYS is not set"):
        load_settings()


def test_a_bad_port_of_a_demo_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARD_PORT", "eighty")
    with pytest.raises(SettingsFaulty, match="CARD_PORT"):
        load_settings()


@pytest.mark.parametrize("weak", WEAK_KEYS.values(), ids=WEAK_KEYS)
@pytest.mark.parametrize("name", ["CARD_BLIND_INDEX_KEY", "CARD_KEY_RING_KEY"])
def test_a_weak_key_is_refused_with_how_to_make_one(
    monkeypatch: pytest.MonkeyPatch, name: str, weak: str
) -> None:
    faults = faults_of(monkeypatch, **{name: weak})
    assert name in faults
    assert "openssl rand -hex 32" in faults


@pytest.mark.parametrize("weak", WEAK_KEYS.values(), ids=WEAK_KEYS)
@pytest.mark.parametrize("name", ["CARD_FIELD_KEYS", "CARD_TOKEN_KEYS"])
def test_one_weak_key_spoils_its_ring(monkeypatch: pytest.MonkeyPatch, name: str, weak: str) -> None:
    ring = {"current": "k2", "keys": {"k1": weak, "k2": KEY}}
    assert f"{name} keys.k1" in faults_of(monkeypatch, **{name: ring})


def test_a_field_key_of_sm4_is_named_by_its_id_and_has_16_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = {"current": "sm4:2026", "keys": {"f1": KEY, "sm4:2026": KEY[:32]}}
    assert len(settings_of(monkeypatch, CARD_FIELD_KEYS=ring).field_keys.as_bytes()["sm4:2026"]) == 16
    for weak in (KEY, "0" * 32, "deadbeef" * 4, KEY[:30]):
        ring["keys"]["sm4:2026"] = weak
        faults = faults_of(monkeypatch, CARD_FIELD_KEYS=ring)
        assert "CARD_FIELD_KEYS keys.sm4:2026" in faults
        assert "openssl rand -hex 16" in faults


def test_no_other_ring_takes_a_key_of_sm4(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = {"current": "sm4:1", "keys": {"sm4:1": KEY[:32]}}
    assert "CARD_TOKEN_KEYS" in faults_of(monkeypatch, CARD_TOKEN_KEYS=ring)


def test_the_current_key_must_be_in_its_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = {"current": "k2", "keys": {"k1": KEY}}
    assert "CARD_TOKEN_KEYS names a current key" in faults_of(monkeypatch, CARD_TOKEN_KEYS=ring)


@pytest.mark.parametrize("weak", WEAK_SECRETS.values(), ids=WEAK_SECRETS)
def test_a_weak_secret_of_the_outside_is_refused(monkeypatch: pytest.MonkeyPatch, weak: str) -> None:
    library = {"address": "https://library.example.org", "client_id": "card", "client_secret": weak}
    faults = faults_of(
        monkeypatch,
        CARD_MINI_PROGRAM={"appid": "wx-mini-program", "secret": weak},
        CARD_OFFICIAL_ACCOUNT={**OFFICIAL_ACCOUNT, "secret": weak},
        CARD_REAL_NAME={"address": "https://names.example.org", "secret": weak},
        CARD_OPERATORS={"library": library},
    )
    for place in (
        "CARD_MINI_PROGRAM secret",
        "CARD_OFFICIAL_ACCOUNT secret",
        "CARD_REAL_NAME secret",
        "CARD_OPERATORS library.client_secret",
    ):
        assert place in faults


@pytest.mark.parametrize("weak", WEAK_SECRETS.values(), ids=WEAK_SECRETS)
def test_a_weak_token_of_the_metrics_is_refused(monkeypatch: pytest.MonkeyPatch, weak: str) -> None:
    assert "CARD_METRICS_TOKEN is too short" in faults_of(monkeypatch, CARD_METRICS_TOKEN=weak)


@pytest.mark.parametrize(
    ("field", "weak"),
    [
        ("token", "0" * 32),
        ("token", "short"),
        ("token", CALLBACK_TOKEN * 2),
        ("token", "change-me-change-me"),
        ("aes_key", "A" * 43),
        ("aes_key", CALLBACK_AES_KEY[:-1]),
        ("aes_key", CALLBACK_AES_KEY[:-1] + "!"),
        ("aes_key", ""),
    ],
)
def test_what_guards_the_official_account_is_checked_as_well(
    monkeypatch: pytest.MonkeyPatch, field: str, weak: str
) -> None:
    faults = faults_of(monkeypatch, CARD_OFFICIAL_ACCOUNT={**OFFICIAL_ACCOUNT, field: weak})
    assert f"CARD_OFFICIAL_ACCOUNT {field}" in faults


@pytest.mark.parametrize("other", [{}, {"CARD_WORKERS": "2"}])
def test_production_needs_a_real_redis(monkeypatch: pytest.MonkeyPatch, other: dict[str, str]) -> None:
    faults = faults_of(monkeypatch, CARD_REDIS_URL="memory://", **other)
    assert "CARD_REDIS_URL" in faults
    assert "redis://" in faults


def test_several_workers_of_a_demo_need_a_real_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARD_WORKERS", "2")
    with pytest.raises(SettingsFaulty, match="CARD_REDIS_URL"):
        load_settings()
    monkeypatch.setenv("CARD_REDIS_URL", "redis://127.0.0.1:6379/0")
    assert load_settings().workers == 2


def test_no_secret_is_seen_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch)
    shown = f"{settings!r} {settings} {settings.official_account} {settings.field_keys}"
    assert [secret for secret in ALL_SECRETS if secret in shown] == []


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "CARD_MODE"])
def test_no_secret_is_seen_in_an_error(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    # The shortest first: where an error shows what it found, it shows the beginning.
    secret_in_the_wrong_place = f"{' '.join(sorted(ALL_SECRETS, key=len))} nonsense"
    try:
        settings_of(monkeypatch, CARD_PORT="eighty", **{name: secret_in_the_wrong_place})
    except SettingsFaulty:
        shown = traceback.format_exc()
    assert "CARD_PORT" in shown
    with pytest.raises(ValidationError) as raw:
        Settings()
    shown += str(raw.value)
    assert [secret for secret in ALL_SECRETS if secret in shown] == []


def test_a_key_given_in_the_place_of_its_id_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = faults_of(monkeypatch, CARD_FIELD_KEYS={"current": KEY, "keys": {KEY: "f1"}})
    assert "CARD_FIELD_KEYS" in faults
    assert KEY not in faults


def test_settings_do_not_change_once_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings_of(monkeypatch).port = 9000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CARD_BASE_URL", "http://card.example.org"),
        ("CARD_WECHAT_ADDRESS", "http://wechat.example.org"),
        ("CARD_REAL_NAME", {**PRODUCTION["CARD_REAL_NAME"], "address": "http://names.example.org"}),
        (
            "CARD_OPERATORS",
            {"library": {**PRODUCTION["CARD_OPERATORS"]["library"], "address": "http://library.example.org"}},
        ),
        (
            "CARD_OPERATORS",
            {"bike": {**PRODUCTION["CARD_OPERATORS"]["bike"], "gbfs": "http://bike.example.org/gbfs.json"}},
        ),
    ],
)
def test_production_sends_nothing_in_the_clear(monkeypatch, name, value) -> None:
    with pytest.raises(SettingsFaulty, match=f"{name}.*https"):
        settings_of(monkeypatch, **{name: value})


def test_one_key_for_two_purposes_is_refused(monkeypatch) -> None:
    with pytest.raises(SettingsFaulty, match="CARD_KEY_RING_KEY serves another purpose"):
        settings_of(monkeypatch, CARD_KEY_RING_KEY=PRODUCTION["CARD_BLIND_INDEX_KEY"])


def test_an_operator_without_access_is_named(monkeypatch) -> None:
    known = {name: one for name, one in PRODUCTION["CARD_OPERATORS"].items() if name not in ("gas", "bus")}
    with pytest.raises(SettingsFaulty, match=r"CARD_OPERATORS gives no access to: bus, gas\.$"):
        settings_of(monkeypatch, CARD_OPERATORS=known)
