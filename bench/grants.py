"""How many grants workers carry to their operators per second, with every step of their life kept.

The operators are at hand in the process and answer at once, so that the figures are those of this service.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from sqlalchemy import NullPool, create_engine, text

from backend.domain import Policy, parse_policy
from backend.platform.outbox.models import MessageState
from bench.city import fill_city
from bench.grants_process import Job, Wish, run_together
from bench.rows import Row, measure_in_turn
from bench.stores import another_database
from config.loading import read_policy

_PERSONS = 16_000
_RUNS = 3
_GRANTS = 120
_WORKERS = 4
_DOWN = "library"
_WAITING = 100
_ASIDE = "aside"
_PERKS = {
    "bus": "bus.extra_discount",
    "bike": "bike.deposit_free",
    "water": "water.late_fee_grace",
    "electricity": "electricity.late_fee_grace",
    "gas": "gas.late_fee_grace",
    _DOWN: "library.deposit_free",
}
_PURPOSES = ("card.link", "perk.apply")
_STATEMENTS = Path(__file__).with_name("grants.sql")
_SET_WAITING = text(
    "UPDATE outbox_message SET state = :state WHERE destination = :down AND state IN ('ready', 'aside')"
)
_WISHES = text("SELECT citizen_id, id, operator FROM linked_card ORDER BY random()")


def grant_rows() -> Iterator[Row]:
    """Yield the rates of grants over bare inserts by 1 and by 4 processes, and that with an operator down."""
    policy = parse_policy(read_policy)
    with another_database("grants") as url:
        migration = (sys.executable, "-m", "alembic", "upgrade", "head")
        changed = {"CARD_DATABASE_URL": url}
        subprocess.run(migration, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **changed})
        fill_city(url, _PERSONS, policy.catalogue, policy.purposes)
        wishes = _Wishes(url, policy)
        yield wishes.row("grants_vs_insert", 1)
        yield wishes.row("grants_vs_insert_4_workers", _WORKERS)
        yield wishes.row_with_one_down()


class _Wishes:
    """The wishes of a city, each used once."""

    def __init__(self, url: str, policy: Policy) -> None:
        self._url = url
        purposes = [policy.purposes.get(purpose) for purpose in _PURPOSES]
        values = {
            "purposes": list(_PURPOSES),
            "versions": [purpose.version for purpose in purposes],
            "operators": list(_PERKS),
        }
        with create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
            for statement in map(text, _STATEMENTS.read_text(encoding="utf-8").split(";\n")[:-1]):
                names = statement.compile().params
                connection.execute(statement, {name: values[name] for name in names})
            drawn = connection.execute(_WISHES).all()
        found = [Wish(citizen_id, card_id, _PERKS[operator]) for citizen_id, card_id, operator in drawn]
        self._up = iter([wish for wish in found if wish.perk != _PERKS[_DOWN]])
        self._down = iter([wish for wish in found if wish.perk == _PERKS[_DOWN]])

    def row(self, name: str, workers: int) -> Row:
        """Return the rate of grants over that of inserts, both by so many processes."""
        return measure_in_turn(
            name,
            "grants/s",
            lambda: self._rate(self._shares(workers)),
            lambda: self._rate(self._shares(workers), inserts=True),
            _RUNS,
        )

    def row_with_one_down(self) -> Row:
        """Return the rate of the others while one operator is down, over their rate with all up.

        The outage is under way: wishes for that operator wait, its breaker is open, and each worker that
        tries it hangs for as long as the operator's time limit allows.
        """
        self._rate([list(islice(self._down, _WAITING))], down=_DOWN)
        return measure_in_turn(
            "grants_with_operator_down",
            "grants/s",
            lambda: self._while_down(MessageState.READY),
            lambda: self._while_down(_ASIDE),
            _RUNS,
        )

    def _while_down(self, state: str) -> float:
        """Measure with what waits for the operator that is down in the given state."""
        with create_engine(self._url, poolclass=NullPool).begin() as connection:
            connection.execute(_SET_WAITING, {"state": state, "down": _DOWN})
        return self._rate(self._shares(_WORKERS), down=_DOWN)

    def _shares(self, workers: int) -> Sequence[Sequence[Wish]]:
        return [list(islice(self._up, _GRANTS)) for _ in range(workers)]

    def _rate(self, shares: Sequence[Sequence[Wish]], *, inserts: bool = False, down: str = "") -> float:
        jobs = [Job(self._url, share, inserts=inserts, down=down) for share in shares]
        return sum(len(share) for share in shares) / run_together(jobs)
