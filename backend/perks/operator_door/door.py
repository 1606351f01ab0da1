"""Everything that stands behind an operator's own door, put together."""

from __future__ import annotations

from dataclasses import dataclass

from backend.audit.telling import Telling
from backend.cards.operator_access.endpoints import EventEndpoints
from backend.cards.operator_access.incoming import EventSignatures
from backend.cards.operator_access.keys import OperatorCaller, OperatorKeys
from backend.cards.operator_access.outgoing import EventDelivery
from backend.cards.operator_access.ports import OperatorEvents
from backend.cards.operators import Operators
from backend.perks.catalogue import PerkCatalogue
from backend.perks.operator_door.held import GrantsAtOperator
from backend.perks.operator_door.letters import OperatorLetters
from backend.perks.operator_door.live import LiveGrants
from backend.perks.operator_door.reports import OperatorReports
from backend.perks.operator_door.sandbox import SandboxGrants
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher
from backend.platform.outbox.dead_letters import DeadLetters


@dataclass(frozen=True)
class OperatorDoor:
    """The services that an operator may call."""

    keys: OperatorKeys
    live: LiveGrants
    sandbox: SandboxGrants
    endpoints: EventEndpoints
    letters: OperatorLetters
    signatures: EventSignatures
    reports: OperatorReports
    event_delivery: EventDelivery

    def grants_of(self, caller: OperatorCaller) -> GrantsAtOperator:
        """Return the grants that the caller's key opens: a sandbox key never a citizen's."""
        return self.sandbox if caller.is_sandbox else self.live


def build_operator_door(
    database: Database,
    clock: Clock,
    cipher: FieldCipher,
    operators: Operators,
    perks: PerkCatalogue,
    events: OperatorEvents,
    telling: Telling,
    *,
    is_demo: bool,
) -> OperatorDoor:
    """Return the services of the operators' door."""
    return OperatorDoor(
        keys=OperatorKeys(database, clock, operators),
        live=LiveGrants(database, clock, cipher, operators, perks, telling),
        sandbox=SandboxGrants(database, clock, perks),
        endpoints=EventEndpoints(database, clock, cipher, is_demo=is_demo),
        letters=OperatorLetters(DeadLetters(database, clock)),
        signatures=EventSignatures(clock, events.keys),
        reports=OperatorReports(database, clock),
        event_delivery=EventDelivery(database, clock, cipher, events.sender),
    )
