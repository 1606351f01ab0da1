"""The services of a citizen's rights, put together from the parts that they stand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import redis

from backend.audit.building import Audit
from backend.consent.service import ConsentService
from backend.identity.sign_ins import TokenFamilies
from backend.platform.attempts import Attempts
from backend.platform.field_encryption import BlindIndex
from backend.platform.outbox.results import Handler
from backend.platform.outbox.schedules import Schedule
from backend.redress.building import Redress
from backend.rights.closing import AccountClosing
from backend.rights.deletion import ERASE_TOPIC, DeletionService
from backend.rights.erasing import AccountErasing
from backend.rights.export.service import ExportService, ExportSources
from backend.rights.pause import PauseService
from backend.rights.policy import RightsPolicy
from backend.rights.retention import AccessLogRetention
from backend.rights.short_lived_erasing import ShortLivedErasing

_A_DAY_SECONDS = 86400


@dataclass(frozen=True)
class Rights:
    """Everything about a citizen's rights that a door or the worker may call."""

    export: ExportService
    deletion: DeletionService
    pause: PauseService
    erasing: AccountErasing
    retention: AccessLogRetention

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Return what the outbox's messages of rights are handled by."""
        return {ERASE_TOPIC: self.erasing.deliver}

    @property
    def schedule(self) -> Schedule:
        """Return what is done by the clock."""
        return self.retention.schedule


def build_rights(
    policy: RightsPolicy,
    sources: ExportSources,
    short_lived: redis.Redis,
    blind_index: BlindIndex,
    consents: ConsentService,
    families: TokenFamilies,
    redress: Redress,
    audit: Audit,
) -> Rights:
    """Return the services."""
    database, clock, rules = sources.database, sources.clock, policy.rules
    closing = AccountClosing(consents, families)
    exports = Attempts(short_lived, most=rules.exports_a_day, window_seconds=_A_DAY_SECONDS)
    in_redis = ShortLivedErasing(short_lived, blind_index)
    return Rights(
        export=ExportService(sources, rules, exports),
        deletion=DeletionService(database, clock, blind_index, rules, closing),
        pause=PauseService(database, clock),
        erasing=AccountErasing(database, clock, rules, closing, redress, sources.materials, in_redis, audit),
        retention=AccessLogRetention(database, clock, rules, audit),
    )
