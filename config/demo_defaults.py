"""What the demo fills in: fresh random secrets, kept in a file of their own, and simulators on loopback."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.settings import SettingsFaulty

LOOPBACK = "http://127.0.0.1"
SIMULATORS = ("wechat", "library", "real_name", "operators")
# They live in one process, each under a path of its own; the library, which has a front desk, has its own.
OPERATORS_IN_ONE_PROCESS = (
    *("bus", "bike", "tourism", "water", "electricity", "gas", "payment"),
    *("medical_insurance", "pension", "housing_fund"),
)
_OPERATORS = ("library", *OPERATORS_IN_ONE_PROCESS)
_TEMPLATES = ("result", "to_do", "progress", "card")


def _signing(operator_id: str) -> str:
    """Name the secret under which an operator signs its events."""
    return f"{operator_id}_events"


_SECRETS = (
    "field_key",
    "blind_index_key",
    "token_key",
    "key_ring_key",
    "mini_program",
    "official_account",
    "real_name",
    *_OPERATORS,
    *map(_signing, _OPERATORS),
)


def simulator_port(port: int, name: str) -> int:
    """Return the port of a simulator of the demo that serves on `port`."""
    return port + 1 + SIMULATORS.index(name)


def outside_address(port: int, name: str) -> str:
    """Return where an outside system of the demo is reached: a simulator, or an operator in the shared."""
    if name not in OPERATORS_IN_ONE_PROCESS:
        return f"{LOOPBACK}:{simulator_port(port, name)}"
    return f"{LOOPBACK}:{simulator_port(port, 'operators')}/{name}"


def demo_defaults(var: Path, port: int) -> dict[str, Any]:
    """Return every setting that a demo needs; the secrets are made at the first call for this folder."""
    made = _read_or_make_secrets(var / "demo" / "secrets.json")
    return {
        "base_url": f"{LOOPBACK}:{port}",
        "database_url": f"sqlite:///{var.resolve()}/card.sqlite3",
        "redis_url": "memory://",
        "field_keys": {"current": "f1", "keys": {"f1": made["field_key"]}},
        "blind_index_key": made["blind_index_key"],
        "token_keys": {"current": "t1", "keys": {"t1": made["token_key"]}},
        "key_ring_key": made["key_ring_key"],
        "wechat_address": outside_address(port, "wechat"),
        "mini_program": {
            "appid": "wx-demo-mini",
            "secret": made["mini_program"],
            "templates": {name: f"demo-template-{name}" for name in _TEMPLATES},
        },
        "official_account": {
            "appid": "wx-demo-official",
            "secret": made["official_account"],
            "token": made["callback_token"],
            "aes_key": made["callback_aes_key"],
        },
        "real_name": {"address": outside_address(port, "real_name"), "secret": made["real_name"]},
        "operators": {
            operator_id: {
                "address": outside_address(port, operator_id),
                "client_id": "citizen-card",
                "client_secret": made[operator_id],
                "webhook_secret": _webhook_secret(made[_signing(operator_id)]),
                "gbfs": f"{outside_address(port, 'bike')}/gbfs/gbfs.json" if operator_id == "bike" else None,
            }
            for operator_id in _OPERATORS
        },
    }


def _read_or_make_secrets(path: Path) -> Mapping[str, str]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        made = {name: secrets.token_hex(32) for name in _SECRETS}
        # WeChat takes a token of at most 32 letters and digits.
        made["callback_token"] = secrets.token_hex(16)
        made["callback_aes_key"] = _wechat_aes_key()
        _write_once(path, json.dumps(made, indent=1))
    found: Mapping[str, str] = json.loads(path.read_text())
    if not found.keys() >= set(_SECRETS):
        raise SettingsFaulty(
            f"{path} was made by an earlier edition of the demo, which knew fewer card operators: "
            f"remove the folder {path.parent.parent} and start again."
        )
    return found


def _webhook_secret(made: str) -> str:
    """Return a secret in the form of Standard Webhooks."""
    return "whsec_" + base64.b64encode(bytes.fromhex(made)).decode()


def _wechat_aes_key() -> str:
    """Return 43 letters and digits that are the base64 of 32 bytes: WeChat's own form of this key."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    # The last character carries two spare bits, which must be zero to be canonical.
    return "".join(secrets.choice(alphabet) for _ in range(42)) + secrets.choice("AEIMQUYcgkosw048")


def _write_once(path: Path, text: str) -> None:
    """Write the file unless another process of the demo was first."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
