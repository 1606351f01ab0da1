"""The services of officers, put together from the parts that they stand on."""

from __future__ import annotations

from dataclasses import dataclass

import redis

from backend.officers.administration import OfficerAdministration
from backend.officers.log import OfficersLog
from backend.officers.passwords import Passwords
from backend.officers.sessions import OfficerSessions
from backend.officers.signing_in import SigningIn
from backend.platform.attempts import Attempts
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import BlindIndex, FieldCipher


@dataclass(frozen=True)
class Officers:
    """Everything about officers that a door or a command may call."""

    signing_in: SigningIn
    sessions: OfficerSessions
    administration: OfficerAdministration
    log: OfficersLog


def build_officers(
    database: Database,
    clock: Clock,
    cipher: FieldCipher,
    blind_index: BlindIndex,
    short_lived: redis.Redis,
    city_name: str,
) -> Officers:
    """Return the services."""
    attempts, passwords = Attempts(short_lived), Passwords()
    sessions = OfficerSessions(database, clock)
    return Officers(
        signing_in=SigningIn(database, clock, cipher, attempts, passwords, sessions),
        sessions=sessions,
        administration=OfficerAdministration(
            database, clock, cipher, blind_index, attempts, passwords, f"{city_name}诚信卡经办"
        ),
        log=OfficersLog(database),
    )
