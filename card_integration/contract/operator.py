"""The port to card operators, over our own HTTP contract."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

import httpx

from backend.cards.loans import RenewalWish
from backend.cards.operators import CardFunction
from backend.cards.ports import (
    Applied,
    Busy,
    CapabilitiesOutcome,
    Entitlement,
    HeldOutcome,
    Link,
    LinkOutcome,
    LinkRequest,
    NotHeld,
    Outcome,
    ReadOutcome,
    RefusedByOperator,
    RenewalOutcome,
    ServiceOutcome,
    StandingOutcome,
    Unknown,
    Unsupported,
)
from backend.platform.clock import Clock
from card_integration.contract.members import MALFORMED, Json
from card_integration.contract.messages import (
    entitlement_body,
    held_in,
    holder_proof,
    link_body,
    linked_in,
    outcome_in,
    standing_in,
)
from card_integration.contract.refusals import refusal_in
from card_integration.contract.service_messages import (
    capabilities_in,
    renewal_body,
    renewed_in,
    service_view_in,
)
from card_integration.contract.session import Answer, ContractSession
from card_integration.outgoing import open_client

T = TypeVar("T")
_PER_PAGE = 200
_NO_SUCH_ADDRESS = (404, 405)
# What is missing where the address is known.
_MISSING = ("unknown-link", "unknown-loan")


class ContractOperator:
    """A card operator that speaks docs/operator_contract.yaml; safe to share among threads.

    Without an `http` of the caller's, it goes straight to the operator, past any proxy of the environment.
    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        timeout_seconds: float,
        clock: Clock,
        http: httpx.Client | None = None,
    ) -> None:
        self._clock = clock
        self._shared_secret = client_secret
        self._session = ContractSession(
            base_url, client_id, client_secret, timeout_seconds, clock, http or open_client()
        )

    def link(self, request: LinkRequest) -> LinkOutcome:
        """Bind a card to a link id; repeatable with the same id, also after Unknown."""
        body = link_body(request, holder_proof(self._shared_secret, request))
        answer = self._session.send("PUT", f"/links/{request.link_id}", body)
        return _understood(answer, lambda body: linked_in(request.link_id, body))

    def unlink(self, link: Link) -> Outcome:
        """Close a link and with it every perk; repeatable."""
        answer = self._session.send("DELETE", f"/links/{link.link_id}")
        if isinstance(answer, Answer) and answer.status == 204:
            return Applied(operator_ref=None, in_effect_at=self._clock.now())
        return _understood(answer, _no_body_is_right)

    def put(self, entitlement: Entitlement) -> Outcome:
        """Declare the desired state of an entitlement; repeatable with the same revision."""
        answer = self._session.send("PUT", _path_of(entitlement), entitlement_body(entitlement))
        outcome = _understood(answer, lambda body: outcome_in(entitlement, body))
        return Unknown() if isinstance(outcome, NotHeld) else outcome

    def read(self, entitlement: Entitlement) -> ReadOutcome:
        """Tell whether the operator holds exactly this wish."""
        answer = self._session.send("GET", _path_of(entitlement))
        outcome = _understood(answer, lambda body: outcome_in(entitlement, body))
        if isinstance(outcome, RefusedByOperator) and outcome.reason == "unknown-entitlement":
            return NotHeld()
        return outcome

    def list_held(self, changed_since: datetime | None, cursor: str | None) -> HeldOutcome:
        """Return a page of what the operator holds."""
        query = {"limit": str(_PER_PAGE)}
        if changed_since is not None:
            query["changed_since"] = changed_since.isoformat()
        if cursor is not None:
            query["cursor"] = cursor
        return _understood(self._session.send("GET", f"/entitlements?{urlencode(query)}"), held_in)

    def standing(self, link: Link) -> StandingOutcome:
        """Return loans, debts and blocks of a linked card."""
        return _understood(self._session.send("GET", f"/links/{link.link_id}/standing"), standing_in)

    def capabilities(self) -> CapabilitiesOutcome:
        """Return which perks the operator applies and which card functions it shows."""
        return _understood(self._session.send("GET", "/capabilities"), capabilities_in)

    def services(self, link: Link, service: CardFunction) -> ServiceOutcome:
        """Return what the holder wants to see of one card function."""
        answer = self._session.send("GET", f"/links/{link.link_id}/services/{service.value}")
        outcome = _understood(answer, lambda body: service_view_in(link.link_id, service, body))
        if isinstance(outcome, RefusedByOperator) and outcome.reason == "unknown-service":
            return Unsupported()
        return outcome

    def renew(self, link: Link, wish: RenewalWish) -> RenewalOutcome:
        """Renew a loan; an operator of before version 1.3 knows no such address."""
        path = f"/links/{link.link_id}/services/{CardFunction.LENDING.value}/loans/{wish.loan_id}/renewal"
        answer = self._session.send("POST", path, renewal_body(wish))
        outcome = _understood(answer, lambda body: renewed_in(wish, body))
        is_address_known = not isinstance(answer, Answer) or answer.status not in _NO_SUCH_ADDRESS
        if is_address_known or (isinstance(outcome, RefusedByOperator) and outcome.reason in _MISSING):
            return outcome
        return Unsupported()


def _path_of(entitlement: Entitlement) -> str:
    return f"/links/{entitlement.link.link_id}/entitlements/{entitlement.entitlement_id}"


def _understood(
    answer: Answer | RefusedByOperator | Busy | Unknown, read_body: Callable[[Json], T]
) -> T | RefusedByOperator | Busy | Unknown:
    """Turn an answer into what it means; one that cannot be understood is as good as none."""
    if not isinstance(answer, Answer):
        return answer
    try:
        return refusal_in(answer.body) if answer.status >= 400 else read_body(answer.body)
    except MALFORMED:
        return Unknown()


def _no_body_is_right(body: Json) -> Unknown:
    return Unknown()
