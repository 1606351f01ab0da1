"""Reading the settings from the environment and the published policy from this folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from config.demo_defaults import demo_defaults
from config.settings import PREFIX, Settings, describe_faults

_FOLDER = Path(__file__).parent


def load_settings() -> Settings:
    """Return the settings of this process; raises `SettingsFaulty` that names all faults at once."""
    defaults: dict[str, Any] = {}
    if os.environ.get(f"{PREFIX}MODE", "demo") == "demo":
        var = Path(os.environ.get(f"{PREFIX}VAR", "var"))
        defaults = demo_defaults(var, int(os.environ.get(f"{PREFIX}PORT", "8000")))
    try:
        return Settings(**defaults)
    except ValidationError as error:
        raise describe_faults(error) from None


def read_policy(name: str) -> Any:
    """Return the data of one published policy file, such as `catalogue`."""
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
