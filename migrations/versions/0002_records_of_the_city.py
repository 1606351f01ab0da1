"""records of the city: keyed by subject, with details, versions, batches and organisations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        # A foreign key would need the subject too, and could not cross the shards of a distributed table.
        batch_op.drop_constraint(op.f("fk_dispute_record_id_credit_record"), type_="foreignkey")
    with op.batch_alter_table("credit_record", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_record_subject")
        batch_op.drop_constraint(op.f("uq_credit_record_department"), type_="unique")
        batch_op.drop_constraint(op.f("pk_credit_record"), type_="primary")
        batch_op.add_column(sa.Column("subject_kind", sa.String(8), nullable=False, server_default="natural"))
        batch_op.add_column(sa.Column("revised_on", sa.Date()))
        batch_op.add_column(sa.Column("details_encrypted", sa.LargeBinary()))
        batch_op.add_column(sa.Column("fingerprint", sa.LargeBinary(16), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("batch_id", sa.String(40), nullable=False, server_default="before"))
        batch_op.create_primary_key(op.f("pk_credit_record"), ["subject_index", "id"])
    with op.batch_alter_table("credit_record", schema=None) as batch_op:
        for column in ("subject_kind", "fingerprint", "version", "batch_id"):
            batch_op.alter_column(column, server_default=None)
    _create_versions()
    _create_batches()
    op.create_table(
        "records_revision",
        sa.Column("prefix", sa.LargeBinary(2), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_records_revision")),
    )
    op.create_table(
        "organisation",
        sa.Column("code", sa.String(18), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("representative", sa.String(100)),
        sa.Column("is_registered", sa.Boolean(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_organisation")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_name"), ["name"], unique=False)


def _create_versions() -> None:
    op.create_table(
        "credit_record_version",
        sa.Column("subject_index", sa.LargeBinary(32), nullable=False),
        sa.Column("record_id", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("duty_fulfilled_on", sa.Date()),
        sa.Column("revised_on", sa.Date()),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("details_encrypted", sa.LargeBinary()),
        sa.Column("fingerprint", sa.LargeBinary(16), nullable=False),
        sa.Column("batch_id", sa.String(40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "subject_index", "record_id", "version", name=op.f("pk_credit_record_version")
        ),
    )


def _create_batches() -> None:
    # PostgreSQL does not log what a rerun of an import makes again; SQLite knows no such thing.
    unlogged = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    counts = ("rows", "created", "replaced", "unchanged", "duplicates", "rejected", "late")
    op.create_table(
        "import_batch",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("content_digest", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        *(sa.Column(count, sa.Integer(), nullable=False) for count in counts),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
        sa.UniqueConstraint("department", "content_digest", name=op.f("uq_import_batch_department")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index("ix_import_batch_department", ["department", "started_at"], unique=False)
    op.create_table(
        "import_chunk",
        sa.Column("batch_id", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_import_chunk")),
        prefixes=unlogged,
    )
    _create_rows(unlogged)
    op.create_table(
        "quarantined_row",
        sa.Column("batch_id", sa.String(40), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("row_encrypted", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "line", name=op.f("pk_quarantined_row")),
    )
    op.create_table(
        "department_key",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_department_key")),
    )
    with op.batch_alter_table("department_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_department_key_department"), ["department"], unique=False)


def _create_rows(unlogged: list[str]) -> None:
    op.create_table(
        "import_row",
        sa.Column("batch_id", sa.String(40), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("subject_index", sa.LargeBinary(32), nullable=False),
        sa.Column("record_id", sa.String(40), nullable=False),
        sa.Column("subject_kind", sa.String(8), nullable=False),
        sa.Column("item_id", sa.String(60), nullable=False),
        sa.Column("document_number", sa.String(80), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("duty_fulfilled_on", sa.Date()),
        sa.Column("revised_on", sa.Date()),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("details_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(16), nullable=False),
        sa.Column("organisation_code", sa.String(18)),
        sa.Column("organisation_name", sa.String(200)),
        sa.Column("representative", sa.String(100)),
        sa.Column("is_registration", sa.Boolean(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        prefixes=unlogged,
    )


def downgrade() -> None:
    for table in (
        "organisation",
        "records_revision",
        "department_key",
        "quarantined_row",
        "import_row",
        "import_chunk",
        "import_batch",
        "credit_record_version",
    ):
        op.drop_table(table)
    with op.batch_alter_table("credit_record", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("pk_credit_record"), type_="primary")
        for column in (
            "batch_id",
            "version",
            "fingerprint",
            "details_encrypted",
            "revised_on",
            "subject_kind",
        ):
            batch_op.drop_column(column)
        batch_op.create_primary_key(op.f("pk_credit_record"), ["id"])
        batch_op.create_unique_constraint(
            op.f("uq_credit_record_department"),
            ["department", "document_number", "item_id", "subject_index"],
        )
        batch_op.create_index("ix_credit_record_subject", ["subject_index"], unique=False)
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_foreign_key(
            op.f("fk_dispute_record_id_credit_record"), "credit_record", ["record_id"], ["id"]
        )
