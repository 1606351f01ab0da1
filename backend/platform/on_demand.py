"""Libraries that few processes need, imported when something of theirs is first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class OnDemand:
    """A module by its name, in the place of its import: every other process starts sooner and is smaller.

    Only for what is large and seldom used: a fault in the import shows itself at its first use.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        # The interpreter's own lock lets one thread import, and the others wait for it.
        return getattr(import_module(self._name), name)
