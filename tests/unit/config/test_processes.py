from __future__ import annotations

import json

import pytest

from config.loading import load_settings, read_policy
from config.processes import (
    demo_processes,
    server_process,
    shared_with_simulators,
    simulator_addresses,
)


def every_text_in(data: object) -> set[str]:
    if isinstance(data, dict):
        return set().union(*(every_text_in(value) for value in data.values()))
    if isinstance(data, list):
        return set().union(*map(every_text_in, data))
    return {str(data)}


def test_the_simulators_start_first_and_the_service_last() -> None:
    names = [process.name for process in demo_processes(load_settings())]
    assert names == [
        "wechat simulator",
        "library simulator",
        "real_name simulator",
        "operators simulator",
        "outbox worker",
        "service",
    ]


def test_no_two_processes_share_an_address() -> None:
    addresses = [process.address for process in demo_processes(load_settings()) if process.address]
    assert len(set(addresses)) == len(addresses) == 5


def test_each_simulator_listens_where_the_service_looks_for_it() -> None:
    settings = load_settings()
    expected = {
        "wechat": settings.wechat_address,
        "real_name": settings.real_name.address,
        **{name: one.address for name, one in settings.operators.items()},
    }
    assert simulator_addresses(settings) == expected
    served = set()
    for process in demo_processes(settings)[:4]:
        port = process.command[process.command.index("--port") + 1]
        assert process.address == f"http://127.0.0.1:{port}"
        served.add(process.address)
    looked_for = {"/".join(address.split("/")[:3]) for address in expected.values()}
    assert served == looked_for


def test_every_published_operator_is_simulated_and_no_two_share_a_secret() -> None:
    settings = load_settings()
    assert {one["id"] for one in read_policy("operators")["operators"]} == settings.operators.keys()
    secrets = [one.client_secret.get_secret_value() for one in settings.operators.values()]
    assert len(set(secrets)) == len(secrets)


def test_simulators_that_remember_keep_it_in_the_demos_folder() -> None:
    settings = load_settings()
    kept = {
        process.name: process.command[process.command.index("--state") + 1]
        for process in demo_processes(settings)
        if "--state" in process.command
    }
    folder = settings.var / "demo"
    assert kept == {
        "library simulator": str(folder / "library.sqlite3"),
        "operators simulator": str(folder),
    }


def test_the_service_runs_as_many_workers_as_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARD_WORKERS", "3")
    monkeypatch.setenv("CARD_REDIS_URL", "redis://127.0.0.1:6379/0")
    command = server_process(load_settings()).command
    assert command[command.index("--workers") + 1] == "3"


def test_no_secret_stands_on_a_command_line_for_all_users_to_see() -> None:
    settings = load_settings()
    texts = every_text_in(shared_with_simulators(settings))
    secrets = {text for text in texts if len(text) >= 32 and not text.startswith("http")}
    lines = " ".join(" ".join(process.command) for process in demo_processes(settings))
    assert len(secrets) == 27
    assert [secret for secret in secrets if secret in lines] == []


def test_a_simulator_is_told_only_what_its_counterpart_would_know() -> None:
    settings = load_settings()
    shared = json.dumps(shared_with_simulators(settings))
    kept = [settings.blind_index_key.get_secret_value(), settings.key_ring_key.get_secret_value()]
    kept += [key.hex() for key in settings.field_keys.as_bytes().values()]
    kept += [key.hex() for key in settings.token_keys.as_bytes().values()]
    assert [secret for secret in kept if secret in shared] == []
