"""The file of a key ring as its tests look into it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WRAPPING_KEY = bytes(range(32))


def entries_of(path: Path) -> list[dict[str, Any]]:
    """Return the entries of the file."""
    return json.loads(path.read_text())["keys"]


def states_of(path: Path) -> dict[str, str]:
    """Return the state of each key in the file."""
    return {entry["kid"]: entry["state"] for entry in entries_of(path)}
