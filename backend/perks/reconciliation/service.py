"""Reconciliation put together: what the domain hands out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.cards.operators import Operators
from backend.cards.ports import CardOperator
from backend.cards.setup_checks import setup_schedules
from backend.perks.catalogue import PerkCatalogue
from backend.perks.errands import Errands
from backend.perks.reconciliation.asking import Asking
from backend.perks.reconciliation.keys import Keys
from backend.perks.reconciliation.ours import OurSide
from backend.perks.reconciliation.reconciler import Reconciler
from backend.perks.reconciliation.reports import ReconciliationReports
from backend.perks.reconciliation.schedules import ReconciliationSchedules
from backend.perks.reconciliation.tidy import Tidying
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.platform.outbox.schedules import Schedule


@dataclass(frozen=True)
class Reconciliation:
    """Who compares, what was found, and when it is done by the clock."""

    operator_ids: Sequence[str]
    reconciler: Reconciler
    reports: ReconciliationReports
    tidying: Tidying
    schedules: Sequence[Schedule]


def build_reconciliation(
    database: Database,
    clock: Clock,
    cipher: FieldCipher,
    blind_index: BlindIndex,
    perks: PerkCatalogue,
    catalogue: Operators,
    operators: Mapping[str, CardOperator],
) -> Reconciliation:
    """Return the services of reconciliation."""
    keys = Keys(blind_index)
    our_side, asking = OurSide(cipher, keys), Asking(Errands(cipher, perks, catalogue))
    reconciler = Reconciler(database, clock, our_side, asking, keys, catalogue, operators)
    tidying = Tidying(database, clock)
    # A basic right carries no perk, so there is nothing to compare.
    compared = [one for one in catalogue.all() if one.id in operators and not one.basic_right]
    schedules = ReconciliationSchedules(reconciler, tidying, compared, clock)
    return Reconciliation(
        [one.id for one in compared],
        reconciler,
        ReconciliationReports(database),
        tidying,
        (*schedules.all(), *setup_schedules(operators)),
    )
