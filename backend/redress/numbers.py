"""Case numbers: short enough to say on the telephone, silent about the person and how many there are."""

from __future__ import annotations

import secrets

from backend.redress.events import CaseKind

# Crockford's: no I, L, O or U, which are taken for other signs or make words.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_INITIALS = {CaseKind.DISPUTE: "Y", CaseKind.REPAIR: "X"}
_HEARD_AS = str.maketrans("ILO", "110")


def new_number(kind: CaseKind, year: int) -> str:
    """Return a fresh number such as Y2026-7K3M-9QXD: Y for 异议, X for 修复, 40 bits of chance."""
    first, second = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(2))
    return f"{_INITIALS[kind]}{year}-{first}-{second}"


def read_number(said: str) -> str:
    """Return a number as it is stored, whatever case, spaces or look-alikes it was typed with."""
    return said.strip().upper().replace(" ", "").translate(_HEARD_AS)
