"""certificates that answer a challenge, their status lists, verifiers that are blocked, the inbox"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was printed before has no place in a list and no form that is read any more.
    _forget_certificates("printed")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nonce", sa.LargeBinary(16)))
        batch_op.add_column(sa.Column("says_index", sa.LargeBinary(16)))
        batch_op.add_column(sa.Column("status_list", sa.Integer()))
        batch_op.add_column(sa.Column("status_position", sa.Integer()))
        batch_op.create_unique_constraint(
            op.f("uq_certificate_status_list"), ["status_list", "status_position"]
        )
        batch_op.create_index(
            "ix_certificate_revoked",
            ["status_list"],
            sqlite_where=sa.text("revoked_at IS NOT NULL"),
            postgresql_where=sa.text("revoked_at IS NOT NULL"),
        )
    op.add_column("access_entry", sa.Column("reported_at", sa.DateTime(timezone=True)))
    op.create_table(
        "blocked_verifier",
        sa.Column("citizen_id", sa.String(40), nullable=False),
        sa.Column("verifier_id", sa.String(40), nullable=False),
        sa.Column("verifier_name", sa.String(100), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_blocked_verifier_citizen_id_citizen")
        ),
        sa.PrimaryKeyConstraint("citizen_id", "verifier_id", name=op.f("pk_blocked_verifier")),
    )
    op.create_table(
        "inbox_mark",
        sa.Column("citizen_id", sa.String(40), nullable=False),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_inbox_mark_citizen_id_citizen")
        ),
        sa.PrimaryKeyConstraint("citizen_id", name=op.f("pk_inbox_mark")),
    )


def downgrade() -> None:
    op.drop_table("inbox_mark")
    op.drop_table("blocked_verifier")
    with op.batch_alter_table("access_entry", schema=None) as batch_op:
        batch_op.drop_column("reported_at")
    _forget_certificates("addressed")
    # What was not said before is said as nearly as it could be.
    for word, former in (
        ("blocked", "revoked"),
        ("wrong_challenge", "wrong_audience"),
        ("offline", "valid"),
        ("offline_again", "already_used"),
    ):
        op.execute(
            sa.text("UPDATE access_entry SET outcome = :former WHERE outcome = :word").bindparams(
                word=word, former=former
            )
        )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_certificate_revoked")
        batch_op.drop_constraint(op.f("uq_certificate_status_list"), type_="unique")
        batch_op.drop_column("status_position")
        batch_op.drop_column("status_list")
        batch_op.drop_column("says_index")
        batch_op.drop_column("nonce")


def _forget_certificates(kind: str) -> None:
    """Remove certificates of a kind, and the request keys that would lead to them."""
    for statement in (
        "DELETE FROM request_key WHERE made IN (SELECT id FROM certificate WHERE kind = :kind)",
        "DELETE FROM certificate WHERE kind = :kind",
    ):
        op.execute(sa.text(statement).bindparams(kind=kind))
