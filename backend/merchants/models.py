"""Tables of merchants, their API keys, and the invitations by which a phone gets one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment

LONGEST_NAME = 100
LONGEST_LABEL = 40


class Merchant(Base):
    """A shop that verifies certificates, and the questions it may ask.

    `credit_code` is None of those from before it was asked for.
    """

    __tablename__ = "merchant"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)
    questions: Mapped[list[str]] = mapped_column(JSON)
    registered_at: Mapped[datetime] = mapped_column(Moment)
    credit_code: Mapped[str | None] = mapped_column(String(18), index=True, unique=True)


class MerchantKey(Base):
    """An API key by its SHA-256, on one phone; the key itself is shown once, when it is made.

    `last_used_on` is the city's day and no more: when a shop assistant worked is nobody's business here.
    `rules_version` is of the rules that were accepted with it, None of keys from before there were any.
    """

    __tablename__ = "merchant_key"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    merchant_id: Mapped[str] = mapped_column(ForeignKey("merchant.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    label: Mapped[str] = mapped_column(String(LONGEST_LABEL), server_default="")
    role: Mapped[str] = mapped_column(String(8))
    last_used_on: Mapped[date | None] = mapped_column(Date)
    rules_version: Mapped[str | None] = mapped_column(String(16))


class MerchantInvitation(Base):
    """A code by which one phone gets a key, by its SHA-256: of the city for an owner, of an owner for staff.

    It is over when it was accepted, withdrawn, or not used in time. `made_by` is the owner's key, None where
    the city invites. `accepted_under` is the SHA-256 of the Idempotency-Key of the request that accepted it.
    """

    __tablename__ = "merchant_invitation"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    merchant_id: Mapped[str] = mapped_column(ForeignKey("merchant.id"), index=True)
    role: Mapped[str] = mapped_column(String(8))
    label: Mapped[str | None] = mapped_column(String(LONGEST_LABEL))
    made_by: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_under: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    key_id: Mapped[str | None] = mapped_column(String(40))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
