"""What carries perks and the ends of links to their operators, put together."""

from __future__ import annotations

from collections.abc import Mapping

from backend.audit.telling import Telling
from backend.cards.delivery import UnlinkDelivery
from backend.cards.operators import Operators
from backend.cards.ports import CardOperator
from backend.cards.service import UNLINK_TOPIC
from backend.perks.catalogue import PerkCatalogue
from backend.perks.checking import CHECK_TOPIC, EntitlementCheck
from backend.perks.delivery import EntitlementDelivery
from backend.perks.errands import Errands
from backend.perks.life import PUT_TOPIC
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher
from backend.platform.outbox.results import Handler


def build_deliveries(
    database: Database,
    clock: Clock,
    cipher: FieldCipher,
    perks: PerkCatalogue,
    catalogue: Operators,
    operators: Mapping[str, CardOperator],
    telling: Telling,
) -> Mapping[str, Handler]:
    """Return the handlers of the outbox's messages to operators, by topic."""
    parts = (database, clock, Errands(cipher, perks, catalogue), catalogue, operators)
    return {
        PUT_TOPIC: EntitlementDelivery(*parts, telling).deliver,
        CHECK_TOPIC: EntitlementCheck(*parts, telling).deliver,
        UNLINK_TOPIC: UnlinkDelivery(database, cipher, operators).deliver,
    }
