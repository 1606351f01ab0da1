"""Use cases of signed-in devices: list one's own, sign one of them out, sign all the others out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backend.audit.service import record_access, the_citizen
from backend.identity.access_tokens import SignedInCitizen
from backend.identity.device_kind import DeviceKind
from backend.identity.models import RefreshToken, SignIn
from backend.identity.people import hold_citizen
from backend.identity.sign_ins import REFRESH_LIFETIME, TokenFamilies
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import NotFound

_BECAUSE = "signed_out_elsewhere"


@dataclass(frozen=True)
class Device:
    """A sign-in that can still be kept up; `seen_at` is when it last took tokens, in whole hours."""

    id: str
    kind: DeviceKind
    signed_in_at: datetime
    seen_at: datetime
    is_current: bool


class DeviceService:
    """Shows citizens where they are signed in, and ends what they do not know."""

    def __init__(self, database: Database, clock: Clock, families: TokenFamilies) -> None:
        self._database = database
        self._clock = clock
        self._families = families

    def list_of_caller(self, caller: SignedInCitizen) -> Sequence[Device]:
        """List the caller's signed-in devices, last seen first; one unused for 30 days is in no more."""
        live = (
            select(SignIn, RefreshToken.expires_at)
            .join(RefreshToken, RefreshToken.sign_in_id == SignIn.id)
            .where(
                SignIn.citizen_id == caller.citizen_id,
                SignIn.ended_at.is_(None),
                RefreshToken.used_at.is_(None),
                RefreshToken.expires_at > self._clock.now(),
            )
            .order_by(RefreshToken.expires_at.desc(), SignIn.id)
        )
        with self._database.reading() as session:
            return [_device(sign_in, expires_at, caller) for sign_in, expires_at in session.execute(live)]

    def sign_out(self, caller: SignedInCitizen, device_id: str) -> None:
        """Sign one device out at once, both tokens of it; one that is out already stays out.

        Raises `NotFound` for any that is not the caller's, `Unavailable` where nothing can be ended now.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_citizen(session, caller.citizen_id)
            sign_in = session.get(SignIn, device_id)
            if sign_in is None or sign_in.citizen_id != caller.citizen_id:
                raise _device_not_found()
            if sign_in.ended_at is not None:
                return
            self._families.end(session, device_id, _BECAUSE, now)
            actor = the_citizen(caller.citizen_id)
            record_access(session, caller.citizen_id, actor, "device.signed_out", at=now, object_id=device_id)

    def sign_out_others(self, caller: SignedInCitizen) -> None:
        """Sign every device out but the one that asks; raises `Unavailable` where none can be ended now."""
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_citizen(session, caller.citizen_id)
            self._families.end_all_of_citizen(
                session, caller.citizen_id, _BECAUSE, now, but=caller.sign_in_id
            )
            actor = the_citizen(caller.citizen_id)
            record_access(session, caller.citizen_id, actor, "devices.signed_out", at=now)


def _device(sign_in: SignIn, expires_at: datetime, caller: SignedInCitizen) -> Device:
    # Every token lives equally long, so its end tells when it was taken.
    taken_at = expires_at - REFRESH_LIFETIME
    return Device(
        id=sign_in.id,
        kind=DeviceKind.of_code(sign_in.device),
        signed_in_at=sign_in.started_at,
        seen_at=taken_at.replace(minute=0, second=0, microsecond=0),
        is_current=sign_in.id == caller.sign_in_id,
    )


def _device_not_found() -> NotFound:
    return NotFound(
        "device-not-found",
        zh="没有这台已登录的设备，请刷新列表再看。",
        en="There is no such signed-in device; please look at the list again.",
    )
