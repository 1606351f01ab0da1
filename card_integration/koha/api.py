"""The calls of Koha's REST API that the adapter makes, each with what its failures mean.

Answers to writes are never read: Koha 18.12 sends its raw database columns. Whoever writes reads again.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

import httpx
import orjson

from backend.cards.ports import Busy, RefusedByOperator, Unknown, Unsupported
from card_integration.contract.refusals import refusal
from card_integration.koha.account import Account, Line, account_in, line_in, write_off_of
from card_integration.koha.checkouts import Checkout, checkout_in, renewal_refusal_in
from card_integration.koha.errors import KohaError, Stopped, error_in
from card_integration.koha.fields import as_object, as_text
from card_integration.koha.patron import Patron, patron_in
from card_integration.koha.refusals import MISCONFIGURED
from card_integration.oauth_session import OAuthSession

log = logging.getLogger(__name__)

T = TypeVar("T")
MALFORMED = (ValueError, KeyError, TypeError, ArithmeticError)
PER_PAGE = 100
MOST_PAGES = 1000
_MOST_DIGITS = 9
_PLACE = re.compile(r"(/[A-Za-z0-9_]{1,40}){1,4}")


class KohaApi:
    """Speaks to one Koha; every method raises `Stopped` where there is no usable answer."""

    def __init__(self, session: OAuthSession) -> None:
        self._session = session

    def list_patrons(self, **exactly: str) -> list[Patron]:
        """Return the patrons whose fields are exactly these; Koha ignores the case of letters."""
        return list(self._pages("/patrons", patron_in, {**exactly, "_match": "exact"}))

    def page_of_patrons(self, page: int, **exactly: str) -> tuple[list[Patron], bool]:
        """Return one page of such patrons, and whether another one follows."""
        found, total = self._page("/patrons", patron_in, {**exactly, "_match": "exact"}, page)
        seen = (page - 1) * PER_PAGE + len(found)
        if not found and seen < total:
            raise Stopped(Unknown())
        return found, seen < total

    def get_patron(self, patron_id: str) -> Patron:
        """Return a patron; a deleted one is refused as `unknown-card`."""
        patron = _read(self._get(f"/patrons/{patron_id}"), patron_in)
        if str(patron.patron_id) != patron_id:
            raise Stopped(Unknown())
        return patron

    def move(self, patron: Patron, category_id: str) -> None:
        """Ask for another category; a 409 may be our own earlier call, so it is for the reader to judge."""
        path = f"/patrons/{patron.patron_id}"
        response = self._session.send("PUT", path, json=patron.moved_to(category_id))
        if isinstance(response, httpx.Response) and response.status_code == 409:
            return
        _usable(response)

    def get_account(self, patron_id: str) -> Account:
        """Return what is open at a patron's account."""
        return _read(self._get(f"/patrons/{patron_id}/account"), account_in)

    def list_credits(self, patron_id: str) -> list[Line]:
        """Return every credit of an account, also those used up; only a later Koha can tell."""
        path = f"/patrons/{patron_id}/account/credits"
        return list(self._pages(path, line_in, {}, only_later=True))

    def write_off(self, patron_id: str, lines: tuple[Line, ...], entitlement_id: str) -> None:
        """Settle debits by one credit. Not repeatable: Koha books it as often as it is sent."""
        path, body = f"/patrons/{patron_id}/account/credits", write_off_of(lines, entitlement_id)
        _usable(self._session.send("POST", path, json=body))

    def list_due_dates(self, patron: Patron) -> list[datetime]:
        """Return when each item on loan is due; only a later Koha can tell."""
        if patron.is_of_old_koha:
            raise Stopped(Unsupported())
        path = f"/patrons/{patron.patron_id}/checkouts"
        return list(self._pages(path, _due_date_in, {}, only_later=True))

    def list_checkouts(self, patron: Patron) -> list[Checkout]:
        """Return what is on loan with the names of the books; only a later Koha can tell."""
        if patron.is_of_old_koha:
            raise Stopped(Unsupported())
        path = f"/patrons/{patron.patron_id}/checkouts"
        return list(self._pages(path, checkout_in, {}, only_later=True, embed="item.biblio"))

    def renew(self, checkout_id: int) -> None:
        """Renew a loan, whoever's it is. Not repeatable: Koha renews as often as it is asked."""
        response = self._session.send("POST", f"/checkouts/{checkout_id}/renewal", is_answer=_is_no_renewal)
        if isinstance(response, httpx.Response):
            if response.status_code == 403:
                raise Stopped(_refused_renewal(response) or Unknown())
            if response.status_code == 404:
                raise Stopped(refusal("unknown-loan"))
        _usable(response)

    def list_category_ids(self) -> list[str]:
        """Return the ids of the patron categories; only a later Koha can tell."""
        return list(self._pages("/patron_categories", _category_id_in, {}, only_later=True))

    def _get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        only_later: bool = False,
        embed: str | None = None,
    ) -> httpx.Response:
        headers = None if embed is None else {"x-koha-embed": embed}
        return _usable(self._session.send("GET", path, headers=headers, params=params), only_later=only_later)

    def _pages(
        self,
        path: str,
        read: Callable[[object], T],
        params: Mapping[str, str],
        *,
        only_later: bool = False,
        embed: str | None = None,
    ) -> Iterator[T]:
        """Yield a whole list, page by page, up to the number that `X-Total-Count` names."""
        seen = 0
        for page in range(1, MOST_PAGES + 1):
            found, total = self._page(path, read, params, page, only_later=only_later, embed=embed)
            yield from found
            seen += len(found)
            if seen >= total:
                return
            if not found:
                break
        raise Stopped(Unknown())

    def _page(
        self,
        path: str,
        read: Callable[[object], T],
        params: Mapping[str, str],
        page: int,
        *,
        only_later: bool = False,
        embed: str | None = None,
    ) -> tuple[list[T], int]:
        """Return one page of a list, and how long `X-Total-Count` says that the whole is."""
        paging = {"_page": str(page), "_per_page": str(PER_PAGE)}
        response = self._get(path, {**params, **paging}, only_later=only_later, embed=embed)
        return _read(response, lambda body: [read(one) for one in body]), _total_of(response)


def _read(response: httpx.Response, read: Callable[[Any], T]) -> T:
    try:
        return read(orjson.loads(response.content))
    except MALFORMED:
        raise Stopped(Unknown()) from None


def _total_of(response: httpx.Response) -> int:
    total = response.headers.get("X-Total-Count", "")
    if not total.isascii() or not total.isdigit() or len(total) > _MOST_DIGITS:
        raise Stopped(Unknown())
    return int(total)


def _usable(response: httpx.Response | Busy | Unknown, *, only_later: bool = False) -> httpx.Response:
    """Return a response that says yes; end the talk with what any other one means."""
    if not isinstance(response, httpx.Response):
        raise Stopped(response)
    if response.is_success:
        return response
    error = _error_of(response)
    if response.status_code == 404 and error is not None and error.is_unknown_patron:
        raise Stopped(refusal("unknown-card"))
    if response.status_code == 404:
        raise Stopped(Unsupported() if only_later else Unknown())
    raise Stopped(Unknown() if error is None else _refused(response, error))


def _is_no_renewal(response: httpx.Response) -> bool:
    return _refused_renewal(response) is not None


def _refused_renewal(response: httpx.Response) -> RefusedByOperator | None:
    error = _error_of(response)
    return None if error is None else renewal_refusal_in(error.said)


def _error_of(response: httpx.Response) -> KohaError | None:
    try:
        return error_in(orjson.loads(response.content))
    except orjson.JSONDecodeError:
        return None


def _refused(response: httpx.Response, error: KohaError) -> RefusedByOperator:
    """Tell whoever runs the service: Koha refuses only what is set up or built wrongly.

    What Koha said may quote a record; the places that it names are harmless.
    """
    places = [path for path in error.paths if _PLACE.fullmatch(path)]
    reason = (
        "no such category" if error.is_unknown_category else f"at {', '.join(places) or 'no named place'}"
    )
    log.error("Koha refuses a %s with %s: %s", response.request.method, response.status_code, reason)
    return MISCONFIGURED


def _due_date_in(checkout: object) -> datetime:
    due_at = datetime.fromisoformat(as_object(checkout)["due_date"])
    if due_at.tzinfo is None:
        raise ValueError("due_date lacks an offset")
    return due_at


def _category_id_in(category: object) -> str:
    return as_text(as_object(category)["patron_category_id"])
