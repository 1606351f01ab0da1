"""Erasing a closed account, from the outbox: step by step, each complete in itself and harmless again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from backend.audit.building import Audit
from backend.audit.service import Actor, record_access
from backend.identity.models import Citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.results import Delivered, Result, TryLater
from backend.redress.building import Redress
from backend.redress.events import CaseKind
from backend.redress.machines import MACHINES
from backend.redress.material_ports import MaterialStore
from backend.redress.models import Case, Material
from backend.rights.closing import AccountClosing
from backend.rights.models import AccountDeletion
from backend.rights.policy import RightsRules
from backend.rights.rows import (
    delete_cases,
    delete_certificates,
    delete_ended_at_operators,
    delete_the_rest,
    find_references,
)
from backend.rights.short_lived_erasing import ShortLivedErasing

# A request that was under way when the account closed has ended by then, or its answer was lost for good.
IN_FLIGHT = timedelta(minutes=10)
_LOOK_AGAIN_SECONDS = 3600
_WORKER = Actor("system", "rights", "市民诚信卡")

Step = Callable[[AccountDeletion], None]


class AccountErasing:
    """Handles `rights.erase` messages; a worker that is killed between or in the steps begins again.

    What must wait for somebody else (an operator that ends a perk, a printed certificate that expires) stays
    with nothing of the person but what that takes, and is looked at again every hour.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        rules: RightsRules,
        closing: AccountClosing,
        redress: Redress,
        materials: MaterialStore,
        short_lived: ShortLivedErasing,
        audit: Audit,
    ) -> None:
        self._database = database
        self._clock = clock
        self._longest_wait = timedelta(days=rules.longest_wait_days)
        self._closing = closing
        self._redress = redress
        self._materials = materials
        self._short_lived = short_lived
        self._audit = audit

    @property
    def steps(self) -> Sequence[Step]:
        """Return the steps in their order."""
        return (
            self.close_again,
            self.withdraw_cases,
            self.delete_materials,
            self.delete_cases,
            self.delete_what_was_made,
            self.delete_at_operators,
            self.delete_short_lived,
        )

    def deliver(self, claim: Claim) -> Result:
        """Take every step, and finish if nothing is left to wait for."""
        with self._database.reading() as session:
            deletion = session.get(AccountDeletion, claim.payload["deletion_id"])
        if deletion is None or deletion.finished_at is not None:
            return Delivered()
        for step in self.steps:
            step(deletion)
        waits_for = self._find_waiting(deletion)
        if waits_for is not None:
            return TryLater(waits_for, self._look_again_in(deletion), answered=True)
        self._finish(deletion)
        return Delivered()

    def close_again(self, deletion: AccountDeletion) -> None:
        """End what a request under way may have begun since."""
        with self._database.transaction() as session:
            self._closing.close(session, deletion.citizen_id, self._clock.now())

    def withdraw_cases(self, deletion: AccountDeletion) -> None:
        """Withdraw what is in progress, so that its record is as it was before; what is decided stays so."""
        citizen_id = deletion.citizen_id
        with self._database.reading() as session:
            cases = session.execute(
                select(Case.id, Case.kind, Case.state).where(Case.citizen_id == citizen_id)
            )
            open_ones = [
                (case_id, CaseKind(kind))
                for case_id, kind, state in cases
                if state not in MACHINES[CaseKind(kind)].final
            ]
        for case_id, kind in open_ones:
            service = self._redress.disputes if kind is CaseKind.DISPUTE else self._redress.repairs
            try:
                service.withdraw(citizen_id, case_id)
            except Conflict:
                # Decided, and open for a review only: there is nothing to take back.
                continue

    def delete_materials(self, deletion: AccountDeletion) -> None:
        """Delete the content of every material; its row, which leads to it, goes afterwards."""
        with self._database.reading() as session:
            own = select(Material.id).join(Case, Case.id == Material.case_id)
            ids = session.scalars(own.where(Case.citizen_id == deletion.citizen_id)).all()
        for material_id in ids:
            self._materials.remove(material_id)

    def delete_cases(self, deletion: AccountDeletion) -> None:
        """Delete the cases with their steps, which are sealed before, so that the chain tells of all."""
        self._audit.sealing.run()
        with self._database.transaction() as session:
            delete_cases(session, deletion, self._audit.erasing)

    def delete_what_was_made(self, deletion: AccountDeletion) -> None:
        """Delete certificates, redemptions, blocked merchants and whatever else only the citizen needed."""
        with self._database.transaction() as session:
            delete_certificates(session, deletion.citizen_id, self._clock.now())
            delete_the_rest(session, deletion.citizen_id)

    def delete_at_operators(self, deletion: AccountDeletion) -> None:
        """Delete the links that their operators have ended, with the perks on them."""
        now = self._clock.now()
        if now - deletion.asked_at < IN_FLIGHT:
            return
        is_given_up = now - deletion.asked_at > self._longest_wait
        with self._database.transaction() as session:
            delete_ended_at_operators(session, deletion.citizen_id, is_given_up=is_given_up)

    def delete_short_lived(self, deletion: AccountDeletion) -> None:
        """Delete what lies in Redis."""
        self._short_lived.erase(deletion.citizen_id)

    def _find_waiting(self, deletion: AccountDeletion) -> str | None:
        if self._clock.now() - deletion.asked_at < IN_FLIGHT:
            return "requests under way"
        with self._database.reading() as session:
            left = find_references(session, deletion.citizen_id)
        return f"waiting for: {', '.join(left)}" if left else None

    def _look_again_in(self, deletion: AccountDeletion) -> int:
        left = IN_FLIGHT - (self._clock.now() - deletion.asked_at)
        return max(int(left.total_seconds()), 1) if left > timedelta() else _LOOK_AGAIN_SECONDS

    def _finish(self, deletion: AccountDeletion) -> None:
        now: datetime = self._clock.now()
        with self._database.transaction() as session:
            kept = session.get_one(AccountDeletion, deletion.id, with_for_update=True)
            citizen = session.get(Citizen, kept.citizen_id)
            if citizen is not None:
                session.delete(citizen)
            if kept.finished_at is None:
                kept.finished_at = now
                record_access(session, kept.citizen_id, _WORKER, "account.deleted", at=now)
