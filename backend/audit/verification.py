"""Verifying the chain: every seal, every entry that it names, and that nothing else is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.chain import NOTHING_BEFORE, ChainKey, SealFacts, root_of
from backend.audit.findings import Fault, Head, Verified
from backend.audit.models import Erasure, Leaf, Seal
from backend.audit.sealed_log import SealedLog
from backend.audit.sealing import find_newest, find_whole_before
from backend.platform.database import Database

Progress = Callable[[int, int], None]
"""Told the number of the seal that was verified, and that of the last one."""

_SEALS_AT_ONCE = 500


class Verification:
    """Reads the logs and the chain; it needs no right to write anything."""

    def __init__(self, database: Database, key: ChainKey, logs: Sequence[SealedLog]) -> None:
        self._database = database
        self._key = key
        self._logs = {log.name: log for log in logs}

    def find_head(self) -> Seal | None:
        """Return the newest seal, None while nothing is sealed."""
        with self._database.reading() as session:
            return find_newest(session)

    def verify(
        self, since: datetime | None = None, heads: Sequence[Head] = (), progress: Progress | None = None
    ) -> Verified:
        """Verify what was sealed since then, or all of it, and that each of `heads` is in the chain.

        What is added while this goes on waits for the next time.
        """
        with self._database.reading() as session:
            newest = find_newest(session)
            last_erasure = session.scalar(select(func.max(Erasure.number))) or 0
        found = Verified()
        self._compare_heads(heads, found)
        gone = _Gone()
        if newest is not None:
            for seal in self._chained(since, newest, found):
                self._verify_seal(seal, found, gone)
                if progress is not None:
                    progress(seal.number, newest.number)
        self._verify_erasures(found, gone, last_erasure if since is None else 0)
        self._find_unsealed(since, found)
        return found

    def _chained(self, since: datetime | None, newest: Seal, found: Verified) -> Iterator[Seal]:
        """Yield the seals in their order, each held against the one before it."""
        before = self._find_before(since)
        for seal in self._seals(before.number if before else 0, newest.number):
            expected = (before.number if before else 0) + 1
            if seal.number != expected:
                found.find(Fault.SEAL_MISSING, "seal", expected)
            facts = SealFacts(*(getattr(seal, name) for name in SealFacts.__slots__))
            follows = seal.number != expected or seal.previous == (before.hash if before else NOTHING_BEFORE)
            if not follows or seal.hash != self._key.of_seal(facts):
                found.find(Fault.SEAL_CHANGED, "seal", seal.number)
            found.seals += 1
            yield seal
            before = seal

    def _find_before(self, since: datetime | None) -> Seal | None:
        """Return the last seal that was made before then."""
        if since is None:
            return None
        with self._database.reading() as session:
            query = select(Seal).where(Seal.sealed_at < since).order_by(Seal.number.desc())
            return session.scalars(query.limit(1)).first()

    def _seals(self, after: int, last: int) -> Iterator[Seal]:
        while True:
            query = select(Seal).where(Seal.number > after, Seal.number <= last).order_by(Seal.number)
            with self._database.reading() as session:
                seals = session.scalars(query.limit(_SEALS_AT_ONCE)).all()
            if not seals:
                return
            yield from seals
            after = seals[-1].number

    def _verify_seal(self, seal: Seal, found: Verified, gone: _Gone) -> None:
        with self._database.reading() as session:
            _stand_still(session)
            leaves = session.scalars(select(Leaf).where(Leaf.seal == seal.number).order_by(Leaf.place)).all()
            if len(leaves) != seal.count or root_of(leaf.digest for leaf in leaves) != seal.root:
                found.find(Fault.SEAL_CONTENT, "seal", seal.number)
            digests = self._digests_now(session, leaves)
        for leaf in leaves:
            if leaf.erased_in is not None:
                gone.add(leaf.erased_in, leaf.digest)
                continue
            found.entries += 1
            digest = digests.get((leaf.log, leaf.ref))
            if digest is None:
                found.find(Fault.ENTRY_MISSING, leaf.log, leaf.ref)
            elif digest != leaf.digest:
                found.find(Fault.ENTRY_CHANGED, leaf.log, leaf.ref)

    def _digests_now(self, session: Session, leaves: Sequence[Leaf]) -> dict[tuple[str, str | None], bytes]:
        """Return the digest of each entry that is there, as it is now."""
        digests: dict[tuple[str, str | None], bytes] = {}
        for name, log in self._logs.items():
            keys = [log.key_of(leaf.ref) for leaf in leaves if leaf.log == name and leaf.ref is not None]
            for entry in log.read(session, keys) if keys else ():
                digests[name, log.ref_of(entry)] = self._key.of_entry(name, entry)
        return digests

    def _verify_erasures(self, found: Verified, gone: _Gone, whole_up_to: int) -> None:
        """Hold what is gone against what was written down, up to the last erasure that was seen whole."""
        with self._database.reading() as session:
            erasures = {one.number: one for one in session.scalars(select(Erasure))}
        expected = {number for number in erasures if number <= whole_up_to}
        for number in sorted(gone.numbers | expected):
            erasure, (count, root) = erasures.get(number), gone.of(number)
            is_told = erasure is not None and (
                number not in expected or (erasure.count, erasure.root) == (count, root)
            )
            if erasure is None or not is_told:
                found.find(Fault.ERASURE_CHANGED, "erasure", number)
            else:
                found.erased[erasure.reason] += count

    def _find_unsealed(self, since: datetime | None, found: Verified) -> None:
        """Find entries that came in behind the chain's back, and count those that only wait for a seal."""
        with self._database.reading() as session:
            whole_before = find_whole_before(session)
            for name, log in self._logs.items():
                waiting = log.unsealed_keys(whole_before).subquery()
                found.waiting += session.scalar(select(func.count()).select_from(waiting)) or 0
                if whole_before is None:
                    continue
                for key in session.execute(log.unsealed_keys(since, before=whole_before)):
                    found.find(Fault.ENTRY_NOT_SEALED, name, "/".join(map(str, key)))

    def _compare_heads(self, heads: Sequence[Head], found: Verified) -> None:
        with self._database.reading() as session:
            for head in heads:
                seal = session.get(Seal, head.number)
                if seal is None or seal.hash != head.hash:
                    found.find(Fault.HEAD_DIFFERS, "head", head.number)


class _Gone:
    """The leaves of erased entries: how many each erasure took, and the root of their digests."""

    def __init__(self) -> None:
        self._digests: dict[int, list[bytes]] = {}

    @property
    def numbers(self) -> set[int]:
        """Return the erasures that leaves name."""
        return {*self._digests}

    def add(self, number: int, digest: bytes) -> None:
        """Count a leaf, given in the order of the chain."""
        self._digests.setdefault(number, []).append(digest)

    def of(self, number: int) -> tuple[int, bytes]:
        """Return count and root of an erasure."""
        digests = self._digests.get(number, [])
        return len(digests), root_of(digests)


def _stand_still(session: Session) -> None:
    """Let all statements of the session see one moment; SQLite's reading transactions do so by themselves."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
