"""what was compared with the operators, and what was mended"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reconciliation_round",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("begun_by", sa.String(length=128), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("changed_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phase", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=1000), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("sent_to_mend", sa.Integer(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation_round")),
        sa.UniqueConstraint("begun_by", name=op.f("uq_reconciliation_round_begun_by")),
    )
    op.create_index("ix_reconciliation_round_operator", "reconciliation_round", ["operator", "began_at"])
    op.create_index(op.f("ix_reconciliation_round_began_at"), "reconciliation_round", ["began_at"])
    op.create_table(
        "reconciliation_difference",
        sa.Column(
            "sequence",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("round_id", sa.String(length=40), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("grant_id", sa.String(length=40), nullable=True),
        sa.Column("our_state", sa.String(length=10), nullable=True),
        sa.Column("our_revision", sa.Integer(), nullable=True),
        sa.Column("entitlement_id", sa.String(length=64), nullable=True),
        sa.Column("their_state", sa.String(length=10), nullable=True),
        sa.Column("their_revision", sa.BigInteger(), nullable=True),
        sa.Column("their_perk", sa.String(length=60), nullable=True),
        sa.Column("their_change_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how_many", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["reconciliation_round.id"],
            name=op.f("fk_reconciliation_difference_round_id_reconciliation_round"),
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_reconciliation_difference")),
    )
    op.create_index(
        "ix_reconciliation_difference_operator", "reconciliation_difference", ["operator", "sequence"]
    )
    op.create_index(op.f("ix_reconciliation_difference_round_id"), "reconciliation_difference", ["round_id"])
    op.create_index(op.f("ix_reconciliation_difference_found_at"), "reconciliation_difference", ["found_at"])
    op.create_table(
        "reconciliation_held",
        sa.Column("round_id", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=130), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("perk", sa.String(length=60), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["reconciliation_round.id"],
            name=op.f("fk_reconciliation_held_round_id_reconciliation_round"),
        ),
        sa.PrimaryKeyConstraint("round_id", "key", name=op.f("pk_reconciliation_held")),
    )


def downgrade() -> None:
    op.drop_table("reconciliation_held")
    op.drop_table("reconciliation_difference")
    op.drop_table("reconciliation_round")
