"""The tables of issued certificates, and of those who are to learn nothing from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class Certificate(Base):
    """A certificate by its signed id: which claims were ticked, never what they say.

    `says_index` tells whether they still say the same, and is a keyed digest of it.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index("ix_certificate_citizen", "citizen_id", "issued_at"),
        UniqueConstraint("status_list", "status_position"),
        Index(
            "ix_certificate_revoked",
            "status_list",
            sqlite_where=text("revoked_at IS NOT NULL"),
            postgresql_where=text("revoked_at IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"))
    kind: Mapped[str] = mapped_column(String(10))
    ticked: Mapped[list[str]] = mapped_column(JSON)
    perk: Mapped[str | None] = mapped_column(String(60))
    audience: Mapped[str | None] = mapped_column(String(40))
    nonce: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    says_index: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    status_list: Mapped[int | None]
    status_position: Mapped[int | None]
    issued_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_because: Mapped[str | None] = mapped_column(String(24))


class BlockedVerifier(Base):
    """A merchant to whom a citizen's certificates say nothing, whoever shows them there."""

    __tablename__ = "blocked_verifier"

    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"), primary_key=True)
    verifier_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    verifier_name: Mapped[str] = mapped_column(String(100))
    blocked_at: Mapped[datetime] = mapped_column(Moment)
