"""The steps of cases, as the chain over the audit logs knows them."""

from __future__ import annotations

from backend.audit.sealed_log import SealedLog
from backend.redress.models import CaseStep

STEPS_LOG = SealedLog("case_step", CaseStep, ("at",))
