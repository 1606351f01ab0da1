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
CATALOGUE_FOLDER = _FOLDER / "catalogue"


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
    """Return the data of one published policy: a file such as `perks`, or a folder such as `catalogue`."""
    folder = _FOLDER / name
    return read_folder(folder) if folder.is_dir() else _read(folder.with_suffix(".yaml"))


def read_folder(folder: Path) -> Any:
    """Return the edition in `folder` with its `items`: under each other file's name, what that file lists.

    Raises OSError where the edition is missing, and ValueError that names the file that is no YAML.
    """
    edition = _read(folder / "edition.yaml")
    files = sorted(path for path in folder.glob("*.yaml") if path.stem != "edition")
    items = {path.stem: _read(path) for path in files}
    # An edition that lists items of its own keeps them, so that the parser refuses what would else be lost.
    return {"items": items, **(edition if isinstance(edition, dict) else {})}


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"文件 {path.name} 不是正确的 YAML：{error}") from error
