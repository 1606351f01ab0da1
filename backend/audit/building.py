"""The chain over the audit logs, put together from the parts that it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.audit.chain import ChainKey
from backend.audit.erasing import Erasing
from backend.audit.sealed_log import ACCESS_LOG, ERASURES_LOG, SealedLog
from backend.audit.sealing import Sealing
from backend.audit.verification import Verification
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import BlindIndex


@dataclass(frozen=True)
class Audit:
    """Sealing, verifying, and the one lawful way to erase."""

    sealing: Sealing
    verification: Verification
    erasing: Erasing


def build_audit(
    database: Database, clock: Clock, blind_index: BlindIndex, others: Sequence[SealedLog]
) -> Audit:
    """Return the chain over the access log, the erasures, and the logs of other subjects."""
    key, logs = ChainKey(blind_index), (ACCESS_LOG, *others, ERASURES_LOG)
    return Audit(Sealing(database, clock, key, logs), Verification(database, key, logs), Erasing(clock))
