"""Processes that grant perks and carry them to operators, or insert rows; all begin together."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from queue import Empty
from typing import cast

import psycopg

from backend.cards.ports import Applied, CardOperator, Entitlement, NotHeld, Outcome, ReadOutcome, Unknown
from backend.domain import Domain, build_domain, parse_policy
from backend.platform.clock import SystemClock
from backend.platform.ids import new_id
from backend.platform.keyring.file_ring import FileKeyRing
from backend.platform.outbox.worker import OutboxWorker
from bench.processes import ProcessFailed
from config.loading import load_settings, read_policy
from wsgi import build_ground, connect_outside

# How long an operator that is down lets a caller wait: the time limit of its line in config/operators.yaml.
_HANGING_SECONDS = 3.0
_TOGETHER_SECONDS = 120.0
_INSERT = "INSERT INTO bench_insert (id, citizen_id, at) VALUES (%s, %s, %s)"


@dataclass(frozen=True)
class Wish:
    """A perk that a citizen asks for on a card of theirs."""

    citizen_id: str
    card_id: str
    perk: str


@dataclass(frozen=True)
class Job:
    """What a process does: ask for perks and then carry whatever waits, or insert a row for each wish."""

    database_url: str
    wishes: Sequence[Wish]
    inserts: bool = False
    down: str = ""


@dataclass(frozen=True)
class Span:
    """When a process worked, on the clock that all processes of a machine share."""

    began: float
    ended: float


def run_together(jobs: Sequence[Job]) -> float:
    """Run each job in a process of its own; return the seconds from the first beginning to the last end.

    Asking for the perks comes before and is not counted. Raises `ProcessFailed`.
    """
    context = get_context("spawn")
    barrier, spans = context.Barrier(len(jobs)), context.Queue()
    processes = [context.Process(target=_work, args=(job, barrier, spans)) for job in jobs]
    for process in processes:
        process.start()
    try:
        done: list[Span] = [spans.get(timeout=_TOGETHER_SECONDS) for _ in jobs]
    except Empty:
        raise ProcessFailed("a process that grants perks did not end in time") from None
    finally:
        for process in processes:
            process.terminate()
            process.join()
    return max(one.ended for one in done) - min(one.began for one in done)


class _AtHand:
    """An operator without a network: it puts a wish into effect at once, or is down and says nothing."""

    def __init__(self, *, is_down: bool) -> None:
        self._is_down = is_down

    def put(self, _: Entitlement) -> Outcome:
        """Put the wish into effect."""
        return self._silence() if self._is_down else Applied(None, datetime.now(UTC))

    def read(self, _: Entitlement) -> ReadOutcome:
        """Hold nothing yet, so that a repeat writes."""
        return self._silence() if self._is_down else NotHeld()

    def _silence(self) -> Unknown:
        time.sleep(_HANGING_SECONDS)
        return Unknown()


def _work(job: Job, barrier: Barrier, spans: Queue[Span]) -> None:
    os.environ["CARD_DATABASE_URL"] = job.database_url
    logging.disable()  # thousands of lines about the operator that is down
    spans.put(_insert(job, barrier) if job.inserts else _carry(job, barrier))


def _insert(job: Job, barrier: Barrier) -> Span:
    address = job.database_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(address) as connection:
        barrier.wait(_TOGETHER_SECONDS)
        began = time.monotonic()
        for wish in job.wishes:
            connection.execute(_INSERT, (new_id("grt"), wish.citizen_id, datetime.now(UTC)))
            connection.commit()
        return Span(began, time.monotonic())


def _carry(job: Job, barrier: Barrier) -> Span:
    domain = _build(job.down)
    ground = domain.ground
    worker = OutboxWorker(ground.database, ground.clock, domain.outbox_handlers)
    for wish in job.wishes:
        domain.perks.request(wish.citizen_id, wish.perk, wish.card_id, None)
    barrier.wait(_TOGETHER_SECONDS)
    began = time.monotonic()
    worker.run_until_idle()
    return Span(began, time.monotonic())


def _build(down: str) -> Domain:
    settings = load_settings()
    wrapping_key = bytes.fromhex(settings.key_ring_key.get_secret_value())
    key_ring = FileKeyRing(Path(settings.var) / "keys.json", wrapping_key, SystemClock(), may_be_made=True)
    ground, policy = build_ground(settings, key_ring), parse_policy(read_policy)
    names = {perk.operator for perk in policy.perks.all() if perk.operator}
    at_hand = {name: _AtHand(is_down=name == down) for name in names}
    outside = connect_outside(settings, ground, policy)
    operators = {**outside.operators, **cast(Mapping[str, CardOperator], at_hand)}
    return build_domain(ground, policy, replace(outside, operators=operators))
