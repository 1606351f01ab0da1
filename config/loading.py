"""Reading the settings from the environment and the published policy from this folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from config.demo_defaults import demo_defaults
from config.settings import PREFIX, Settings, SettingsFaulty, describe_faults

_FOLDER = Path(__file__).parent


def load_settings() -> Settings:
    """Return the settings of this process; raises `SettingsFaulty` that names all faults at once."""
    # The settings find their variables in any case of letters; what decides about defaults must, too.
    given = {name.upper(): value for name, value in os.environ.items()}
    defaults: dict[str, Any] = {}
    if given.get(f"{PREFIX}MODE", "demo") == "demo":
        defaults = demo_defaults(Path(given.get(f"{PREFIX}VAR", "var")), _port(given.get(f"{PREFIX}PORT")))
    try:
        settings = Settings(**defaults)
    except ValidationError as error:
        raise describe_faults(error) from None
    unreachable = {one["id"] for one in read_policy("operators")["operators"]} - settings.operators.keys()
    if unreachable:
        raise SettingsFaulty(f"{PREFIX}OPERATORS gives no access to: {', '.join(sorted(unreachable))}.")
    return settings


def _port(given: str | None) -> int:
    """Return the port given, or the usual one where the settings will refuse what was given."""
    usual: int = Settings.model_fields["port"].default
    return int(given) if given and given.isdecimal() else usual


def read_policy(name: str) -> Any:
    """Return the data of one published policy file, such as `catalogue`."""
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
