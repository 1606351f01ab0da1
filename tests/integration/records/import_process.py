"""Imports a file in a process of its own, to be killed: `import_process.py ADDRESS FILE DEPARTMENT KEYS`.

KEYS are the field key and the blind-index key in hexadecimal digits, joined by a colon.
"""

from __future__ import annotations

import sys
from pathlib import Path

from backend.platform.clock import SystemClock
from backend.platform.database import Database
from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.records.catalogue import parse_catalogue
from backend.records.importing.service import ImportService
from config.loading import read_policy


def main(address: str, file: str, department: str, keys: str) -> None:
    field_key, index_key = (bytes.fromhex(key) for key in keys.split(":"))
    service = ImportService(
        Database(address),
        SystemClock(),
        parse_catalogue(read_policy("catalogue")),
        FieldCipher({"f1": field_key}, "f1"),
        BlindIndex(index_key),
    )
    service.import_file(Path(file), department)


if __name__ == "__main__":
    main(*sys.argv[1:])
