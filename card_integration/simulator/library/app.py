"""The library put together: what it tells, and its front desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.contract.register import Register
from card_integration.simulator.contract.store import Store
from card_integration.simulator.contract.system import build_system
from card_integration.simulator.library.desk import lend, place_hold, reader_view, take_back
from card_integration.simulator.library.register import Reader, readers_of
from card_integration.simulator.library.renewals import renew_loan
from card_integration.simulator.library.store import LOANS_AND_HOLDS
from card_integration.simulator.library.views import lending_view, standing_view
from card_integration.simulator.library.waivers import LIBRARY_OFFER
from card_integration.simulator.web import (
    JsonApp,
    Problem,
    Route,
    invalid,
    json_body,
    json_response,
    text_member,
    whole_number_member,
)


class DeskDoor:
    """The librarian's own screen."""

    def __init__(self, store: Store, register: Register[Reader], clock: ShiftedClock) -> None:
        self._store = store
        self._register = register
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the desk's routes."""
        return [
            ("POST", "/desk/loans", self._lend),
            ("POST", "/desk/returns", self._take_back),
            ("POST", "/desk/holds", self._hold),
            ("GET", "/desk/readers/<card_number>", self._show),
        ]

    def _lend(self, request: Request) -> Response:
        body = json_body(request)
        reader = self._get_reader(text_member(body, "card_number"))
        title, price_fen = text_member(body, "title"), whole_number_member(body, "price_fen")
        if price_fen <= 0:
            raise invalid("price_fen 应大于 0")
        with self._store.transaction() as db:
            return json_response(lend(db, reader, title, price_fen, self._clock.now()), 201)

    def _take_back(self, request: Request) -> Response:
        loan_id = text_member(json_body(request), "loan_id")
        with self._store.transaction() as db:
            return json_response(take_back(db, loan_id, self._clock.now()))

    def _hold(self, request: Request) -> Response:
        body = json_body(request)
        reader, title = self._get_reader(text_member(body, "card_number")), text_member(body, "title")
        with self._store.transaction() as db:
            return json_response(place_hold(db, reader, title, self._clock.now()), 201)

    def _show(self, request: Request, card_number: str) -> Response:
        reader = self._get_reader(card_number)
        with self._store.transaction() as db:
            return json_response(reader_view(db, reader, self._clock.now()))

    def _get_reader(self, card_number: str) -> Reader:
        reader = self._register.find(card_number)
        if reader is None:
            raise Problem(404, "unknown-card", "本馆没有这个卡号")
        return reader


class LibraryCounter:
    """What the library tells about a reader's account."""

    def standing(self, db: sqlite3.Connection, holder: Reader, now: datetime) -> dict[str, Any]:
        """Return how the card stands."""
        return standing_view(db, holder, now)

    def show(self, db: sqlite3.Connection, holder: Reader, service: str, now: datetime) -> dict[str, Any]:
        """Return loans and holds: lending is the library's only service."""
        return lending_view(db, holder, now)

    def renew(
        self, db: sqlite3.Connection, holder: Reader, loan_id: str, due_on: date, now: datetime
    ) -> dict[str, Any]:
        """Return a loan that was renewed."""
        return renew_loan(db, holder, loan_id, due_on, now)


def create_library(city: Mapping[str, Any], state_path: Path) -> JsonApp:
    """Build the library of a city file on its own state file."""
    store = Store(state_path, LOANS_AND_HOLDS)
    return build_system(
        LIBRARY_OFFER,
        LibraryCounter(),
        city,
        readers_of(city),
        store,
        lambda register, clock: DeskDoor(store, register, clock).routes(),
    )
