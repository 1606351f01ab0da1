"""The processes of the demo, as data: what `make run` starts, and in which order."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from config.demo_defaults import (
    LOOPBACK,
    OPERATORS_IN_ONE_PROCESS,
    SIMULATORS,
    outside_address,
    simulator_port,
)
from config.loading import read_policy
from config.settings import Settings
from config.wechat_accounts import MiniProgram


@dataclass(frozen=True)
class Process:
    """One process: what it is for, how it starts, and where it can be seen answering (None: nowhere)."""

    name: str
    command: tuple[str, ...]
    address: str | None


def demo_processes(settings: Settings) -> tuple[Process, ...]:
    """Return the simulators, the outbox worker and the server, in the order in which they start."""
    simulators = tuple(_simulator(settings, name) for name in SIMULATORS)
    worker = Process("outbox worker", (sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "run"), None)
    return (*simulators, worker, server_process(settings))


def server_process(settings: Settings) -> Process:
    """Return the web server; threads, as a request mostly waits for the database.

    A worker that dies is replaced: without that, the server would end all the others with it.
    """
    command = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "wsgi:create_app"),
        *("--host", "127.0.0.1", "--port", str(settings.port), "--workers", str(settings.workers)),
        *("--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
        *("--respawn-failed-workers", "--respawn-interval", "0.5"),
    )
    return Process("service", command, f"http://127.0.0.1:{settings.port}/healthz")


def _simulator(settings: Settings, name: str) -> Process:
    port, folder = simulator_port(settings.port, name), settings.var / "demo"
    kept_in = {"library": folder / "library.sqlite3", "operators": folder}.get(name)
    command = (
        *(sys.executable, "-m", f"card_integration.simulator.{name}", "--port", str(port)),
        *("--city", str(folder / "city.json")),
        *(("--state", str(kept_in)) if kept_in else ()),
    )
    return Process(f"{name} simulator", command, f"{LOOPBACK}:{port}")


def simulator_addresses(settings: Settings) -> dict[str, str]:
    """Return where each outside system of the demo is reached, operators in one process by their paths."""
    systems = (*(name for name in SIMULATORS if name != "operators"), *OPERATORS_IN_ONE_PROCESS)
    return {name: outside_address(settings.port, name) for name in systems}


def shared_with_simulators(settings: Settings) -> dict[str, Any]:
    """Return the secrets that each simulator shares with the service, as its real counterpart would."""
    mini, official = settings.mini_program, settings.official_account
    return {
        "wechat": {
            "mini_program": {**mini.opened(), "templates": _template_fields(mini)},
            "official_account": {
                "appid": official.appid,
                "secret": official.secret.get_secret_value(),
                "token": official.token.get_secret_value(),
                "aes_key": official.aes_key.get_secret_value(),
            },
        },
        "real_name": {"secret": settings.real_name.secret.get_secret_value()},
        "operators": {
            name: {
                "client_id": one.client_id,
                "client_secret": one.opened()["client_secret"],
                "webhook_secret": " ".join(one.opened()["webhook_secrets"]),
                "webhook_url": f"{settings.base_url}/api/v1/operator/events/{name}",
            }
            for name, one in settings.operators.items()
        },
    }


def _template_fields(mini: MiniProgram) -> dict[str, list[str]]:
    """Return, by WeChat's id of each template, the fields that it has there."""
    templates = read_policy("wechat_templates")["templates"]
    return {
        mini.templates[one["id"]]: list(one["fields"]) for one in templates if one["id"] in mini.templates
    }
