"""Ending the messages of whoever leaves us in WeChat, where WeChat tells us so."""

from __future__ import annotations

from backend.consent.service import ConsentService
from backend.identity.accounts import AccountBook, Channel
from backend.notifications.push.standing import PURPOSE
from backend.platform.database import Database


class WeChatFarewell:
    """Takes an unfollowing, and an authorisation revoked or cancelled, for a withdrawal (duties D20, D27)."""

    def __init__(self, database: Database, accounts: AccountBook, consents: ConsentService) -> None:
        self._database = database
        self._accounts = accounts
        self._consents = consents

    def forget(self, openid: str) -> None:
        """End the messages of the citizen behind `openid`, in whichever of our accounts it is one."""
        with self._database.reading() as session:
            found = [self._accounts.find(session, channel, openid) for channel in Channel]
        for account in found:
            if account is not None:
                self._consents.withdraw(account.citizen_id, PURPOSE)
