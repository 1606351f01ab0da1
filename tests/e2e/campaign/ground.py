"""Operators as processes that fail by chance, workers that are killed, and citizens who have cards there."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx

from backend.domain import Domain, Outside, build_domain, parse_policy
from backend.perks.offers import OfferState
from backend.perks.reconciliation.models import RoundKind
from backend.platform.clock import SystemClock
from backend.platform.keyring.file_ring import FileKeyRing
from backend.platform.outbox.status import read_status
from bench.processes import running
from config.loading import read_policy
from config.processes import demo_processes
from config.settings import Settings
from tests.builders.citizens import a_visitor
from tests.builders.outside import FakeRegister, FakeWeChat
from tests.builders.stores import migrate
from wsgi import build_ground, connect_outside

_SHAPED_BY_HAND = 12  # minors and other special cases
_MOST_STEPS = 10_000
ROOT = Path(__file__).parents[3]
_CONSENTS = ("status.evaluate", "card.link", "perk.apply")
_SIMULATORS = ("library simulator", "operators simulator")
PERK_AT: Mapping[str, str] = {
    "library": "library.deposit_free",
    "bike": "bike.deposit_free",
    "bus": "bus.extra_discount",
    "water": "water.late_fee_grace",
    "electricity": "electricity.late_fee_grace",
    "gas": "gas.late_fee_grace",
}


@dataclass(frozen=True)
class Holder:
    """A citizen with a card at every operator that has a perk; `cards` maps operators to card ids."""

    citizen_id: str
    cards: Mapping[str, str]


class Operators:
    """The simulated operators, from the side of the test."""

    def __init__(self, settings: Settings) -> None:
        self._addresses = {name: settings.operators[name].address for name in PERK_AT}

    def fail_by_chance(self, percent: int, seed: int) -> None:
        """Spoil that share of all calls, at each operator in a row of its own."""
        for number, address in enumerate(self._addresses.values()):
            order = {"percent": percent, "seed": seed + number}
            httpx.post(
                f"{address}/_simulator/faults/by-chance", json=order, trust_env=False
            ).raise_for_status()

    def ledgers(self) -> dict[str, list[dict[str, Any]]]:
        """Return for each operator every effect that it ever made."""
        return {
            name: httpx.get(f"{address}/_simulator/ledger", trust_env=False, timeout=60).json()["effects"]
            for name, address in self._addresses.items()
        }


class Workers:
    """The command line's own outbox workers; each that is killed is followed by another."""

    def __init__(self, count: int, log: Path) -> None:
        self._log = log.open("ab")
        self._running = [self._start() for _ in range(count)]
        self.killed = 0

    def kill_one(self, chance: Random) -> None:
        """Kill a worker as the system would: at once, whatever it holds."""
        number = chance.randrange(len(self._running))
        self._running[number].send_signal(signal.SIGKILL)
        assert self._running[number].wait(30) == -signal.SIGKILL
        self._running[number] = self._start()
        self.killed += 1

    def stop(self) -> None:
        """End the workers in order."""
        for worker in self._running:
            worker.terminate()
        for worker in self._running:
            worker.wait(60)
        self._log.close()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "run"]
        return subprocess.Popen(command, cwd=ROOT, stdout=self._log, stderr=self._log)


@dataclass(frozen=True)
class Ground:
    """The service, its operators, and the people of the demo city who can be granted something."""

    domain: Domain
    outside: Outside
    operators: Operators
    people: list[dict[str, str]]


@contextmanager
def open_ground(settings: Settings, citizens: int) -> Iterator[Ground]:
    """Migrate, load the demo city and start the operators; the settings are those of the environment."""
    migrate(settings.database_url)
    load = ("demo", "load", "--citizens", str(citizens))
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *load], cwd=ROOT, check=True, capture_output=True
    )
    city = json.loads((settings.var / "demo" / "city.json").read_text(encoding="utf-8"))
    processes = {process.name: process for process in demo_processes(settings)}
    with ExitStack() as stack:
        for name in _SIMULATORS:
            stack.enter_context(running(processes[name]))
        domain, outside = _build(settings)
        stack.callback(domain.ground.database.close)
        yield Ground(domain, outside, Operators(settings), city["citizens"][_SHAPED_BY_HAND:])


def settle(ground: Ground, wanted: int) -> list[Holder]:
    """Bring so many citizens to the point where every perk is open to them; each links six cards."""
    holders: list[Holder] = []
    for person in ground.people:
        if len(holders) == wanted:
            break
        holder = _settle_one(ground.domain, person)
        if holder is not None:
            holders.append(holder)
    assert len(holders) == wanted, f"only {len(holders)} people of the city may have every perk"
    return holders


def wait_until_delivered(domain: Domain, patience_seconds: float) -> None:
    """Wait until no wish is on its way."""
    ground, deadline = domain.ground, time.monotonic() + patience_seconds
    status = read_status(ground.database, ground.clock)
    while status.ready or status.leased:
        assert time.monotonic() < deadline, f"wishes are still on their way: {status}"
        time.sleep(0.5)
        status = read_status(ground.database, ground.clock)


def _settle_one(domain: Domain, person: Mapping[str, Any]) -> Holder | None:
    """Return the citizen with their cards, or None where a perk is not open to them."""
    visitor = a_visitor(domain, id_number=person["id_number"])
    domain.identity.prove(visitor.caller, person["name"], person["id_number"], None)
    for purpose in _CONSENTS:
        domain.consents.grant(visitor.id, purpose, None)
    open_perks = {
        offer.perk.id for offer in domain.perks.explain(visitor.id) if offer.state is OfferState.CAN_HAVE
    }
    if not open_perks.issuperset(PERK_AT.values()):
        return None
    cards = {name: domain.cards.link(visitor.id, name, person["card_number"]).id for name in PERK_AT}
    return Holder(visitor.id, cards)


class _AnHourLater:
    """The time when every change of the campaign has settled."""

    def now(self) -> datetime:
        return SystemClock().now() + timedelta(hours=1)


def compare_with_operators(domain: Domain, outside: Outside) -> dict[str, tuple[int, dict[str, int]]]:
    """Return by operator what a full reconciliation compared and found, once everything has settled."""
    later = build_domain(replace(domain.ground, clock=_AnHourLater()), domain.policy, outside)
    found = {}
    for operator in PERK_AT:
        reconciler = later.reconciliation.reconciler
        round_id = reconciler.begin(operator, RoundKind.FULL, "campaign")
        assert reconciler.go_on(round_id, _MOST_STEPS).is_over
        report = later.reconciliation.reports.get_round(round_id)
        found[operator] = (report.compared, report.differences)
    return found


def _build(settings: Settings) -> tuple[Domain, Outside]:
    wrapping_key = bytes.fromhex(settings.key_ring_key.get_secret_value())
    key_ring = FileKeyRing(settings.var / "keys.json", wrapping_key, SystemClock(), may_be_made=True)
    ground, policy = build_ground(settings, key_ring), parse_policy(read_policy)
    wechat = FakeWeChat()
    outside = replace(
        connect_outside(settings, ground, policy),
        wechat_login=wechat,
        official_account=wechat,
        real_names=FakeRegister(),
    )
    return build_domain(ground, policy, outside), outside
