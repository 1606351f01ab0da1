"""what the outbox knows of operators that fail, and of work that comes by the clock"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ONLY_READY = sa.text("state = 'ready'")
_ONLY_SETTLED = sa.text("settled_at IS NOT NULL")
_NAME_DESTINATIONS = {
    "postgresql": "UPDATE outbox_message SET destination = split_part(stream, '/', 1)"
    " WHERE stream LIKE '%/%'",
    "sqlite": "UPDATE outbox_message SET destination = substr(stream, 1, instr(stream, '/') - 1)"
    " WHERE stream LIKE '%/%'",
}


def upgrade() -> None:
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_stream")
        batch_op.drop_index("ix_outbox_message_due")
        batch_op.add_column(
            sa.Column("destination", sa.String(length=128), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("faults", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("redriven_by", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("redriven_at", sa.DateTime(timezone=True), nullable=True))

    op.execute(_NAME_DESTINATIONS[op.get_bind().dialect.name])
    # When it was settled was not kept; it was last due shortly before.
    op.execute("UPDATE outbox_message SET settled_at = ready_at WHERE state <> 'ready'")
    _create_index("ix_outbox_message_due", ["destination", "ready_at", "sequence"], _ONLY_READY)
    _create_index("ix_outbox_message_stream", ["stream", "sequence"], _ONLY_READY)
    _create_index("ix_outbox_message_settled", ["state", "settled_at"], _ONLY_SETTLED)

    op.create_table(
        "outbox_breaker",
        sa.Column("destination", sa.String(length=128), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("probe", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("destination", name=op.f("pk_outbox_breaker")),
    )
    op.create_table(
        "outbox_slot",
        sa.Column("schedule", sa.String(length=64), nullable=False),
        sa.Column("slot_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("schedule", name=op.f("pk_outbox_slot")),
    )


def downgrade() -> None:
    op.drop_table("outbox_slot")
    op.drop_table("outbox_breaker")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_settled")
        batch_op.drop_index("ix_outbox_message_stream")
        batch_op.drop_index("ix_outbox_message_due")
        batch_op.drop_column("redriven_at")
        batch_op.drop_column("redriven_by")
        batch_op.drop_column("settled_at")
        batch_op.drop_column("faults")
        batch_op.drop_column("destination")
        batch_op.create_index("ix_outbox_message_due", ["state", "ready_at"], unique=False)
        batch_op.create_index("ix_outbox_message_stream", ["stream", "sequence"], unique=False)


def _create_index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "outbox_message", columns, postgresql_where=where, sqlite_where=where)
