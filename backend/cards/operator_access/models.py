"""Tables of operators' API keys, of where their events go, and of the events that came from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class OperatorKey(Base):
    """An API key by its SHA-256; the key itself is shown once. An operator may have several that live."""

    __tablename__ = "operator_key"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    operator: Mapped[str] = mapped_column(String(40), index=True)
    is_sandbox: Mapped[bool] = mapped_column(Boolean)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class EventEndpoint(Base):
    """Where an operator wants its events, or those of its sandbox; nothing is sent while it is disabled."""

    __tablename__ = "operator_endpoint"

    operator: Mapped[str] = mapped_column(String(40), primary_key=True)
    is_sandbox: Mapped[bool] = mapped_column(Boolean, primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    registered_at: Mapped[datetime] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_because: Mapped[str | None] = mapped_column(String(60))


class EndpointSecret(Base):
    """A secret that signs events, encrypted; a replaced one signs beside its successor `until` then."""

    __tablename__ = "operator_endpoint_secret"
    __table_args__ = (
        ForeignKeyConstraint(
            ["operator", "is_sandbox"], ["operator_endpoint.operator", "operator_endpoint.is_sandbox"]
        ),
        Index("ix_operator_endpoint_secret_endpoint", "operator", "is_sandbox"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    operator: Mapped[str] = mapped_column(String(40))
    is_sandbox: Mapped[bool] = mapped_column(Boolean)
    secret_encrypted: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)


class ReceivedEvent(Base):
    """An event that an operator sent, kept for a week so that the same one is taken once."""

    __tablename__ = "operator_event"
    __table_args__ = (Index("ix_operator_event_received", "operator", "received_at"),)

    operator: Mapped[str] = mapped_column(String(40), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(Moment)
