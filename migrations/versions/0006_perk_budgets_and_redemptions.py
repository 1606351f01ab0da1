"""budgets and quotas of perks, and what was redeemed at merchants"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("state IN ('pending', 'active', 'ending')")


def upgrade() -> None:
    op.create_table(
        "perk_allotment",
        sa.Column("perk", sa.String(length=60), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("committed_fen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("perk", name=op.f("pk_perk_allotment")),
    )
    op.create_table(
        "perk_merchant",
        sa.Column("merchant_id", sa.String(length=40), nullable=False),
        sa.Column("perk", sa.String(length=60), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_perk_merchant_merchant_id_merchant")
        ),
        sa.PrimaryKeyConstraint("merchant_id", "perk", name=op.f("pk_perk_merchant")),
    )
    op.create_table(
        "redemption",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("receipt", sa.String(length=40), nullable=False),
        sa.Column("merchant_id", sa.String(length=40), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("perk", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_redemption_citizen_id_citizen")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_redemption_merchant_id_merchant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption")),
        sa.UniqueConstraint("receipt", name=op.f("uq_redemption_receipt")),
    )
    with op.batch_alter_table("redemption", schema=None) as batch_op:
        batch_op.create_index("ix_redemption_merchant", ["merchant_id", "decided_at"], unique=False)
        batch_op.create_index("ix_redemption_citizen", ["citizen_id", "perk", "decided_at"], unique=False)
    _extend_grants()


def _extend_grants() -> None:
    """Add what a grant knows of its budget and its end, and count the grants that are there."""
    for column in (
        sa.Column("worth_fen", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("over_at", sa.DateTime(timezone=True)),
        sa.Column("noticed_at", sa.DateTime(timezone=True)),
        sa.Column("notice", sa.String(length=24)),
    ):
        op.add_column("perk_grant", column)
    op.create_index(
        "ix_perk_grant_in_force",
        "perk_grant",
        ["valid_until"],
        unique=False,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )
    op.execute(
        "UPDATE perk_grant SET over_at = (SELECT min(at) FROM perk_grant_step"
        " WHERE grant_id = perk_grant.id AND perk_grant_step.state IN ('ending', 'ended'))"
    )
    count = sa.text(
        "INSERT INTO perk_allotment (perk, taken, period_from, committed_fen)"
        " SELECT perk, count(*), :before_all_periods, 0 FROM perk_grant"
        " WHERE state IN ('pending', 'active', 'ending') GROUP BY perk"
    )
    op.get_bind().execute(count.bindparams(sa.bindparam("before_all_periods", date(1970, 1, 1), sa.Date())))


def downgrade() -> None:
    op.drop_index(
        "ix_perk_grant_in_force",
        table_name="perk_grant",
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )
    # In place, not as a batch: SQLite would drop the table, to which the steps refer.
    for column in ("notice", "noticed_at", "over_at", "worth_fen"):
        op.drop_column("perk_grant", column)
    for table in ("redemption", "perk_merchant", "perk_allotment"):
        op.drop_table(table)
