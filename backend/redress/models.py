"""Tables of cases, of every step that they took, and of their materials."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Counter, Moment


class Case(Base):
    """A dispute or a repair of one record, as it stands now.

    `number` is what people say and write; it tells nothing of the person. `words_encrypted` are the citizen's
    own; `key_encrypted` is the key of its steps, from the first that says something.
    `version` counts the steps: a step is taken upon the version that was seen. `edition` names the rules
    by which it is judged, `due_step` and `due_on` the deadline that runs, `outcome` the event that decided.
    """

    __tablename__ = "redress_case"
    __table_args__ = (
        Index("ix_redress_case_queue", "due_on", "number"),
        Index("ix_redress_case_record", "record_id", "kind"),
        Index("ix_redress_case_department", "department", "state"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    citizen_id: Mapped[str] = mapped_column(ForeignKey("citizen.id"), index=True)
    subject_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    record_id: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[str] = mapped_column(String(60))
    department: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(24))
    words_encrypted: Mapped[bytes] = mapped_column(LargeBinary)
    key_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(24))
    version: Mapped[int] = mapped_column(default=0)
    edition: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    due_step: Mapped[str | None] = mapped_column(String(24))
    due_on: Mapped[date | None] = mapped_column(Date)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    assigned_to: Mapped[str | None] = mapped_column(String(40))
    proposed_by: Mapped[str | None] = mapped_column(String(40))
    decided_by: Mapped[str | None] = mapped_column(String(40))
    duty_done_on: Mapped[date | None] = mapped_column(Date)
    commitment_version: Mapped[str | None] = mapped_column(String(16))
    is_serious: Mapped[bool] = mapped_column(default=False)
    is_extended: Mapped[bool] = mapped_column(default=False)
    is_reviewed: Mapped[bool] = mapped_column(default=False)
    was_asked: Mapped[bool] = mapped_column(default=False)
    is_reminded: Mapped[bool] = mapped_column(default=False)
    is_escalated: Mapped[bool] = mapped_column(default=False)


class CaseStep(Base):
    """One step of a case; rows are only ever added, and triggers of the database refuse anything else.

    The key is the case and the version that the step made, so that no two steps can follow the same one.
    `content_encrypted` holds the words and corrections that belong to it, under the key of the case.
    """

    __tablename__ = "redress_step"

    case_id: Mapped[str] = mapped_column(ForeignKey("redress_case.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    event: Mapped[str] = mapped_column(String(24))
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    party: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str] = mapped_column(String(40))
    actor_name: Mapped[str] = mapped_column(String(100))
    template: Mapped[str | None] = mapped_column(String(40))
    position: Mapped[str | None] = mapped_column(String(16))
    content_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary)
    due_on: Mapped[date | None] = mapped_column(Date)


class Material(Base):
    """A file that somebody added to a case; its content lies encrypted in the store of materials.

    `removed_at` is set when the content was deleted; name and hash stay as long as the case does.
    """

    __tablename__ = "redress_material"
    __table_args__ = (UniqueConstraint("case_id", "sha256"),)

    sequence: Mapped[int] = mapped_column(Counter, primary_key=True)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("redress_case.id"))
    name_encrypted: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str] = mapped_column(String(32))
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    scan: Mapped[str] = mapped_column(String(16))
    added_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
