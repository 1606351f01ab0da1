"""What becomes of a message, and what is learnt of its destination, when an attempt has ended."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from backend.platform.outbox.breaker import note_answer, note_failure, note_nothing
from backend.platform.outbox.queue import Claim, retry_delay, settle_dead, settle_done, settle_later
from backend.platform.outbox.results import Broken, Delivered, GiveUp, Result, TryLater

log = logging.getLogger(__name__)

_MOST_FAULTS = 5


def settle(session: Session, claim: Claim, result: Result | Broken, now: datetime) -> None:
    """Settle the message as the result says; after a lost lease nothing is changed and nothing learnt."""
    if isinstance(result, Delivered):
        if settle_done(session, claim, now):
            result.record(session)
            note_answer(session, claim)
    elif isinstance(result, TryLater):
        _try_later(session, claim, result, now)
    elif isinstance(result, GiveUp):
        log.error("outbox %s dead: %s", claim.topic, result.trouble)
        if settle_dead(session, claim, now, result.trouble):
            note_answer(session, claim)
    elif _put_back(session, claim, result, now):
        note_nothing(session, claim, now)


def _try_later(session: Session, claim: Claim, result: TryLater, now: datetime) -> None:
    log.warning("outbox %s attempt %d: %s", claim.topic, claim.attempt, result.trouble)
    due = now + retry_delay(claim.attempt, result.retry_after_seconds)
    if not settle_later(session, claim, due, result.trouble):
        return
    if result.answered:
        note_answer(session, claim)
        return
    open_until = note_failure(session, claim, now, result.retry_after_seconds)
    if open_until is not None:
        log.error("outbox leaves %s alone until %s", claim.destination, open_until.isoformat())


def _put_back(session: Session, claim: Claim, result: Broken, now: datetime) -> bool:
    """Try a message again on which our own code broke, but not for ever."""
    if claim.faults + 1 >= _MOST_FAULTS:
        log.error("outbox %s dead: %s", claim.topic, result.trouble)
        return settle_dead(session, claim, now, result.trouble, faults=1)
    due = now + retry_delay(claim.attempt, None)
    return settle_later(session, claim, due, result.trouble, faults=1)
