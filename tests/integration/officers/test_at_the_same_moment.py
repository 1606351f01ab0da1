from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from backend.domain import Domain
from backend.platform.errors import DomainError, TooMany
from tests.builders.clock import StandingClock
from tests.builders.officers import an_officer

pytestmark = pytest.mark.store


def test_one_code_typed_many_times_at_once_lets_one_in(domain: Domain, clock: StandingClock) -> None:
    officer = an_officer(domain)
    code = officer.code_at(clock.now())

    def try_it(_: int) -> bool:
        try:
            domain.officers.signing_in.sign_in(officer.username, officer.password, code)
        except DomainError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(try_it, range(4))) == [False, False, False, True]


def test_guesses_at_once_are_counted_each(domain: Domain) -> None:
    officer = an_officer(domain)

    def guess(_: int) -> bool:
        """Tell whether the guess was looked at."""
        try:
            domain.officers.signing_in.sign_in(officer.username, "guess", "000000")
        except TooMany:
            return False
        except DomainError:
            return True
        raise AssertionError("a guess let somebody in")

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(guess, range(14))) == 10
