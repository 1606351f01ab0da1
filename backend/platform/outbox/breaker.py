"""A circuit breaker for each destination: a row, so that it holds for every worker on every host.

Five calls in a row that came to nothing open it. It then lets one message through at a time: an answer
closes it, on probation; another failure opens it again. After a lost answer the pause doubles each time; a
destination that is busy and said for how long is left alone for just so long, however often it says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, or_, update
from sqlalchemy.orm import Session

from backend.platform.database import insert_into
from backend.platform.outbox.models import OutboxBreaker
from backend.platform.outbox.queue import Claim

FAILURES_TO_OPEN = 5
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(minutes=5)
_MOST_DOUBLINGS = 5


def send_probe(session: Session, destination: str, sequence: int, until: datetime) -> None:
    """Let one message through a half-open breaker, and nobody else until it is settled or its lease ends."""
    _change(session, destination, open_until=until, probe=sequence)


def lengthen_probe(session: Session, claim: Claim, until: datetime) -> None:
    """Keep others away for as long as the probe is still out."""
    _change_probed(session, claim, open_until=until)


def note_answer(session: Session, claim: Claim) -> None:
    """Close the breaker: the destination answered, whatever it said.

    After an opening it is closed on probation, where the next lost answer opens it again. A destination
    that is well costs no write here, and so no lock that its workers would have to share.
    """
    on_probation = case((OutboxBreaker.open_until.is_not(None), FAILURES_TO_OPEN - 1), else_=0)
    session.connection().execute(
        update(OutboxBreaker)
        .where(
            OutboxBreaker.destination == claim.destination,
            or_(OutboxBreaker.failures > 0, OutboxBreaker.open_until.is_not(None)),
        )
        .values(failures=on_probation, open_until=None, probe=None)
    )


def note_nothing(session: Session, claim: Claim, now: datetime) -> None:
    """Give the probe to another message: this one ended without a word about the destination."""
    _change_probed(session, claim, open_until=now, probe=None)


def note_failure(
    session: Session, claim: Claim, now: datetime, retry_after_seconds: int | None
) -> datetime | None:
    """Count a call that came to nothing; return until when the breaker is open because of it, or None.

    While it is open only its probe counts: the calls that were under way when it opened prove nothing new.
    """
    if not claim.destination:
        return None
    breaker = _locked(session, claim.destination)
    if breaker.open_until is not None and breaker.probe != claim.sequence:
        return None
    breaker.failures += 1
    breaker.probe = None
    breaker.open_until = None
    if breaker.failures >= FAILURES_TO_OPEN:
        if retry_after_seconds is not None:
            breaker.failures = FAILURES_TO_OPEN
        breaker.open_until = now + pause_after(breaker.failures, retry_after_seconds)
    return breaker.open_until


def pause_after(failures: int, retry_after_seconds: int | None) -> timedelta:
    """Return how long to leave a destination alone: what it asked for, else twice as long each time.

    No jitter: every worker reads the same row, and only one message goes when the time is over.
    """
    if retry_after_seconds is not None:
        return timedelta(seconds=retry_after_seconds)
    doublings = min(failures - FAILURES_TO_OPEN, _MOST_DOUBLINGS)
    return min(_FIRST_PAUSE * (1 << doublings), _LONGEST_PAUSE)


def _locked(session: Session, destination: str) -> OutboxBreaker:
    session.connection().execute(
        insert_into(session, OutboxBreaker)
        .values(destination=destination, failures=0)
        .on_conflict_do_nothing()
    )
    return session.get_one(OutboxBreaker, destination, with_for_update=True)


def _change(session: Session, destination: str, **values: object) -> None:
    session.connection().execute(
        update(OutboxBreaker).where(OutboxBreaker.destination == destination).values(**values)
    )


def _change_probed(session: Session, claim: Claim, **values: object) -> None:
    session.connection().execute(
        update(OutboxBreaker)
        .where(OutboxBreaker.destination == claim.destination, OutboxBreaker.probe == claim.sequence)
        .values(**values)
    )
