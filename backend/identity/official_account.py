"""Finding the citizen behind a follower of the official account, and forgetting it again."""

from __future__ import annotations

from backend.audit.service import record_access, the_citizen
from backend.identity.accounts import AccountBook, Channel
from backend.identity.models import Citizen
from backend.identity.ports import OfficialAccountPort, WeChatLogin
from backend.platform.clock import Clock
from backend.platform.database import Database


class OfficialAccountBinding:
    """Binds an official-account openid to the citizen whose mini-program account has the same unionid."""

    def __init__(
        self, database: Database, clock: Clock, accounts: AccountBook, followers: OfficialAccountPort
    ) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts
        self._followers = followers

    def find_citizen(self, openid: str) -> str | None:
        """Return the id of the proven citizen behind `openid`, or None; asks WeChat once, then remembers.

        Raises `Unavailable` where WeChat does not answer.
        """
        with self._database.reading() as session:
            account = self._accounts.find(session, Channel.OFFICIAL_ACCOUNT, openid)
            if account is not None:
                citizen = session.get(Citizen, account.citizen_id)
                return account.citizen_id if citizen and citizen.verified_at else None
        return self._bind(openid)

    def forget(self, openid: str) -> None:
        """Undo the binding of a follower who left, if there is one; the citizen can read of it.

        WeChat requires that all information on whoever stops following be deleted. What the law has kept
        longer, the access log, names the citizen and never the openid.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            account = self._accounts.find(session, Channel.OFFICIAL_ACCOUNT, openid)
            if account is not None:
                session.delete(account)
                record_access(
                    session,
                    account.citizen_id,
                    the_citizen(account.citizen_id),
                    "official_account.unbound",
                    at=now,
                )

    def _bind(self, openid: str) -> str | None:
        login = WeChatLogin(openid, self._followers.find_unionid(openid))
        with self._database.transaction() as session:
            account = self._accounts.bind_by_unionid(
                session, Channel.OFFICIAL_ACCOUNT, login, self._clock.now()
            )
            citizen = session.get(Citizen, account.citizen_id) if account else None
            return citizen.id if citizen and citizen.verified_at else None
