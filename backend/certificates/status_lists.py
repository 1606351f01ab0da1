"""Which printed certificates are revoked, published as signed lists that a verifier fetches whole."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import jwt
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.certificates.disclosure import LONGEST_PRINTED_DAYS
from backend.certificates.format.content import POSITIONS, StatusEntry
from backend.certificates.format.status_list import STATUS_LIST_PATH, TYPE, compress
from backend.certificates.models import Certificate
from backend.identity.models import Citizen
from backend.platform.city import City
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import NotFound, Unavailable
from backend.platform.keyring.port import KeyRing

TTL = timedelta(minutes=15)
LIFETIME = timedelta(hours=24)
"""A verifier fetches a list anew after the `ttl`, and concludes nothing from one older than this."""

_FIRST_WEEK = date(2026, 1, 5)
_WEEK = timedelta(days=7)
# The lists of a week, filled one after the other: four million certificates.
_LISTS_A_WEEK = 4
_DRAWS = 16
_LOOKED_EVERY = timedelta(seconds=15)
_SIGNED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class _Built:
    """A list as it was signed last, and when this process last looked whether it still holds."""

    lst: str
    token: str
    signed_at: datetime
    looked_at: datetime


class StatusLists:
    """Gives printed certificates their places, and publishes the lists while one of them may be in force."""

    def __init__(self, database: Database, clock: Clock, city: City, keys: KeyRing) -> None:
        self._database = database
        self._clock = clock
        self._city = city
        self._keys = keys
        self._built: dict[int, _Built] = {}
        self._building = threading.Lock()

    def allot(self, session: Session, at: datetime) -> StatusEntry:
        """Return a free place, drawn at random so that it tells nothing of who was printed when.

        Raises `Unavailable` once the lists of the week are nearly full.
        """
        first = _week_of(city_date(at)) * _LISTS_A_WEEK
        for list_number in range(first, first + _LISTS_A_WEEK):
            for _ in range(_DRAWS):
                entry = StatusEntry(list_number, secrets.randbelow(len(POSITIONS)))
                if _is_free(session, entry):
                    return entry
        raise Unavailable(
            "status-lists-full",
            zh="本周可打印的信用码已满，请改用动态码，或下周再试。",
            en="No more certificates can be printed this week; please use a dynamic code.",
            retry_after_seconds=3600,
        )

    def list_filled(self) -> Sequence[int]:
        """List the numbers of the lists in which a certificate in force stands, for who verifies offline."""
        in_use = _in_use(city_date(self._clock.now()))
        filled = select(Certificate.status_list).where(Certificate.status_list.in_(in_use)).distinct()
        with self._database.reading() as session:
            return sorted(number for number in session.scalars(filled) if number is not None)

    def get(self, list_number: int) -> str:
        """Return the Status List Token, at most seconds old; raises `NotFound` for no list in use."""
        now = self._clock.now()
        self._require_in_use(list_number, city_date(now))
        built = self._built.get(list_number)
        if built is None or now - built.looked_at >= _LOOKED_EVERY:
            built = self._look_again(list_number, now)
        return built.token

    def _look_again(self, list_number: int, now: datetime) -> _Built:
        with self._building:
            built = self._built.get(list_number)
            try:
                lst = self._read(list_number)
            except Unavailable:
                # What was signed a while ago is good until its own end; no answer would be worse.
                if built is None or now - built.signed_at >= TTL:
                    raise
                return built
            if built is None or built.lst != lst or now - built.signed_at >= _SIGNED_EVERY:
                built = _Built(lst, self._sign(list_number, lst, now), now, now)
            # The same token as before, where nothing has changed: caches then need not fetch it again.
            self._built[list_number] = replace(built, looked_at=now)
            return built

    def _read(self, list_number: int) -> str:
        """Return the list: what is revoked, and what is of somebody who pauses, until they resume."""
        places = select(Certificate.status_position).where(Certificate.status_list == list_number)
        revoked = places.where(Certificate.revoked_at.is_not(None))
        paused = places.join(Citizen, Citizen.id == Certificate.citizen_id).where(
            Citizen.paused_at.is_not(None)
        )
        with self._database.reading() as session:
            positions = {*session.scalars(revoked), *session.scalars(paused)}
        return compress(sorted(position for position in positions if position is not None))

    def _sign(self, list_number: int, lst: str, now: datetime) -> str:
        key, issued_at = self._keys.current(), int(now.timestamp())
        claims = {
            "sub": f"{self._city.base_url}{STATUS_LIST_PATH}{list_number}",
            "iat": issued_at,
            "exp": issued_at + int(LIFETIME.total_seconds()),
            "ttl": int(TTL.total_seconds()),
            "status_list": {"bits": 1, "lst": lst},
        }
        return jwt.encode(claims, key.private_key, "ES256", headers={"typ": TYPE, "kid": key.kid})

    def _require_in_use(self, list_number: int, today: date) -> None:
        if list_number not in _in_use(today):
            raise NotFound(
                "status-list-not-found",
                zh="没有这份状态列表，或其中的信用码都已到期。",
                en="There is no such status list, or all of its certificates have expired.",
            )


def _in_use(today: date) -> range:
    """Return the lists that a certificate in force may stand in."""
    oldest = _week_of(today - timedelta(days=LONGEST_PRINTED_DAYS + 1)) * _LISTS_A_WEEK
    return range(oldest, (_week_of(today) + 1) * _LISTS_A_WEEK)


def _week_of(day: date) -> int:
    return max((day - _FIRST_WEEK) // _WEEK, 0)


def _is_free(session: Session, entry: StatusEntry) -> bool:
    """Tell whether nobody has the place; should two draw the same at once, the later one answers 409."""
    taken = select(Certificate.id).where(
        Certificate.status_list == entry.list_number, Certificate.status_position == entry.position
    )
    return session.scalars(taken).first() is None
