"""The ports to the outside world, as the composition root hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.cards.bike_stations import BikeFeed, NoBikeFeed
from backend.cards.operator_access.ports import OperatorEvents
from backend.cards.ports import CardOperator
from backend.identity.ports import OfficialAccountPort, RealNamePort, WeChatLoginPort
from backend.notifications.push.ports import MessagePush, NoPush
from backend.redress.material_ports import MaterialStore, MemoryMaterialStore, NoVirusScan, VirusScan


@dataclass(frozen=True)
class Outside:
    """The ports to the outside world."""

    wechat_login: WeChatLoginPort
    official_account: OfficialAccountPort
    real_names: RealNamePort
    operators: Mapping[str, CardOperator]
    bike_feed: BikeFeed = field(default_factory=NoBikeFeed)
    events: OperatorEvents = field(default_factory=OperatorEvents)
    materials: MaterialStore = field(default_factory=MemoryMaterialStore)
    virus_scan: VirusScan = field(default_factory=NoVirusScan)
    push: MessagePush = field(default_factory=NoPush)
