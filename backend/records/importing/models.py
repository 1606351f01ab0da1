"""Tables of batches: what a department delivered, how far it has come, and the rows that wait for mending."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class ImportBatch(Base):
    """One delivery of a department, known by the SHA-256 of its content: the same content is the same batch.

    `faults` counts the rows in quarantine by the code of each fault.
    """

    __tablename__ = "import_batch"
    __table_args__ = (
        UniqueConstraint("department", "content_digest"),
        Index("ix_import_batch_department", "department", "started_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    department: Mapped[str] = mapped_column(String(40))
    content_digest: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))
    rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    replaced: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    duplicates: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    late: Mapped[int] = mapped_column(default=0)
    faults: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    started_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class ImportChunk(Base):
    """A part of a batch whose rows are staged; it is written in the same transaction as they are.

    PostgreSQL logs neither these nor the staged rows: after a crash of its own a rerun stages them again.
    """

    __tablename__ = "import_chunk"

    batch_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rows: Mapped[int]
    rejected: Mapped[int]
    faults: Mapped[dict[str, int]] = mapped_column(JSON)


# A good row on its way into the records, and what it says of an organisation. Without a key: nothing looks
# a row up, and an index would cost more than the rows.
import_row = Table(
    "import_row",
    Base.metadata,
    Column("batch_id", String(40), nullable=False),
    Column("line", Integer, nullable=False),
    Column("subject_index", LargeBinary(32), nullable=False),
    Column("record_id", String(40), nullable=False),
    Column("subject_kind", String(8), nullable=False),
    Column("item_id", String(60), nullable=False),
    Column("document_number", String(80), nullable=False),
    Column("title", String(200), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("valid_until", Date),
    Column("duty_fulfilled_on", Date),
    Column("revised_on", Date),
    Column("state", String(12), nullable=False),
    Column("details_encrypted", LargeBinary, nullable=False),
    Column("fingerprint", LargeBinary(16), nullable=False),
    Column("organisation_code", String(18)),
    Column("organisation_name", String(200)),
    Column("representative", String(100)),
    Column("is_registration", Boolean, nullable=False),
    Column("is_late", Boolean, nullable=False),
)


class QuarantinedRow(Base):
    """A row that cannot go in, with what is wrong; `row_encrypted` is the row as it was delivered."""

    __tablename__ = "quarantined_row"

    batch_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    row_encrypted: Mapped[bytes] = mapped_column(LargeBinary)


class DepartmentKey(Base):
    """An API key of a source department by its SHA-256; the key itself is shown once, when it is made."""

    __tablename__ = "department_key"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    department: Mapped[str] = mapped_column(String(40), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
