"""Every audit log of the service, under the one chain of seals."""

from __future__ import annotations

from backend.audit.building import Audit, build_audit
from backend.officers.log import OFFICERS_LOG
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import BlindIndex
from backend.redress.sealed_steps import STEPS_LOG

__all__ = ["Audit", "build_chain"]


def build_chain(database: Database, clock: Clock, blind_index: BlindIndex) -> Audit:
    """Return the chain over the access log, the steps of cases, the officers' log, and erasures."""
    return build_audit(database, clock, blind_index, [STEPS_LOG, OFFICERS_LOG])
