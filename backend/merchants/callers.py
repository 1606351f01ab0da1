"""Who calls with a merchant's API key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from backend.certificates.claims import Claim
from backend.certificates.offline_scans import LONGEST_AGO
from backend.merchants.models import Merchant, MerchantKey
from backend.merchants.roles import MerchantRole
from backend.merchants.shown_once import digest_of_secret
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import Refused, Unauthenticated

# A key that another process revoked keeps working this long at most; in return a scan costs no look-up of it.
_CACHED_FOR = timedelta(seconds=5)


@dataclass(frozen=True)
class MerchantCaller:
    """A merchant that proved itself with an API key: which key it is, and what that may do."""

    merchant_id: str
    name: str
    questions: frozenset[Claim]
    key_id: str
    role: MerchantRole
    label: str

    @property
    def is_owner(self) -> bool:
        """Tell whether the key is an owner's."""
        return self.role is MerchantRole.OWNER


@dataclass(frozen=True)
class EndedCaller:
    """A merchant by a key that has ended: it may tell what was scanned offline before that, and nothing else.

    The citizen learns who looked, whatever became of the phone (rule 6).
    """

    merchant_id: str
    name: str
    ended_at: datetime


def require_owner(caller: MerchantCaller) -> None:
    """Pass an owner; raises `Refused`."""
    if not caller.is_owner:
        raise Refused(
            "owner-only",
            zh="只有店主的手机能管理本店的手机和密钥，请用店主的手机操作。",
            en="Only an owner's phone manages the phones and keys of the shop; please use that one.",
        )


class MerchantCallers:
    """Knows merchants by their keys, and for a few seconds without asking the store again."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[bytes, tuple[datetime, MerchantCaller]] = {}
        self._forgotten = 0

    def authenticate(self, api_key: str) -> MerchantCaller:
        """Return whose key this is; raises `Unauthenticated`."""
        digest = digest_of_secret(api_key)
        now = self._clock.now()
        cached = self._known.get(digest)
        if cached is not None and now - cached[0] < _CACHED_FOR:
            return cached[1]
        return self._look_up(digest, now)

    def authenticate_reporting(self, api_key: str) -> MerchantCaller | EndedCaller:
        """Return whose key this is, or was until at most as long ago as offline scans are taken.

        Raises `Unauthenticated`.
        """
        try:
            return self.authenticate(api_key)
        except Unauthenticated:
            ended = self._find_ended(digest_of_secret(api_key))
            if ended is None:
                raise
            return ended

    def forget(self, digest: bytes) -> None:
        """Let a revoked key, by its digest, work no more in this process, from this moment."""
        self._forgotten += 1
        self._known.pop(digest, None)

    def _look_up(self, digest: bytes, now: datetime) -> MerchantCaller:
        forgotten = self._forgotten
        with self._database.reading() as session:
            found = session.execute(
                select(Merchant, MerchantKey)
                .join(MerchantKey, MerchantKey.merchant_id == Merchant.id)
                .where(MerchantKey.digest == digest, MerchantKey.revoked_at.is_(None))
            ).one_or_none()
        if found is None:
            self._known.pop(digest, None)
            raise key_invalid()
        merchant, key = found
        self._note_use(key, now)
        caller = MerchantCaller(
            merchant.id,
            merchant.name,
            frozenset(map(Claim, merchant.questions)),
            key.id,
            MerchantRole(key.role),
            key.label,
        )
        # What was read before a key was revoked here may be that key: it is not believed again.
        if forgotten == self._forgotten:
            self._known[digest] = (now, caller)
        return caller

    def _find_ended(self, digest: bytes) -> EndedCaller | None:
        earliest = self._clock.now() - LONGEST_AGO
        with self._database.reading() as session:
            found = session.execute(
                select(Merchant.id, Merchant.name, MerchantKey.revoked_at)
                .join(MerchantKey, MerchantKey.merchant_id == Merchant.id)
                .where(MerchantKey.digest == digest, MerchantKey.revoked_at > earliest)
            ).one_or_none()
        return EndedCaller(found.id, found.name, found.revoked_at) if found is not None else None

    def _note_use(self, key: MerchantKey, now: datetime) -> None:
        """Write down the day on which a key is used, once a day, in a statement of its own."""
        today = city_date(now)
        if key.last_used_on is not None and key.last_used_on >= today:
            return
        is_new = or_(MerchantKey.last_used_on.is_(None), MerchantKey.last_used_on < today)
        noting = update(MerchantKey).where(MerchantKey.digest == key.digest, is_new)
        with self._database.single_statement() as connection:
            connection.execute(noting.values(last_used_on=today))


def key_invalid() -> Unauthenticated:
    """Return the answer to a key that works no more, or for this no more, or that there never was."""
    return Unauthenticated(
        "api-key-invalid", zh="接口密钥无效或已停用。", en="The API key is unknown or was revoked."
    )
