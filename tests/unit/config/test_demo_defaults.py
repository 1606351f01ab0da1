from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.demo_defaults import (
    OPERATORS_IN_ONE_PROCESS,
    SIMULATORS,
    demo_defaults,
    simulator_port,
)
from config.loading import load_settings
from config.settings import Settings, SettingsFaulty

PROJECT = Path(__file__).parents[3]
MAKE_WHEN_TOLD = """
import json, sys
from pathlib import Path
from config.demo_defaults import demo_defaults
print("ready", flush=True)
sys.stdin.readline()
print(json.dumps(demo_defaults(Path(sys.argv[1]), 8000)))
"""


def secrets_of(settings: Settings) -> set[str]:
    return {
        settings.blind_index_key.get_secret_value(),
        settings.key_ring_key.get_secret_value(),
        settings.mini_program.secret.get_secret_value(),
        settings.official_account.secret.get_secret_value(),
        settings.official_account.token.get_secret_value(),
        settings.official_account.aes_key.get_secret_value(),
        settings.real_name.secret.get_secret_value(),
        *(one.client_secret.get_secret_value() for one in settings.operators.values()),
        *(key.hex() for key in settings.field_keys.as_bytes().values()),
        *(key.hex() for key in settings.token_keys.as_bytes().values()),
    }


def test_a_demo_starts_without_any_setting() -> None:
    settings = load_settings()
    assert (settings.mode, settings.port, settings.redis_url) == ("demo", 8000, "memory://")


def test_the_secrets_are_made_once_for_a_folder(tmp_path: Path) -> None:
    assert demo_defaults(tmp_path, 8000) == demo_defaults(tmp_path, 8000)


def test_every_folder_gets_secrets_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one = secrets_of(load_settings())
    monkeypatch.setenv("CARD_VAR", str(tmp_path / "another"))
    assert len(one) == 20
    assert not one & secrets_of(load_settings())


def test_only_their_owner_may_read_the_secrets(tmp_path: Path) -> None:
    demo_defaults(tmp_path / "var", 8000)
    (made,) = (tmp_path / "var" / "demo").iterdir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700


def test_processes_that_start_at_once_end_with_the_same_secrets(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKE_WHEN_TOLD, str(tmp_path / "var")]
    processes = [
        subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [process.stdout.readline() for process in processes if process.stdout] == ["ready\n"] * 3
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    made = [json.loads(process.communicate()[0]) for process in processes]
    assert made[0] == made[1] == made[2]
    assert len(list((tmp_path / "var" / "demo").iterdir())) == 1


def test_the_environment_wins_over_what_the_demo_fills_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARD_BASE_URL", "https://demo.example.org")
    monkeypatch.setenv("CARD_BLIND_INDEX_KEY", bytes(range(32)).hex())
    settings = load_settings()
    assert settings.base_url == "https://demo.example.org"
    assert settings.blind_index_key.get_secret_value() == bytes(range(32)).hex()
    assert settings.field_keys.current == "f1"


def test_a_key_of_the_environment_joins_the_demos_ring_and_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = {"current": "t2", "keys": {"t2": bytes(range(32)).hex()}}
    monkeypatch.setenv("CARD_TOKEN_KEYS", json.dumps(ring))
    tokens = load_settings().token_keys
    assert (tokens.current, tokens.as_bytes()["t2"]) == ("t2", bytes(range(32)))


def test_the_simulators_take_the_ports_after_the_service() -> None:
    assert [simulator_port(9000, name) for name in SIMULATORS] == [9001, 9002, 9003, 9004]


def test_another_port_moves_every_address_of_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARD_PORT", "9000")
    settings = load_settings()
    addresses = [settings.base_url, settings.wechat_address, settings.real_name.address]
    addresses.append(settings.operators["library"].address)
    assert sorted(addresses) == [f"http://127.0.0.1:{port}" for port in range(9000, 9004)]
    shared = {name: one.address for name, one in settings.operators.items() if name != "library"}
    assert shared == {name: f"http://127.0.0.1:9004/{name}" for name in OPERATORS_IN_ONE_PROCESS}


def test_the_demos_bikes_tell_their_stations_beside_the_contract() -> None:
    told = {name: one.gbfs for name, one in load_settings().operators.items() if one.gbfs}
    assert told == {"bike": "http://127.0.0.1:8004/bike/gbfs/gbfs.json"}


def test_a_folder_of_an_earlier_edition_is_refused_with_what_to_do(tmp_path: Path) -> None:
    demo_defaults(tmp_path, 8000)
    (made,) = (tmp_path / "demo").iterdir()
    known = json.loads(made.read_text())
    del known["bus"]
    made.write_text(json.dumps(known))
    with pytest.raises(SettingsFaulty, match="remove the folder"):
        demo_defaults(tmp_path, 8000)


def test_the_files_of_a_demo_stay_in_its_folder(tmp_path: Path) -> None:
    assert load_settings().database_url == f"sqlite:///{tmp_path}/card.sqlite3"
