"""officers who decide cases"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "officer",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("username", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("totp_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("username", name=op.f("uq_officer_username")),
    )
    op.create_table(
        "officer_tie",
        sa.Column("officer_id", sa.String(length=40), nullable=False),
        sa.Column("subject_index", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_officer_tie_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("officer_id", "subject_index", name=op.f("pk_officer_tie")),
    )
    op.create_table(
        "officer_session",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_officer_session_officer_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_officer_session_digest")),
    )
    op.create_index("ix_officer_session_officer_id", "officer_session", ["officer_id"])
    _create_log()


def _create_log() -> None:
    op.create_table(
        "officer_log",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer_id", sa.String(length=40), nullable=True),
        sa.Column("session_id", sa.String(length=40), nullable=True),
        sa.Column("act", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_officer_log")),
    )
    op.create_index("ix_officer_log_officer", "officer_log", ["officer_id", "number"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_officer_log() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the log of officers is only ever added to'; END $$"
        )
        op.execute(
            "CREATE TRIGGER officer_log_only_grows BEFORE UPDATE OR DELETE ON officer_log"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_officer_log()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER officer_log_no_{change.lower()} BEFORE {change} ON officer_log"
            " BEGIN SELECT RAISE(ABORT, 'the log of officers is only ever added to'); END"
        )


def downgrade() -> None:
    for table in ("officer_log", "officer_session", "officer_tie", "officer"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_officer_log()")
