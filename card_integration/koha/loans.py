"""Showing and renewing a patron's loans; only a later Koha can."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from backend.cards.loans import RenewalWish, Renewed
from backend.cards.ports import Unknown
from backend.cards.service_view import ServiceView
from card_integration.contract.refusals import refusal
from card_integration.koha.api import KohaApi
from card_integration.koha.checkouts import Checkout
from card_integration.koha.errors import Stopped, after_a_write


class Loans:
    """One library's loans; every method may raise `Stopped`."""

    def __init__(self, api: KohaApi) -> None:
        self._api = api

    def show(self, patron_id: str, now: datetime) -> ServiceView:
        """Return what a patron has on loan and owes, newest first."""
        checkouts = self._list(patron_id)
        owed_fen = max(self._api.get_account(patron_id).balance_fen, 0)
        newest_first = sorted(checkouts, key=lambda one: one.lent_at, reverse=True)
        return ServiceView(now, owed_fen=owed_fen, items=tuple(one.shown_at(now) for one in newest_first))

    def renew(self, patron_id: str, wish: RenewalWish) -> Renewed:
        """Renew one of the patron's own loans: Koha would renew anybody's, and would do it again."""
        held = _find(self._list(patron_id), wish.loan_id)
        if held is None:
            raise Stopped(refusal("unknown-loan"))
        if held.due_on > wish.due_on:
            return Renewed(held.due_on)
        self._api.renew(held.checkout_id)
        with after_a_write():
            now_held = _find(self._list(patron_id), wish.loan_id)
            if now_held is None:
                raise Stopped(Unknown())
        return Renewed(now_held.due_on)

    def _list(self, patron_id: str) -> Sequence[Checkout]:
        return self._api.list_checkouts(self._api.get_patron(patron_id))


def _find(checkouts: Sequence[Checkout], loan_id: str) -> Checkout | None:
    return next((one for one in checkouts if one.loan_id == loan_id), None)
