"""The operator contract as a simulated operator serves it (docs/operator_contract.yaml)."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, datetime
from functools import wraps
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.contract.access import Access
from card_integration.simulator.contract.bodies import day_member, moment_member, refuse_strangers, wish_of
from card_integration.simulator.contract.entitlements import (
    entitlement_view,
    get_entitlement,
    list_entitlements_after,
    put_entitlement,
)
from card_integration.simulator.contract.faults import Faults
from card_integration.simulator.contract.links import (
    close_link,
    get_link,
    link_view,
    open_link,
    require_holder,
)
from card_integration.simulator.contract.offer import Offer
from card_integration.simulator.contract.register import H, Holder, Register
from card_integration.simulator.contract.store import Store
from card_integration.simulator.web import (
    Handler,
    Problem,
    Route,
    invalid,
    json_body,
    json_response,
    text_member,
)

_ID = re.compile(r"(lnk|ent)_[0-9A-Za-z]{20,40}")
_LOAN_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
_PAGE_LIMIT = 500


H_contra = TypeVar("H_contra", bound=Holder, contravariant=True)


class Counter(Protocol[H_contra]):
    """What an operator tells about a holder's account, as the contract writes it."""

    def standing(self, db: sqlite3.Connection, holder: H_contra, now: datetime) -> dict[str, Any]:
        """Return how the card stands."""
        ...

    def show(self, db: sqlite3.Connection, holder: H_contra, service: str, now: datetime) -> dict[str, Any]:
        """Return what there is to see of a service of the offer."""
        ...


@runtime_checkable
class Renewing(Protocol[H_contra]):
    """What an operator that lends can do besides."""

    def renew(
        self, db: sqlite3.Connection, holder: H_contra, loan_id: str, due_on: date, now: datetime
    ) -> dict[str, Any]:
        """Return a loan, renewed where it was due when its holder saw it."""
        ...


class ContractDoor(Generic[H]):
    """Answers the platform; every operation needs a token and may be spoiled by an ordered fault."""

    def __init__(
        self,
        offer: Offer,
        counter: Counter[H],
        store: Store,
        register: Register[H],
        access: Access,
        faults: Faults,
        clock: ShiftedClock,
    ) -> None:
        self._offer = offer
        self._counter = counter
        self._store = store
        self._register = register
        self._access = access
        self._faults = faults
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the contract's routes."""
        entitlement = "/links/<link_id>/entitlements/<entitlement_id>"
        guarded: list[Route] = [
            ("GET", "/capabilities", self._capabilities),
            ("PUT", "/links/<link_id>", self._put_link),
            ("GET", "/links/<link_id>", self._get_link),
            ("DELETE", "/links/<link_id>", self._delete_link),
            ("PUT", entitlement, self._put_entitlement),
            ("GET", entitlement, self._get_entitlement),
            ("GET", "/links/<link_id>/standing", self._get_standing),
            ("GET", "/links/<link_id>/services/<service>", self._get_service),
            ("POST", "/links/<link_id>/services/lending/loans/<loan_id>/renewal", self._renew),
            ("GET", "/entitlements", self._list_entitlements),
        ]
        token_route: Route = ("POST", "/oauth/token", self._access.give_token)
        return [token_route, *((method, path, self._guarded(handler)) for method, path, handler in guarded)]

    def _guarded(self, handler: Handler) -> Handler:
        @wraps(handler)
        def guarded(request: Request, **path: str) -> Response:
            self._access.require(request)
            for name, value in path.items():
                form = _LOAN_ID if name == "loan_id" else _ID
                if name != "service" and not form.fullmatch(value):
                    raise invalid(f"{name} 格式不对")
            return self._faults.spoil(request, lambda: handler(request, **path))

        return guarded

    def _capabilities(self, request: Request) -> Response:
        return json_response(self._offer.body())

    def _put_link(self, request: Request, link_id: str) -> Response:
        body = json_body(request)
        refuse_strangers(body, {"card_number", "holder_proof", "consent_id"})
        card_number, proof = text_member(body, "card_number"), text_member(body, "holder_proof")
        consent_id = text_member(body, "consent_id")
        holder = require_holder(self._register, card_number, proof)
        with self._store.transaction() as db:
            link, is_new = open_link(db, link_id, card_number, consent_id, self._clock.now())
        return json_response(link_view(link, holder), 201 if is_new else 200)

    def _get_link(self, request: Request, link_id: str) -> Response:
        with self._store.transaction() as db:
            link = get_link(db, link_id)
        return json_response(link_view(link, self._holder_of(link)))

    def _delete_link(self, request: Request, link_id: str) -> Response:
        with self._store.transaction() as db:
            close_link(db, link_id, self._clock.now())
        return Response(status=204)

    def _put_entitlement(self, request: Request, link_id: str, entitlement_id: str) -> Response:
        wish, now = wish_of(json_body(request)), self._clock.now()
        with self._store.transaction() as db:
            row = put_entitlement(db, self._offer, link_id, entitlement_id, wish, now)
        view = entitlement_view(self._offer, row, now)
        return json_response(view, 202 if view["state"] == "pending" else 200)

    def _get_entitlement(self, request: Request, link_id: str, entitlement_id: str) -> Response:
        with self._store.transaction() as db:
            get_link(db, link_id)
            row = get_entitlement(db, link_id, entitlement_id)
        return json_response(entitlement_view(self._offer, row, self._clock.now()))

    def _get_standing(self, request: Request, link_id: str) -> Response:
        with self._store.transaction() as db:
            holder = self._holder_behind(db, link_id)
            return json_response(self._counter.standing(db, holder, self._clock.now()))

    def _get_service(self, request: Request, link_id: str, service: str) -> Response:
        with self._store.transaction() as db:
            holder = self._holder_behind(db, link_id)
            if service not in self._offer.services:
                raise Problem(404, "unknown-service", "本单位没有这项卡服务")
            shown = self._counter.show(db, holder, service, self._clock.now())
        return json_response({"link_id": link_id, "service": service, **shown})

    def _renew(self, request: Request, link_id: str, loan_id: str) -> Response:
        body = json_body(request)
        refuse_strangers(body, {"due_on"})
        due_on = day_member(body, "due_on")
        with self._store.transaction() as db:
            holder = self._holder_behind(db, link_id)
            if not isinstance(self._counter, Renewing):
                raise Problem(404, "unknown-service", "本单位不办理借阅")
            return json_response(self._counter.renew(db, holder, loan_id, due_on, self._clock.now()))

    def _list_entitlements(self, request: Request) -> Response:
        limit = _whole_number_argument(request, "limit", 200)
        if not 1 <= limit <= _PAGE_LIMIT:
            raise invalid(f"limit 应在 1 到 {_PAGE_LIMIT} 之间")
        since = request.args.get("changed_since")
        since_at = None if since is None else moment_member(request.args, "changed_since")
        now = self._clock.now()
        with self._store.transaction() as db:
            rows = list_entitlements_after(db, _cursor_of(request))
        found = [(row["number"], entitlement_view(self._offer, row, now)) for row in rows]
        kept = [
            (number, view)
            for number, view in found
            if since_at is None or datetime.fromisoformat(view["changed_at"]) >= since_at
        ]
        next_cursor = str(kept[limit - 1][0]) if len(kept) > limit else None
        return json_response({"items": [view for _, view in kept[:limit]], "next_cursor": next_cursor})

    def _holder_behind(self, db: sqlite3.Connection, link_id: str) -> H:
        link = get_link(db, link_id)
        if link["closed_at"] is not None:
            raise Problem(404, "unknown-link", "关联已解除")
        return self._holder_of(link)

    def _holder_of(self, link: sqlite3.Row) -> H:
        holder = self._register.find(link["card_number"])
        if holder is None:
            raise Problem(404, "unknown-link", "卡已注销")
        return holder


def _cursor_of(request: Request) -> int:
    """Return after which number to go on; raises `Problem` 422 for a cursor that no page ever named."""
    try:
        return _whole_number_argument(request, "cursor", 0)
    except Problem:
        raise Problem(422, "unknown-cursor", "没有这样的 cursor") from None


def _whole_number_argument(request: Request, name: str, default: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise invalid(f"{name} 应为正整数")
    return int(text)
