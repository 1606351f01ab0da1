"""Brings a database under f2 in a process of its own, to be killed: `rotation_process.py ADDRESS`."""

from __future__ import annotations

import sys

from backend.encrypted_places import build_field_key_rotation
from backend.platform.database import Database
from backend.platform.field_keys.commands import field_keys_commands
from backend.redress.material_ports import MemoryMaterialStore
from tests.integration.field_keys.rings import BOTH

if __name__ == "__main__":
    rotation = build_field_key_rotation(Database(sys.argv[1]), BOTH, MemoryMaterialStore())
    # So slow that a busy machine, too, kills it before it has ended.
    field_keys_commands(rotation)(["reencrypt", "--batch", "20", "--pause", "40"])
