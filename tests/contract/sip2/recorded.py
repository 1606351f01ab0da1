"""The recordings of real servers: what was sent, and what came back.

The card number at Koha was replaced by one with the same sum of digits, as it looked like a person's ID
number: every checksum is still the one that the real server made.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "recordings"
KOHA = FOLDER / "koha-18.12_basic.txt"
KOHA_BLOCKED = FOLDER / "koha-18.12_blocked_patron.txt"
KOHA_NO_OVERPAYMENT = FOLDER / "koha-18.12_disallow_overpayment.txt"
INVENIO = FOLDER / "invenio-sip2-1.0.0_basic.txt"


@dataclass(frozen=True)
class Exchange:
    """One question and its answer, as bytes without their carriage return."""

    asked: bytes
    answered: bytes


def exchanges_of(recording: Path) -> list[Exchange]:
    """Return the exchanges of a recording, in order."""
    lines = recording.read_bytes().split(b"\n")
    asked = [line[3:] for line in lines if line.startswith(b">> ")]
    answered = [line[3:] for line in lines if line.startswith(b"<< ")]
    return [Exchange(*pair) for pair in zip(asked, answered, strict=True)]


def all_frames() -> list[bytes]:
    """Return every message that any of the recordings holds."""
    exchanges = [one for recording in sorted(FOLDER.glob("*.txt")) for one in exchanges_of(recording)]
    return [frame for one in exchanges for frame in (one.asked, one.answered)]
