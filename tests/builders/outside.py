"""The outside world as the tests' own: WeChat, the register and an operator, each obedient and observable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from backend.cards.ports import (
    Applied,
    Entitlement,
    EntitlementWish,
    HeldEntitlement,
    HeldOutcome,
    HeldPage,
    HeldState,
    Link,
    Linked,
    LinkOutcome,
    LinkRequest,
    NotHeld,
    Outcome,
    Pending,
    ReadOutcome,
    RefusedByOperator,
    Standing,
    StandingOutcome,
    Unknown,
)
from backend.identity.ports import RealNameResult, WeChatLogin
from backend.platform.errors import Unauthenticated
from tests.builders.clock import NOON


@dataclass
class FakeWeChat:
    """Knows every code that begins with `code-`; followers have the unionid of the same ending."""

    def exchange_code(self, code: str) -> WeChatLogin:
        if not code.startswith("code-"):
            raise Unauthenticated("wechat-code-invalid", zh="登录码无效。", en="The code is invalid.")
        person = code.removeprefix("code-")
        return WeChatLogin(f"openid-{person}", f"unionid-{person}")

    def find_unionid(self, openid: str) -> str | None:
        return f"unionid-{openid.removeprefix('official-')}" if openid.startswith("official-") else None


@dataclass
class FakeRegister:
    """Holds every name and number for a match, but what is listed in `mismatches`."""

    mismatches: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def check(self, name: str, id_number: str, strong_proof: str | None) -> RealNameResult:
        self.asked.append(id_number)
        if id_number in self.mismatches:
            return RealNameResult.MISMATCH
        if strong_proof is None:
            return RealNameResult.MATCH
        return RealNameResult.STRONG_MATCH if strong_proof == "face" else RealNameResult.STRONG_PROOF_INVALID


class FakeOperator:
    """Keeps the highest revision of each entitlement, and a ledger of every effect."""

    def __init__(self) -> None:
        self.links: dict[str, str] = {}
        self.held: dict[str, Entitlement] = {}
        self.ledger: list[tuple[str, EntitlementWish]] = []
        self.troubles: list[Outcome] = []
        self.drop_answers = 0
        self.link_answer: LinkOutcome | None = None
        self.before_linking: Callable[[], None] | None = None
        self.states: dict[str, HeldState] = {}
        self.strangers: list[HeldEntitlement] = []
        self.list_troubles: list[HeldOutcome] = []
        self.read_troubles: list[ReadOutcome] = []
        self.per_page = 2

    def link(self, request: LinkRequest) -> LinkOutcome:
        if self.before_linking is not None:
            self.before_linking()
        if self.link_answer is not None:
            return self.link_answer
        self.links[request.link_id] = request.card_number
        return Linked("3502****" + request.card_number[-4:])

    def unlink(self, link: Link) -> Outcome:
        self.links.pop(link.link_id, None)
        return Applied(None, NOON)

    def put(self, entitlement: Entitlement) -> Outcome:
        if self.troubles:
            return self.troubles.pop(0)
        held = self.held.get(entitlement.entitlement_id)
        if held is not None and held.revision > entitlement.revision:
            return RefusedByOperator("stale-revision", "已有更新的状态。", "A later state is held.")
        if held != entitlement:
            self.held[entitlement.entitlement_id] = entitlement
            self.ledger.append((entitlement.entitlement_id, entitlement.wanted))
        if self.drop_answers:
            self.drop_answers -= 1
            return Unknown()
        return Applied("ref-1", NOON)

    def read(self, entitlement: Entitlement) -> ReadOutcome:
        if self.read_troubles:
            return self.read_troubles.pop(0)
        held = self.held.get(entitlement.entitlement_id)
        if held is None or held.revision < entitlement.revision:
            return NotHeld()
        if held.revision > entitlement.revision:
            return RefusedByOperator("stale-revision", "已有更新的状态。", "Later.", held.revision)
        state = self.state_of(held)
        if state.value == entitlement.wanted.value:
            return Applied("ref-1", NOON)
        if state in (HeldState.PENDING, HeldState.ACTIVE):
            return Pending()
        return RefusedByOperator(
            "ended-by-operator" if state is HeldState.ENDED else "card-expired", "已结束。", "Over."
        )

    def state_of(self, held: Entitlement) -> HeldState:
        """Return the state that the staff gave it, else the one that was wished."""
        return self.states.get(held.entitlement_id, HeldState(held.wanted.value))

    def list_held(self, changed_since: datetime | None, cursor: str | None) -> HeldOutcome:
        """List by pages; all of it counts as changed just now."""
        if self.list_troubles:
            return self.list_troubles.pop(0)
        ours = [
            HeldEntitlement(
                self.state_of(one), one.entitlement_id, one.link.link_id, one.revision, one.perk, NOON
            )
            for one in self.held.values()
        ]
        begin = int(cursor or 0)
        end = begin + self.per_page
        entries = [*ours, *self.strangers]
        return HeldPage(tuple(entries[begin:end]), str(end) if end < len(entries) else None)

    def standing(self, link: Link) -> StandingOutcome:
        return Standing(0, 0, 0, ())
