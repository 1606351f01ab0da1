"""The words with which `make run` greets a newcomer: what runs, and a short tour with curl."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

_WORDS = Path(__file__).with_name("tour.txt")


class _ShellText(Template):
    """A text in which `$` belongs to the shell, and `%{name}` is filled in."""

    delimiter = "%"


def write_tour(credentials: Mapping[str, Any]) -> str:
    """Return the greeting for the credentials of a loaded city."""
    first, merchant = credentials["citizens"][0], credentials["merchants"][0]
    people = "\n                 ".join(
        f"{one['wechat_code']}  {one['name']}  {one['id_number']}  {one['about']}"
        for one in credentials["citizens"]
    )
    simulators = credentials["simulators"]
    return _ShellText(_WORDS.read_text(encoding="utf-8")).substitute(
        base_url=credentials["base_url"],
        simulators="".join(f"{name + ' simulator':<24} {address}\n" for name, address in simulators.items()),
        people=people,
        merchant=merchant["name"],
        api_key=merchant["api_key"],
        code=first["wechat_code"],
        name=first["name"],
        id_number=first["id_number"],
        card_number=first["card_number"],
        library=simulators["library"],
        wechat=simulators["wechat"],
    )
