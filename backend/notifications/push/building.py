"""Messages in WeChat put together: what the domain hands out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.consent.gate import ConsentGate
from backend.consent.service import ConsentService
from backend.identity.accounts import AccountBook
from backend.identity.ports import WeChatLoginPort
from backend.identity.reachable import ReachableAccounts
from backend.notifications.push.delivery import PushDelivery
from backend.notifications.push.farewell import WeChatFarewell
from backend.notifications.push.ports import MessagePush
from backend.notifications.push.service import PushService
from backend.notifications.push.standing import PushEnding
from backend.notifications.push.telling import PUSH_TOPIC, PushTelling
from backend.notifications.push.templates import PushTemplates
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher
from backend.platform.outbox.results import Handler


@dataclass(frozen=True)
class Pushing:
    """The parts that others need before the services are there: who tells, and what a withdrawal ends."""

    templates: PushTemplates
    push: MessagePush
    gate: ConsentGate
    accounts: AccountBook
    cipher: FieldCipher

    @property
    def telling(self) -> PushTelling:
        """Return what has a citizen told of news."""
        return PushTelling(self.templates, self.gate)

    @property
    def reachable(self) -> ReachableAccounts:
        """Return where citizens can be written to."""
        return ReachableAccounts(self.accounts, self.cipher)

    @property
    def ending(self) -> PushEnding:
        """Return what follows from a withdrawal."""
        return PushEnding(self.reachable)


@dataclass(frozen=True)
class Push:
    """Everything about messages in WeChat that a door or the worker may call."""

    service: PushService
    farewell: WeChatFarewell
    delivery: PushDelivery

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """Return what the outbox's messages are handled by."""
        return {PUSH_TOPIC: self.delivery.deliver}


def build_push(
    database: Database,
    clock: Clock,
    parts: Pushing,
    wechat: WeChatLoginPort,
    consents: ConsentService,
    city_zh: str,
) -> Push:
    """Return the services."""
    stands_on = (database, clock, parts.gate, parts.reachable)
    return Push(
        service=PushService(*stands_on, wechat, parts.templates, parts.push),
        farewell=WeChatFarewell(database, parts.accounts, consents),
        delivery=PushDelivery(*stands_on, parts.templates, parts.push, city_zh),
    )
