"""WeChat accounts and the citizens they belong to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.identity.models import Citizen, WeChatAccount
from backend.identity.ports import WeChatLogin
from backend.platform.field_encryption import BlindIndex
from backend.platform.ids import new_id


class Channel(StrEnum):
    """Which of our two WeChat accounts an openid belongs to; each has openids of its own."""

    MINI_PROGRAM = "mini_program"
    OFFICIAL_ACCOUNT = "official_account"


class AccountBook:
    """Finds and opens WeChat accounts; openid and unionid are looked up by blind indexes alone."""

    def __init__(self, blind_index: BlindIndex) -> None:
        self._blind_index = blind_index

    def find(self, session: Session, channel: Channel, openid: str) -> WeChatAccount | None:
        """Return the account of this openid, or None."""
        return session.scalars(
            select(WeChatAccount).where(
                WeChatAccount.channel == channel,
                WeChatAccount.openid_index == self._blind_index.of(channel, openid),
            )
        ).first()

    def find_or_open(
        self, session: Session, channel: Channel, login: WeChatLogin, now: datetime
    ) -> WeChatAccount:
        """Return the account; a first visitor gets one, and an empty citizen to go with it."""
        account = self.find(session, channel, login.openid)
        if account is None:
            citizen = Citizen(id=new_id("cit"), created_at=now)
            session.add(citizen)
            session.flush()
            account = self._open(session, channel, login, citizen.id, now)
        elif account.unionid_index is None and login.unionid:
            account.unionid_index = self._union_index(login.unionid)
        return account

    def bind_by_unionid(
        self, session: Session, channel: Channel, login: WeChatLogin, now: datetime
    ) -> WeChatAccount | None:
        """Bind an account of another channel to the citizen whose account has the same unionid, if any.

        The unionid is the only link: never a phone number, a nickname or an openid that a user typed (M5).
        """
        if not login.unionid:
            return None
        known = session.scalars(
            select(WeChatAccount).where(
                WeChatAccount.unionid_index == self._union_index(login.unionid),
                WeChatAccount.channel != channel,
            )
        ).first()
        return self._open(session, channel, login, known.citizen_id, now) if known else None

    def hand_over(self, session: Session, from_citizen: str, to_citizen: str) -> None:
        """Give every account of one citizen to another; where the first was to be told goes to nobody."""
        session.execute(
            update(WeChatAccount)
            .where(WeChatAccount.citizen_id == from_citizen)
            .values(citizen_id=to_citizen, openid_encrypted=None)
            .execution_options(synchronize_session="fetch")
        )

    def _open(
        self, session: Session, channel: Channel, login: WeChatLogin, citizen_id: str, now: datetime
    ) -> WeChatAccount:
        account = WeChatAccount(
            id=new_id("wxa"),
            channel=channel,
            openid_index=self._blind_index.of(channel, login.openid),
            unionid_index=self._union_index(login.unionid) if login.unionid else None,
            citizen_id=citizen_id,
            bound_at=now,
        )
        session.add(account)
        session.flush()
        return account

    def _union_index(self, unionid: str) -> bytes:
        return self._blind_index.of("unionid", unionid)
