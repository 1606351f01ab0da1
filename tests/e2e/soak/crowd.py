"""A crowd of mixed wishes: as many as can be served, or so many a second."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from random import Random

from tests.e2e.soak.answers import Journal, Tally, now
from tests.e2e.soak.person import GaveUp, Line, Person, Shop
from tests.e2e.soak.places import Place

_PHONES = 48
_SHAPED_BY_HAND = 12  # minors and other special cases
_SEED = 20261127
_QUESTIONS = ("怎么提出异议？", "信用修复要多久？", "图书馆免押金怎么办理？", "谁看过我的信息？")

Errand = Callable[[Person, Shop, Line, float], None]


def _look_at_status(person: Person, _: Shop, line: Line, due: float) -> None:
    person.insist(line, "GET", "/me/status", since=due)


def _look_at_records(person: Person, _: Shop, line: Line, due: float) -> None:
    person.insist(line, "GET", "/me/records", since=due)


def _look_who_looked(person: Person, _: Shop, line: Line, due: float) -> None:
    person.insist(line, "GET", "/me/access-log", since=due)


def _look_at_perks(person: Person, _: Shop, line: Line, due: float) -> None:
    person.insist(line, "GET", "/perks", since=due)


def _look_at_loans(person: Person, _: Shop, line: Line, due: float) -> None:
    person.insist(line, "GET", f"/me/cards/{person.card}/services/lending", since=due)


def _show_a_code(person: Person, shop: Shop, line: Line, due: float) -> None:
    order = {"kind": "dynamic", "claims": ["level", "no_adverse"]}
    shop.scan(line, person.insist(line, "POST", "/me/certificates", order, due).said["token"])


def _open_the_app(person: Person, _: Shop, line: Line, _due: float) -> None:
    person.renew(line)


def _ask_the_bot(person: Person, _: Shop, line: Line, due: float) -> None:
    question = _QUESTIONS[len(person.who["name"]) % len(_QUESTIONS)]
    person.insist(line, "POST", "/chat", {"text": question}, due)


def _wish_for_a_perk(person: Person, _: Shop, line: Line, due: float) -> None:
    """Wish once for the library's perk; whoever has it already looks at what they have."""
    if person.wishes:
        person.insist(line, "GET", "/me/perks", since=due)
        return
    person.wishes.append("library.deposit_free")
    person.insist(line, "POST", "/me/perks", {"perk": person.wishes[0], "card": person.card}, due)


MIX: dict[Errand, int] = {
    _look_at_status: 34,
    _show_a_code: 26,
    _look_at_records: 8,
    _look_who_looked: 6,
    _look_at_perks: 6,
    _look_at_loans: 4,
    _open_the_app: 8,
    _ask_the_bot: 4,
    _wish_for_a_perk: 4,
}


@dataclass(frozen=True)
class Crowd:
    """People who have settled, a shop, and what they were answered."""

    place: Place
    people: list[Person]
    shop: Shop
    tally: Tally
    journal: Journal

    def serve_all_it_can(self, seconds: float) -> float:
        """Let every phone ask again as soon as it has its answer; return the errands of a second."""
        began = now()
        with self._walking(lambda number: now(), lambda number: now() > began + seconds) as done:
            pass
        return len(done) / (now() - began)

    @contextmanager
    def walking(self, per_second: float) -> Iterator[None]:
        """Have so many errands a second done until the block ends, due at moments set beforehand."""
        began, over = now(), threading.Event()
        with self._walking(lambda number: began + number / per_second, lambda number: over.is_set()):
            try:
                yield
            finally:
                over.set()

    @contextmanager
    def _walking(self, due_at: Callable[[int], float], is_over: Callable[[int], bool]) -> Iterator[list[int]]:
        """Start the phones; the block's end waits for them. Yields the numbers of the errands done."""
        free: queue.SimpleQueue[Person] = queue.SimpleQueue()
        for person in self.people:
            free.put(person)
        numbers, done = count(), list[int]()
        errands = Random(_SEED).choices(list(MIX), weights=list(MIX.values()), k=9973)  # noqa: S311  a mix

        def walk() -> None:
            with closing(Line(self.place.port, self.tally)) as line:
                do_errands(line)

        def do_errands(line: Line) -> None:
            while not is_over(number := next(numbers)):
                due = due_at(number)
                time.sleep(max(0.0, due - now()))
                person = free.get()
                try:
                    errands[number % len(errands)](person, self.shop, line, due)
                    done.append(number)
                except GaveUp:
                    self.journal.given_up += 1
                finally:
                    free.put(person)

        phones = [threading.Thread(target=walk) for _ in range(_PHONES)]
        for phone in phones:
            phone.start()
        try:
            yield done
        finally:
            for phone in phones:
                phone.join()


def gather(place: Place, how_many: int) -> Crowd:
    """Bring so many citizens of the town to where everything is open to them."""
    tally, journal = Tally(), Journal()
    people = [
        Person(who, journal) for who in place.city["citizens"][_SHAPED_BY_HAND : _SHAPED_BY_HAND + how_many]
    ]
    with closing(Line(place.port, Tally())) as line:
        for person in people:
            person.settle(line)
    shop = Shop(place.credentials["merchants"][0]["api_key"], journal)
    return Crowd(place, people, shop, tally, journal)
