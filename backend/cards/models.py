"""The table of linked cards."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class CardState(StrEnum):
    """Where the link of a card stands; `pending` means that the operator's answer is still missing."""

    PENDING = "pending"
    LINKED = "linked"
    REFUSED = "refused"
    UNLINKED = "unlinked"


OPEN_STATES = (CardState.PENDING, CardState.LINKED)
_IS_OPEN = text("state IN ('pending', 'linked')")


class LinkedCard(Base):
    """A citizen's card at one operator; `link_id` is all that the operator knows the citizen by."""

    __tablename__ = "linked_card"
    __table_args__ = (
        Index(
            "uq_linked_card_open",
            "citizen_id",
            "operator",
            "card_index",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"))
    operator: Mapped[str] = mapped_column(String(40))
    link_id: Mapped[str] = mapped_column(String(40), unique=True)
    consent_id: Mapped[str] = mapped_column(ForeignKey("consent_grant.id"))
    card_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    card_masked: Mapped[str | None] = mapped_column(String(40))
    account_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10), default=CardState.PENDING)
    refused_because: Mapped[str | None] = mapped_column(String(60))
    requested_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
