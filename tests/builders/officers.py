"""Officers with both factors at hand, signed in at will."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from backend.domain import Domain
from backend.officers.sessions import SignedInOfficer
from backend.officers.totp import code_of, step_at

_order = count(1)


@dataclass(frozen=True)
class TestOfficer:
    """An officer's username, password and TOTP secret."""

    __test__ = False

    username: str
    password: str
    totp_secret: str

    def code_at(self, moment: datetime, off: int = 0) -> str:
        """Return the code that the officer's phone shows, `off` steps away from now."""
        return code_of(self.totp_secret, step_at(moment) + off)


def an_officer(
    domain: Domain, name: str = "陈经办", *, ties: tuple[str, ...] = (), must_change: bool = False
) -> TestOfficer:
    """Add an officer."""
    made = domain.officers.administration.add(f"officer{next(_order)}", name, ties, must_change=must_change)
    return TestOfficer(made.username, made.password or "", made.totp_secret)


def a_session(domain: Domain, officer: TestOfficer) -> str:
    """Sign the officer in with a code that was not used yet, and return the token."""
    code = officer.code_at(domain.ground.clock.now())
    return domain.officers.signing_in.sign_in(officer.username, officer.password, code).token


def admitted(domain: Domain, token: str) -> SignedInOfficer:
    """Return whom a token stands for."""
    return domain.officers.sessions.admit(token, "GET /test", None)
