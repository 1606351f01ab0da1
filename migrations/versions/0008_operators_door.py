"""keys, messages and events of operators"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("state IN ('pending', 'active', 'ending')")


def upgrade() -> None:
    op.create_table(
        "operator_key",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("is_sandbox", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_operator_key_digest")),
    )
    op.create_index(op.f("ix_operator_key_operator"), "operator_key", ["operator"], unique=False)
    _create_events()
    _create_sandbox()
    _extend_grants()


def _create_events() -> None:
    """Add where events go, what they are signed with, and which came."""
    op.create_table(
        "operator_endpoint",
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("is_sandbox", sa.Boolean(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_because", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("operator", "is_sandbox", name=op.f("pk_operator_endpoint")),
    )
    op.create_table(
        "operator_endpoint_secret",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("is_sandbox", sa.Boolean(), nullable=False),
        sa.Column("secret_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["operator", "is_sandbox"],
            ["operator_endpoint.operator", "operator_endpoint.is_sandbox"],
            name=op.f("fk_operator_endpoint_secret_operator_operator_endpoint"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_endpoint_secret")),
    )
    op.create_index(
        "ix_operator_endpoint_secret_endpoint",
        "operator_endpoint_secret",
        ["operator", "is_sandbox"],
        unique=False,
    )
    op.create_table(
        "operator_event",
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("webhook_id", sa.String(length=128), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("operator", "webhook_id", name=op.f("pk_operator_event")),
    )
    op.create_index("ix_operator_event_received", "operator_event", ["operator", "received_at"], unique=False)


def _create_sandbox() -> None:
    """Add the grants that belong to nobody."""
    op.create_table(
        "operator_sandbox_grant",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("entitlement_id", sa.String(length=40), nullable=False),
        sa.Column("link_id", sa.String(length=40), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("perk", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("max_value_fen", sa.BigInteger(), nullable=True),
        sa.Column("refused_because", sa.String(length=60), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_sandbox_grant")),
        sa.UniqueConstraint("entitlement_id", name=op.f("uq_operator_sandbox_grant_entitlement_id")),
    )
    op.create_index(
        "ix_operator_sandbox_grant_operator",
        "operator_sandbox_grant",
        ["operator", "changed_at", "id"],
        unique=False,
    )


def _extend_grants() -> None:
    """Let an operator's grants be found in the order of their last change, and fill in what is there."""
    for column in (
        sa.Column("operator", sa.String(length=40), nullable=False, server_default=""),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default="1970-01-01 00:00:00",
        ),
        sa.Column("seen_revision", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("perk_grant", column)
    op.execute(
        "UPDATE perk_grant SET"
        " operator = (SELECT operator FROM linked_card WHERE linked_card.id = perk_grant.card_id),"
        " changed_at = coalesce((SELECT max(at) FROM perk_grant_step WHERE grant_id = perk_grant.id),"
        " requested_at)"
    )
    op.create_index("ix_perk_grant_operator", "perk_grant", ["operator", "changed_at", "id"], unique=False)
    op.create_index(
        "ix_perk_grant_operator_in_force",
        "perk_grant",
        ["operator", "id"],
        unique=False,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )


def downgrade() -> None:
    op.drop_index(
        "ix_perk_grant_operator_in_force",
        table_name="perk_grant",
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )
    op.drop_index("ix_perk_grant_operator", table_name="perk_grant")
    # In place, not as a batch: SQLite would drop the table, to which the steps refer.
    for column in ("seen_revision", "changed_at", "operator"):
        op.drop_column("perk_grant", column)
    for table in (
        "operator_sandbox_grant",
        "operator_event",
        "operator_endpoint_secret",
        "operator_endpoint",
        "operator_key",
    ):
        op.drop_table(table)
