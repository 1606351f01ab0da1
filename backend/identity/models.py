"""Tables of persons, their WeChat accounts and their sign-ins."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class Citizen(Base):
    """A person; before the real-name proof only an empty place that a WeChat account points to.

    `id_index` is the blind index of the ID number: one national ID, one citizen. From `paused_at` on nothing
    is derived from what is held of the person, until they resume.
    """

    __tablename__ = "citizen"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    name_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_number_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    adult_on: Mapped[date | None] = mapped_column(Date)
    paused_at: Mapped[datetime | None] = mapped_column(Moment)


class WeChatAccount(Base):
    """A WeChat user of one of our two accounts (`mini_program`, `official_account`).

    `openid_encrypted` is there only while its person asks to be told in WeChat; else the index alone is kept.
    """

    __tablename__ = "wechat_account"
    __table_args__ = (UniqueConstraint("channel", "openid_index"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    openid_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    openid_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary)
    unionid_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"), index=True)
    bound_at: Mapped[datetime] = mapped_column(Moment)


class SignIn(Base):
    """A family of tokens that began with one sign-in; ending it ends every token of it.

    `device` is the code of a `DeviceKind`, and null in those of before it was noted.
    """

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("wechat_account.id"), index=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_because: Mapped[str | None] = mapped_column(String(24))
    device: Mapped[str | None] = mapped_column(String(32))


class RefreshToken(Base):
    """A refresh token by its SHA-256; it works once."""

    __tablename__ = "refresh_token"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sign_in_id: Mapped[str] = mapped_column(ForeignKey("sign_in.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
