"""A loaded city and the citizens who signed in, proved their names and gave their consents, all over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

_CITIZENS = 2000
_SIGNED_IN = 300
_SHAPED_BY_HAND = 12  # the first ones: minors and other special cases
_CONSENTS = ("status.evaluate", "certificate.issue")
_AT_A_TIME = 8
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Town:
    """What the loads are made of: access tokens, sign-in codes, and a merchant's API key."""

    access_tokens: tuple[str, ...]
    wechat_codes: tuple[str, ...]
    api_key: str


def load_city() -> None:
    """Migrate the store of this environment and load the city; raises `CalledProcessError`."""
    for command in (
        ("alembic", "upgrade", "head"),
        ("flask", "--app", "wsgi", "demo", "load", "--citizens", str(_CITIZENS)),
    ):
        subprocess.run((sys.executable, "-m", *command), check=True, stdout=subprocess.DEVNULL)


def settle_citizens(folder: Path, base_url: str) -> Town:
    """Bring some hundred citizens of the loaded city as far as having a status; raises `HTTPStatusError`."""
    city = json.loads((folder / "city.json").read_text(encoding="utf-8"))
    merchants = json.loads((folder / "credentials.json").read_text(encoding="utf-8"))["merchants"]
    citizens = city["citizens"][_SHAPED_BY_HAND : _SHAPED_BY_HAND + _SIGNED_IN]
    with (
        httpx.Client(base_url=f"{base_url}/api/v1", timeout=_PATIENCE_SECONDS, trust_env=False) as http,
        ThreadPoolExecutor(_AT_A_TIME) as threads,
    ):
        tokens = tuple(threads.map(lambda citizen: _settle(http, citizen), citizens))
    return Town(tokens, tuple(one["wechat_code"] for one in citizens), merchants[0]["api_key"])


def _settle(http: httpx.Client, citizen: Mapping[str, Any]) -> str:
    """Return the access token of a citizen who now has a status."""
    signed_in = http.post("/session/wechat", json={"code": citizen["wechat_code"]}).raise_for_status()
    token: str = signed_in.json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    identity = {"name": citizen["name"], "id_number": citizen["id_number"]}
    http.post("/me/identity", json=identity, headers=headers).raise_for_status()
    for purpose in _CONSENTS:
        http.put(f"/me/consents/{purpose}", headers=headers).raise_for_status()
    return token
