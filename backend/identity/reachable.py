"""The openids by which citizens who asked for it can be written to in WeChat; nobody else's is kept."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from backend.identity.accounts import AccountBook, Channel
from backend.identity.models import WeChatAccount
from backend.identity.ports import WeChatLogin
from backend.platform.errors import Conflict
from backend.platform.field_encryption import FieldCipher


class ReachableAccounts:
    """Keeps the openid of a mini-program account, encrypted in the account's own row.

    It goes with the row, and wherever the account goes to another citizen it does not go along.
    """

    def __init__(self, accounts: AccountBook, cipher: FieldCipher) -> None:
        self._accounts = accounts
        self._cipher = cipher

    def keep(self, session: Session, citizen_id: str, login: WeChatLogin) -> None:
        """Keep the openid; raises `Conflict` where it is of a WeChat user with another account here."""
        account = self._accounts.find(session, Channel.MINI_PROGRAM, login.openid)
        if account is None or account.citizen_id != citizen_id:
            raise Conflict(
                "wechat-account-differs",
                zh="当前微信不是你登录时用的微信。请退出后用这个微信重新登录，再开通提醒。",
                en="This is not the WeChat that you signed in with; sign in with it again first.",
            )
        account.openid_encrypted = self._cipher.encrypt(login.openid, openid_context(account.id))

    def find_openid(self, session: Session, citizen_id: str) -> str | None:
        """Return where the citizen can be written to, or None where nothing is kept."""
        account = session.scalars(select(WeChatAccount).where(*_kept(citizen_id))).first()
        if account is None or account.openid_encrypted is None:
            return None
        return self._cipher.decrypt(account.openid_encrypted, openid_context(account.id))

    def is_kept(self, session: Session, citizen_id: str) -> bool:
        """Tell whether the citizen can be written to."""
        return session.scalar(select(WeChatAccount.id).where(*_kept(citizen_id)).limit(1)) is not None

    def forget(self, session: Session, citizen_id: str) -> None:
        """Delete what is kept of the citizen's; again changes nothing."""
        session.execute(
            update(WeChatAccount)
            .where(*_kept(citizen_id))
            .values(openid_encrypted=None)
            .execution_options(synchronize_session="fetch")
        )


def _kept(citizen_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        WeChatAccount.citizen_id == citizen_id,
        WeChatAccount.channel == Channel.MINI_PROGRAM,
        WeChatAccount.openid_encrypted.is_not(None),
    )


def openid_context(account_id: str) -> str:
    """Return the place for which an openid is encrypted."""
    return f"wechat_account.openid/{account_id}"
