"""Grants and withdrawals under faults while workers are killed: each takes effect exactly once.

The suite runs a small one. The full one: `pytest tests/e2e/campaign --campaign=5000 --campaign-kills=20`, and
again with `--store=services`, where four workers share the work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from backend.platform.outbox.models import OutboxMessage
from config.loading import load_settings
from tests.builders.stores import EmbeddedStore, ServiceStore
from tests.e2e.campaign.ground import (
    PERK_AT,
    Ground,
    Holder,
    Workers,
    compare_with_operators,
    open_ground,
    settle,
    wait_until_delivered,
)
from tests.e2e.town import free_ports

pytestmark = [pytest.mark.store, pytest.mark.e2e]
_SEED = 20261127
_PERCENT_SPOILT = 20
_WITHDRAWN_SHARE = 0.4
_PATIENCE_SECONDS = 1500


@dataclass(frozen=True)
class Granted:
    """A wish that was granted, by the citizen's and by the operator's name of it."""

    citizen_id: str
    grant_id: str
    entitlement_id: str


@dataclass(frozen=True)
class Step:
    """The request of a wish, or its withdrawal."""

    wish: int
    withdraws: bool


@pytest.fixture
def operations(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--campaign"))


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--campaign-kills"))


@pytest.fixture
def ground(
    store: EmbeddedStore | ServiceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operations: int
) -> Iterator[Ground]:
    for name, value in store.settings(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CARD_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("CARD_PORT", str(free_ports()))
    with open_ground(load_settings(), citizens=60 + operations // 2) as ground:
        yield ground


@pytest.fixture
def workers(store: EmbeddedStore | ServiceStore, ground: Ground, tmp_path: Path) -> Iterator[Workers]:
    workers = Workers(4 if isinstance(store, ServiceStore) else 1, tmp_path / "workers.log")
    yield workers
    workers.stop()


def plan(chance: Random, wishes: int) -> list[Step]:
    """Return every request in order, and withdrawals of some, each at any time after its request."""
    placed = [(float(wish), Step(wish, withdraws=False)) for wish in range(wishes)]
    withdrawn = chance.sample(range(wishes), int(wishes * _WITHDRAWN_SHARE))
    placed += [(chance.uniform(wish, wishes), Step(wish, withdraws=True)) for wish in withdrawn]
    return [step for _, step in sorted(placed, key=lambda place: place[0])]


def carry_out(
    ground: Ground, steps: list[Step], wishes: list[tuple[Holder, str]], workers: Workers, kills: int
) -> list[Granted]:
    """Ask and withdraw as planned while the workers carry, and kill one of them every now and then."""
    chance, perks = Random(_SEED), ground.domain.perks  # noqa: S311  a plan that a seed must bring back
    granted: list[Granted] = []
    between_kills = len(steps) // (kills + 1)
    for number, step in enumerate(steps, 1):
        holder, operator = wishes[step.wish]
        if step.withdraws:
            perks.end(holder.citizen_id, granted[step.wish].grant_id)
        else:
            grant = perks.request(holder.citizen_id, PERK_AT[operator], holder.cards[operator], None).grant
            granted.append(Granted(holder.citizen_id, grant.id, grant.entitlement_id))
        if number % between_kills == 0 and workers.killed < kills:
            workers.kill_one(chance)
    return granted


def test_every_grant_takes_effect_exactly_once_whatever_fails_and_whoever_is_killed(
    ground: Ground, workers: Workers, operations: int, kills: int
) -> None:
    chance, domain = Random(_SEED), ground.domain  # noqa: S311  as above
    how_many = round(operations / (1 + _WITHDRAWN_SHARE))
    holders = settle(ground, -(-how_many // len(PERK_AT)))
    wishes = [(holder, operator) for holder in holders for operator in PERK_AT]
    chance.shuffle(wishes)
    steps = plan(chance, how_many)
    ground.operators.fail_by_chance(_PERCENT_SPOILT, _SEED)

    granted = carry_out(ground, steps, wishes, workers, kills)
    wait_until_delivered(domain, _PATIENCE_SECONDS)

    ground.operators.fail_by_chance(0, _SEED)
    withdrawn = {granted[step.wish].entitlement_id for step in steps if step.withdraws}
    kept = {one.entitlement_id for one in granted} - withdrawn
    states = Counter(
        (domain.perks.get(one.citizen_id, one.grant_id).grant.state, one.entitlement_id in withdrawn)
        for one in granted
    )
    assert states == {("ended", True): len(withdrawn), ("active", False): len(kept)}
    effects = effects_at_operators(ground)
    assert set(effects.values()) == {1}
    assert {entitlement for entitlement, what in effects if what == "entitlement.ended"} == withdrawn
    assert {entitlement for entitlement, what in effects if what == "entitlement.active"} >= kept
    compared = compare_with_operators(domain, ground.outside)
    assert {operator: differences for operator, (_, differences) in compared.items() if differences} == {}
    assert sum(number for number, _ in compared.values()) >= len(kept)
    assert (workers.killed, attempts_of(ground) > operations) == (kills, True)


def effects_at_operators(ground: Ground) -> Counter[tuple[str, str]]:
    """Count the effects of each kind that each entitlement had, by the operators' own ledgers."""
    return Counter(
        (entry["entitlement_id"], entry["effect"])
        for ledger in ground.operators.ledgers().values()
        for entry in ledger
        if entry["entitlement_id"]
    )


def attempts_of(ground: Ground) -> int:
    with ground.domain.ground.database.reading() as session:
        return session.scalar(select(func.sum(OutboxMessage.attempts))) or 0
