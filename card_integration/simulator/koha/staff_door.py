"""What the library's staff do behind the API's back, at their own screens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.koha.accounts import charge
from card_integration.simulator.koha.loans import lend
from card_integration.simulator.koha.patrons import House, change_patron, delete_patron, find_by_card
from card_integration.simulator.koha.store import Store, record_effect
from card_integration.simulator.web import (
    Problem,
    Route,
    invalid,
    json_body,
    json_response,
    text_member,
    whole_number_member,
)

_CHANGEABLE = frozenset({"category_id", "restricted", "patron_card_lost", "expiry_date", "address"})


class StaffDoor:
    """Finds a patron by the card in the address and does one thing to it."""

    def __init__(self, store: Store, house: House, clock: ShiftedClock) -> None:
        self._store = store
        self._house = house
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the staff's routes."""
        patron = "/_simulator/patrons/<cardnumber>"
        return [
            ("GET", patron, self._show),
            ("POST", f"{patron}/changes", self._change),
            ("POST", f"{patron}/new-card", self._replace_card),
            ("POST", f"{patron}/deletion", self._delete),
            ("POST", f"{patron}/debits", self._charge),
            ("POST", f"{patron}/checkouts", self._lend),
        ]

    def _show(self, request: Request, cardnumber: str) -> Response:
        return json_response(self._get(cardnumber))

    def _change(self, request: Request, cardnumber: str) -> Response:
        """Change fields of the record, also those that the API shows but does not take."""
        body, patron = json_body(request), self._get(cardnumber)
        if not set(body) <= _CHANGEABLE:
            raise invalid(f"只能修改 {', '.join(sorted(_CHANGEABLE))}")
        with self._store.transaction() as db:
            now = self._clock.now()
            return json_response(change_patron(db, self._house, patron["patron_id"], body, now, by="staff"))

    def _replace_card(self, request: Request, cardnumber: str) -> Response:
        new, patron = text_member(json_body(request), "cardnumber"), self._get(cardnumber)
        with self._store.transaction() as db:
            now, patron_id = self._clock.now(), patron["patron_id"]
            record = change_patron(db, self._house, patron_id, {"cardnumber": new}, now, by="staff")
            record_effect(db, now, "patron.card_replaced", patron_id)
        return json_response(record)

    def _delete(self, request: Request, cardnumber: str) -> Response:
        patron = self._get(cardnumber)
        with self._store.transaction() as db:
            delete_patron(db, patron["patron_id"], self._clock.now())
        return Response(status=204)

    def _charge(self, request: Request, cardnumber: str) -> Response:
        body, patron = json_body(request), self._get(cardnumber)
        kind, amount_fen = text_member(body, "kind"), whole_number_member(body, "amount_fen")
        with self._store.transaction() as db:
            line_id = charge(db, patron["patron_id"], kind, amount_fen, "", self._clock.now())
        return json_response({"account_line_id": line_id}, 201)

    def _lend(self, request: Request, cardnumber: str) -> Response:
        body, patron, now = json_body(request), self._get(cardnumber), self._clock.now()
        due_at = datetime.fromisoformat(text_member(body, "due_at"))
        named = {"title": text_member({"title": "厦门志", **body}, "title")}
        with self._store.transaction() as db:
            lend(db, patron["patron_id"], due_at, now, **named, is_reserved=body.get("is_reserved") is True)
        return Response(status=204)

    def _get(self, cardnumber: str) -> dict[str, Any]:
        with self._store.transaction() as db:
            patron = find_by_card(db, cardnumber)
        if patron is None:
            raise Problem(404, "unknown-card", "没有这个证号")
        return patron
