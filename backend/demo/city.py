"""The demo city: invented, and the same for the same seed, catalogue and day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from random import Random
from typing import Any

from backend.demo.first_citizens import Case, make_first_cases
from backend.demo.people import Person, Population, WeChatAccount, make_card_number, make_wechat_account
from backend.demo.records import DemoRecord, RecordMaker
from backend.demo.shops import SHOPS
from backend.identity.id_number import adult_on
from backend.platform.errors import Invalid
from backend.records.catalogue import Catalogue

# Xiamen Library's deposit tiers; four readers in ten have paid none.
_DEPOSITS_FEN = (0, 5000, 10000, 20000, 30000, 50000, 80000, 100000)
_DEPOSIT_WEIGHTS = (40, 12, 20, 12, 8, 4, 2, 2)


@dataclass(frozen=True, slots=True)
class DemoCitizen:
    """An invented citizen with everything that the city's systems hold about them.

    The library knows the card under this name and ID number, with `deposit_fen` already paid.
    """

    person: Person
    account: WeChatAccount
    extra_accounts: tuple[WeChatAccount, ...]
    card_number: str
    deposit_fen: int
    about: str
    records: tuple[DemoRecord, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what the simulators read, and `about` for visitors; no record, for operators see none."""
        return {
            "name": self.person.name,
            "id_number": self.person.id_number.text,
            **asdict(self.account),
            "card_number": self.card_number,
            "about": self.about,
            "library": {"deposit_fen": self.deposit_fen},
            "extra_accounts": [asdict(account) for account in self.extra_accounts],
        }


@dataclass(frozen=True, slots=True)
class City:
    """The citizens in the order of their numbers, and the names of the merchants.

    From `seed` and the number of a card, which all card operators know, each draws the card's account.
    """

    citizens: tuple[DemoCitizen, ...]
    merchants: tuple[str, ...]
    seed: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the file that the simulators read; the loader fills in `wechat`."""
        return {
            "wechat": {},
            "seed": self.seed,
            "citizens": [citizen.to_json() for citizen in self.citizens],
        }


def generate_city(citizens: int, seed: int, catalogue: Catalogue, today: date) -> City:
    """Return a city of that many citizens; the first fourteen are shaped by hand.

    Raises `Invalid` for fewer than one citizen, `ValueError` for a catalogue without the items it needs.
    """
    if citizens < 1:
        raise Invalid(
            "demo-city-empty", zh="演示城市至少要有一位市民。", en="The demo city needs at least one citizen."
        )
    maker = RecordMaker(catalogue, today)
    cases = make_first_cases(maker, today)
    shaped = [_settle_case(number, case) for number, case in enumerate(cases, 1)]
    drawn = _draw_citizens(range(len(cases) + 1, citizens + 1), seed, cases, maker, today)
    return City((*shaped[:citizens], *drawn), tuple(SHOPS), seed)


def _settle_case(number: int, case: Case) -> DemoCitizen:
    code = _wechat_code(number)
    return DemoCitizen(
        person=case.person,
        account=make_wechat_account(code),
        extra_accounts=(make_wechat_account(f"{code}b"),) if case.has_second_account else (),
        card_number=make_card_number(number),
        deposit_fen=case.deposit_fen,
        about=case.about,
        records=(case.record,) if case.record else (),
    )


def _draw_citizens(
    numbers: range, seed: int, cases: list[Case], maker: RecordMaker, today: date
) -> Iterator[DemoCitizen]:
    rng = Random(seed)  # noqa: S311  synthetic data, which must come out the same for the same seed
    population = Population(rng, {case.person.id_number for case in cases}, today)
    for number in numbers:
        person = population.draw_adult()
        records = tuple(maker.draw(rng, adult_on(person.id_number.born_on)))
        yield DemoCitizen(
            person=person,
            account=make_wechat_account(_wechat_code(number)),
            extra_accounts=(),
            card_number=make_card_number(number),
            deposit_fen=rng.choices(_DEPOSITS_FEN, _DEPOSIT_WEIGHTS)[0],
            about=maker.describe(records),
            records=records,
        )


def _wechat_code(number: int) -> str:
    return f"demo-{number:04d}"
