"""Tables of merchants and their API keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class Merchant(Base):
    """A shop that verifies certificates, and the questions it may ask."""

    __tablename__ = "merchant"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    questions: Mapped[list[str]] = mapped_column(JSON)
    joined_at: Mapped[datetime] = mapped_column(Moment)


class MerchantKey(Base):
    """An API key by its SHA-256; the key itself is shown once, when it is made."""

    __tablename__ = "merchant_key"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    merchant_id: Mapped[str] = mapped_column(ForeignKey("merchant.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
