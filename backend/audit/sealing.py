"""Sealing: what was entered since goes under the next seal, off the paths on which entries are written.

Entries are inserted as they come, and nobody waits for a chain. Transactions of PostgreSQL commit in another
order than their entries say. So a seal does not claim a stretch of numbers or times but names its entries one
by one. What is new is sealed every few seconds; every ten minutes a run looks back an hour for what has been
committed late.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from backend.audit.chain import NOTHING_BEFORE, ChainKey, SealFacts, root_of
from backend.audit.models import Leaf, Seal
from backend.audit.sealed_log import SealedLog
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.results import Delivered, Result
from backend.platform.outbox.schedules import Schedule

log = logging.getLogger(__name__)

MARGIN = timedelta(hours=1)
"""No entry is committed so long after the moment that it names, other hosts' clocks included."""

_ENTRIES_A_SEAL = 5000
_SEALS_A_RUN = 200
_SEALS_OF_NEW = 2
_OVERLAP = timedelta(minutes=1)
_CHAIN_LOCK = 7_205_016  # any number that no other part of the service locks

_Key = tuple[SealedLog, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a run did: how many entries went under how many seals; `is_whole` if nothing was left."""

    entries: int
    seals: int
    is_whole: bool


class Sealing:
    """Adds seals to the chain; any number of processes may call it at once."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        key: ChainKey,
        logs: Sequence[SealedLog],
        *,
        a_seal: int = _ENTRIES_A_SEAL,
    ) -> None:
        self._database = database
        self._clock = clock
        self._key = key
        self._logs = logs
        self._a_seal = a_seal

    @property
    def schedules(self) -> Sequence[Schedule]:
        """Return what to do by the clock: what is new every ten seconds, what came late every ten minutes."""
        return (
            Schedule("audit.seal", timedelta(seconds=10), self.deliver_new),
            Schedule("audit.look_back", timedelta(minutes=10), self.deliver),
        )

    def deliver(self, _claim: Claim) -> Result:
        """Seal, as the handler of a schedule; after a million entries the rest waits for the next slot."""
        self.run()
        return Delivered()

    def deliver_new(self, _claim: Claim) -> Result:
        """Seal what is new, as the handler of a schedule."""
        self.run_new()
        return Delivered()

    def run(self, most_seals: int = _SEALS_A_RUN, *, also_late: bool = False) -> Sealed:
        """Seal what no seal names yet; one that is killed is made up for by the next.

        What came later than the margin allows is left out, for a verification to tell: it is sealed with
        `also_late`, when somebody has found out why.
        """
        until = self._clock.now() - MARGIN
        with self._database.reading() as session:
            newest, since = find_newest(session), find_whole_before(session)
        sealed = self._run(None if also_late else since, until, most_seals)
        if sealed.seals == 0 and newest is not None and newest.whole_before is None:
            # Nothing was missed: a seal over nothing says so, or each run would look further back.
            self._seal([], until)
        return sealed

    def run_new(self) -> Sealed:
        """Seal what came since the newest seal, as much as keeps nobody else waiting; the rest is for `run`.

        So little at a time is not felt by those who are served meanwhile.
        """
        with self._database.reading() as session:
            newest = find_newest(session)
        if newest is None:
            return Sealed(0, 0, is_whole=False)
        # A clock that was ahead when it sealed, and was set right, must not leave the rest to `run`.
        last = min(newest.sealed_at, self._clock.now())
        return self._run(last - _OVERLAP, None, _SEALS_OF_NEW)

    def _run(self, since: datetime | None, until: datetime | None, most_seals: int) -> Sealed:
        """Seal what was entered since; the last seal says that before `until` nothing is left."""
        entries = seals = 0
        with closing(self._chunks(since)) as chunks:
            chunk = next(chunks, [])
            while chunk and seals < most_seals:
                following = next(chunks, [])
                entries += self._seal(chunk, None if following else until)
                seals += 1
                chunk = following
        return Sealed(entries, seals, is_whole=not chunk)

    def _chunks(self, since: datetime | None) -> Generator[list[_Key], None, None]:
        """Yield the keys of what is not sealed, as many at once as go under one seal."""
        with closing(self._unsealed(since)) as keys:
            while chunk := list(islice(keys, self._a_seal)):
                yield chunk

    def _unsealed(self, since: datetime | None) -> Generator[_Key, None, None]:
        with self._database.reading() as session:
            for of in self._logs:
                query = of.unsealed_keys(since).execution_options(yield_per=self._a_seal)
                with session.execute(query) as rows:
                    for row in rows:
                        yield of, tuple(row)

    def _seal(self, chunk: Sequence[_Key], whole_before: datetime | None) -> int:
        """Put these under one seal, those left out that another has sealed meanwhile; return how many."""
        with self._database.transaction() as session:
            hold_chain(session)
            leaves = self._leaves(session, chunk)
            if not leaves and whole_before is None:
                return 0
            newest = find_newest(session)
            facts = SealFacts(
                number=newest.number + 1 if newest else 1,
                sealed_at=self._clock.now(),
                whole_before=whole_before,
                count=len(leaves),
                root=root_of(leaf["digest"] for leaf in leaves),
                previous=newest.hash if newest else NOTHING_BEFORE,
            )
            said = {name: getattr(facts, name) for name in SealFacts.__slots__}
            seal = Seal(**said, hash=self._key.of_seal(facts))
            session.add(seal)
            session.flush()
            numbered = [{"seal": seal.number, "place": place, **leaf} for place, leaf in enumerate(leaves)]
            if numbered:
                session.execute(insert(Leaf), numbered)
        # Where the log goes to another machine, this line is a head kept outside the database.
        log.info("audit head %d %s", seal.number, seal.hash.hex())
        return len(leaves)

    def _leaves(self, session: Session, chunk: Sequence[_Key]) -> list[dict[str, Any]]:
        """Return what the seal will say of each entry, log by log, in the order of their times."""
        leaves: list[dict[str, Any]] = []
        for of in self._logs:
            keys = [key for whose, key in chunk if whose is of]
            if not keys:
                continue
            entries = {of.ref_of(entry): entry for entry in of.read(session, keys)}
            sealed = select(Leaf.ref).where(Leaf.log == of.name, Leaf.ref.in_(entries))
            for ref in session.scalars(sealed):
                del entries[ref or ""]
            for ref in sorted(entries, key=lambda ref: (of.moment_of(entries[ref]), ref)):
                digest = self._key.of_entry(of.name, entries[ref])
                leaves.append({"log": of.name, "ref": ref, "digest": digest})
        return leaves


def find_newest(session: Session) -> Seal | None:
    """Return the head of the chain, None while there is none."""
    return session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).first()


def find_whole_before(session: Session) -> datetime | None:
    """Return the moment before which nothing is left to seal, as far as seals say; None if none does."""
    told = select(Seal.whole_before).where(Seal.whole_before.is_not(None))
    return session.scalars(told.order_by(Seal.number.desc()).limit(1)).first()


def hold_chain(session: Session) -> None:
    """Let nobody else seal or erase until this transaction ends; who writes entries never waits for it."""
    # SQLite has one writer at a time as it is.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_CHAIN_LOCK)))
