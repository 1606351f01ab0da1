from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give each test an environment without settings, and a folder of its own for what the demo writes."""
    for name in list(os.environ):
        if name.upper().startswith("CARD_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CARD_VAR", str(tmp_path))
