"""Deposit waivers at Koha: a patron in the no-deposit category, and no deposit left on the account.

Koha keeps neither our wishes nor their revisions; the category itself is the desired state. What keeps a
late PUT of an earlier wish from undoing a later one is the outbox: one stream per link, whose next wish is
sent only once the last is settled, and an Unknown is read before anything is written. A PUT that Koha holds
back beyond that is found by reconciliation. Nor does Koha know `valid_until`: a waiver ends when told.
"""

from __future__ import annotations

import logging

from backend.cards.ports import Entitlement, RefusedByOperator, Unknown
from card_integration.koha.account import Line
from card_integration.koha.api import KohaApi
from card_integration.koha.errors import Stopped, after_a_write
from card_integration.koha.patron import Patron
from card_integration.koha.refusals import DEPOSIT_ABOVE_BOUND, OTHER_CATEGORY
from card_integration.koha.rules import KohaRules

log = logging.getLogger(__name__)


class Waivers:
    """Begins, ends and looks up waivers; every method may raise `Stopped`."""

    def __init__(self, api: KohaApi, rules: KohaRules) -> None:
        self._api = api
        self._rules = rules

    def begin(self, patron_id: str, entitlement: Entitlement) -> None:
        """Put a waiver into effect, after reading whatever of it stands already."""
        patron = self._api.get_patron(patron_id)
        if patron.category_id not in (self._rules.usual_category, self._rules.no_deposit_category):
            raise Stopped(OTHER_CATEGORY)
        due = self._deposits_due(patron_id, entitlement.entitlement_id)
        _refuse_above_bound(due, entitlement.max_value_fen)
        if not self._is_waived(patron):
            self._move(patron, self._rules.no_deposit_category)
        if due:
            self._write_off(patron_id, entitlement.entitlement_id)

    def end(self, patron_id: str) -> None:
        """Move a patron back to the usual category; what is on loan stays so. A deleted one has no waiver."""
        patron = self._find_patron(patron_id)
        if patron is None or not self._is_waived(patron):
            return
        self._move(patron, self._rules.usual_category)
        log.info("a waiver ended: Koha may charge the enrolment fee of %s", self._rules.usual_category)

    def is_in_effect(self, patron_id: str, entitlement_id: str) -> bool:
        """Tell whether the patron pays no deposit and none is left to write off for this entitlement."""
        is_waived = self._is_waived(self._api.get_patron(patron_id))
        return is_waived and not self._deposits_due(patron_id, entitlement_id)

    def is_over(self, patron_id: str) -> bool:
        """Tell whether the patron, if there is still one, pays a deposit like others."""
        patron = self._find_patron(patron_id)
        return patron is None or not self._is_waived(patron)

    def _is_waived(self, patron: Patron) -> bool:
        return patron.category_id == self._rules.no_deposit_category

    def _find_patron(self, patron_id: str) -> Patron | None:
        try:
            return self._api.get_patron(patron_id)
        except Stopped as stopped:
            if isinstance(stopped.outcome, RefusedByOperator) and stopped.outcome.reason == "unknown-card":
                return None
            raise

    def _move(self, patron: Patron, category_id: str) -> None:
        self._api.move(patron, category_id)
        with after_a_write():
            if self._api.get_patron(str(patron.patron_id)).category_id != category_id:
                log.warning("Koha took a change to category %s that does not show", category_id)
                raise Stopped(Unknown())

    def _write_off(self, patron_id: str, entitlement_id: str) -> None:
        """Write the deposit off once: read what is open right before, and believe the account after."""
        with after_a_write():
            due = self._deposits_due(patron_id, entitlement_id)
            if due:
                self._api.write_off(patron_id, due, entitlement_id)
            if self._deposits_due(patron_id, entitlement_id):
                raise Stopped(Unknown())

    def _deposits_due(self, patron_id: str, entitlement_id: str) -> tuple[Line, ...]:
        """Return the open deposits; none once a credit of this entitlement exists, spent or not."""
        account = self._api.get_account(patron_id)
        due = account.debits_of(self._rules.deposit_debit_type)
        if not due:
            return ()
        later_credits = self._api.list_credits(patron_id) if due[0].is_of_later_koha else []
        is_written_off = any(line.is_marked(entitlement_id) for line in [*account.credits, *later_credits])
        return () if is_written_off else due


def _refuse_above_bound(due: tuple[Line, ...], max_value_fen: int | None) -> None:
    if max_value_fen is not None and sum(line.outstanding_fen for line in due) > max_value_fen:
        raise Stopped(DEPOSIT_ABOVE_BOUND)
