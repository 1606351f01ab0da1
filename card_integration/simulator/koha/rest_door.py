"""Koha's REST API, as far as a card service has business with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.koha.access import Access
from card_integration.simulator.koha.accounts import (
    account_view,
    book_credit,
    line_view,
    list_credits,
    require_credit_body,
)
from card_integration.simulator.koha.faults import Faults
from card_integration.simulator.koha.loans import list_checkouts, renew_checkout
from card_integration.simulator.koha.patrons import (
    House,
    change_patron,
    get_patron,
    list_patrons,
    open_patron,
)
from card_integration.simulator.koha.replies import body_object, koha_json, unknown_parameters
from card_integration.simulator.koha.schema import (
    Version,
    database_row,
    fields_of,
    opened_record,
    require_patron_body,
)
from card_integration.simulator.koha.store import Store
from card_integration.simulator.web import Handler, Route

PREFIX = "/api/v1"
_PAGING = frozenset({"_match", "_order_by", "_page", "_per_page"})
_DEFAULT_PER_PAGE = 20


class RestDoor:
    """Answers API clients; every operation needs a token and may be spoiled by an ordered fault."""

    def __init__(
        self, store: Store, house: House, access: Access, faults: Faults, clock: ShiftedClock
    ) -> None:
        self._store = store
        self._house = house
        self._access = access
        self._faults = faults
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the API's routes; a later Koha has more."""
        is_later = self._house.version is Version.LATER
        filters = fields_of(self._house.version) - {"overdrive_auth_token"}
        patron = "/patrons/<int:patron_id>"
        guarded: list[tuple[str, str, Handler, frozenset[str]]] = [
            ("GET", "/patrons", self._list_patrons, filters | _PAGING),
            ("POST", "/patrons", self._open_patron, frozenset()),
            ("GET", patron, self._get_patron, frozenset()),
            ("PUT", patron, self._change_patron, frozenset()),
            ("GET", f"{patron}/account", self._get_account, frozenset()),
            ("POST", f"{patron}/account/credits", self._book_credit, frozenset()),
        ]
        if is_later:
            guarded += [
                ("GET", f"{patron}/account/credits", self._list_credits, _PAGING),
                ("GET", f"{patron}/checkouts", self._list_checkouts, _PAGING),
                ("POST", "/checkouts/<int:checkout_id>/renewal", self._renew, frozenset({"seen"})),
                ("GET", "/patron_categories", self._list_categories, _PAGING),
            ]
        token_route: Route = ("POST", f"{PREFIX}/oauth/token", self._access.give_token)
        return [token_route, *(self._guarded(*one) for one in guarded)]

    def _guarded(self, method: str, path: str, handler: Handler, parameters: frozenset[str]) -> Route:
        @wraps(handler)
        def guarded(request: Request, **arguments: int) -> Response:
            self._access.require(request)
            strangers = sorted(set(request.args) - parameters)
            if strangers:
                raise unknown_parameters(strangers)
            return self._faults.spoil(request, lambda: handler(request, **arguments))

        return method, PREFIX + path, guarded

    def _list_patrons(self, request: Request) -> Response:
        wanted = {name: text for name, text in request.args.items() if name not in _PAGING}
        match = request.args.get("_match", "contains")
        return self._listed(request, lambda db: list_patrons(db, wanted, match))

    def _open_patron(self, request: Request) -> Response:
        body, now = body_object(request), self._clock.now()
        require_patron_body(body, self._house.version)
        with self._store.transaction() as db:
            record = open_patron(db, self._house, body, now)
        return koha_json(opened_record(record, self._house.version, now.isoformat()), 201)

    def _get_patron(self, request: Request, patron_id: int) -> Response:
        with self._store.transaction() as db:
            return koha_json(get_patron(db, patron_id))

    def _change_patron(self, request: Request, patron_id: int) -> Response:
        body = body_object(request)
        require_patron_body(body, self._house.version)
        with self._store.transaction() as db:
            record = change_patron(db, self._house, patron_id, body, self._clock.now(), by="api")
        return koha_json(database_row(record) if self._house.version is Version.OLD else record)

    def _get_account(self, request: Request, patron_id: int) -> Response:
        with self._store.transaction() as db:
            get_patron(db, patron_id)
            return koha_json(account_view(db, patron_id, self._house.version))

    def _book_credit(self, request: Request, patron_id: int) -> Response:
        body, version = body_object(request), self._house.version
        require_credit_body(body, version)
        with self._store.transaction() as db:
            get_patron(db, patron_id)
            line = book_credit(db, patron_id, body, version, self._clock.now())
        if version is Version.OLD:
            return koha_json({"account_line_id": line["line_id"]})
        return koha_json(line_view(line, version), 201)

    def _list_credits(self, request: Request, patron_id: int) -> Response:
        return self._listed(request, lambda db: _of_patron(db, patron_id, list_credits))

    def _list_checkouts(self, request: Request, patron_id: int) -> Response:
        with_books = "item.biblio" in request.headers.get("x-koha-embed", "").split(",")
        found = partial(list_checkouts, with_books=with_books)
        return self._listed(request, lambda db: _of_patron(db, patron_id, found))

    def _renew(self, request: Request, checkout_id: int) -> Response:
        with self._store.transaction() as db:
            return koha_json(renew_checkout(db, checkout_id, self._clock.now()), 201)

    def _list_categories(self, request: Request) -> Response:
        fees = self._house.fee_fen_by_category.items()
        categories = [{"patron_category_id": one, "enrolment_fee": fee_fen / 100} for one, fee_fen in fees]
        return self._listed(request, lambda db: categories)

    def _listed(
        self, request: Request, found: Callable[[sqlite3.Connection], Sequence[dict[str, Any]]]
    ) -> Response:
        with self._store.transaction() as db:
            items = found(db)
        page = max(request.args.get("_page", 1, int), 1)
        per_page = max(request.args.get("_per_page", _DEFAULT_PER_PAGE, int), 1)
        headers = {"X-Total-Count": str(len(items)), "Link": _links(request, len(items), page, per_page)}
        return koha_json(items[(page - 1) * per_page : page * per_page], 200, headers)


def _of_patron(
    db: sqlite3.Connection,
    patron_id: int,
    found: Callable[[sqlite3.Connection, int], list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    get_patron(db, patron_id)
    return found(db, patron_id)


def _links(request: Request, total: int, page: int, per_page: int) -> str:
    last = max(-(-total // per_page), 1)
    pages: Iterable[tuple[str, int]] = [("prev", page - 1), ("next", page + 1), ("first", 1), ("last", last)]
    links = []
    for relation, number in pages:
        if 1 <= number <= last:
            query = sorted({**request.args.to_dict(), "_page": str(number)}.items())
            links.append(f'<{request.base_url}?{urlencode(query)}>; rel="{relation}"')
    return ",".join(links)
