"""What the demo fills in: fresh random secrets, kept in a file of their own, and simulators on loopback."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LOOPBACK = "http://127.0.0.1"
SIMULATORS = ("wechat", "library", "real_name")
_SECRETS = (
    "field_key",
    "blind_index_key",
    "token_key",
    "key_ring_key",
    "mini_program",
    "official_account",
    "real_name",
    "library",
)


def simulator_port(port: int, name: str) -> int:
    """Return the port of a simulator of the demo that serves on `port`."""
    return port + 1 + SIMULATORS.index(name)


def demo_defaults(var: Path, port: int) -> dict[str, Any]:
    """Return every setting that a demo needs; the secrets are made at the first call for this folder."""
    made = _read_or_make_secrets(var / "demo" / "secrets.json")
    addresses = {name: f"{LOOPBACK}:{simulator_port(port, name)}" for name in SIMULATORS}
    return {
        "base_url": f"{LOOPBACK}:{port}",
        "database_url": f"sqlite:///{var.resolve()}/card.sqlite3",
        "redis_url": "memory://",
        "field_keys": {"current": "f1", "keys": {"f1": made["field_key"]}},
        "blind_index_key": made["blind_index_key"],
        "token_keys": {"current": "t1", "keys": {"t1": made["token_key"]}},
        "key_ring_key": made["key_ring_key"],
        "wechat_address": addresses["wechat"],
        "mini_program": {"appid": "wx-demo-mini", "secret": made["mini_program"]},
        "official_account": {
            "appid": "wx-demo-official",
            "secret": made["official_account"],
            "token": made["callback_token"],
            "aes_key": made["callback_aes_key"],
        },
        "real_name": {"address": addresses["real_name"], "secret": made["real_name"]},
        "operators": {
            "library": {
                "address": addresses["library"],
                "client_id": "citizen-card",
                "client_secret": made["library"],
            }
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
    return found


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
