"""invitations of merchants, and keys that have an id, a name and a role"""

from __future__ import annotations

import secrets
from string import ascii_letters, digits

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_KEY = sa.table("merchant_key", sa.column("digest", sa.LargeBinary()), sa.column("id", sa.String()))


def upgrade() -> None:
    op.alter_column("merchant", "joined_at", new_column_name="registered_at")
    op.add_column("merchant", sa.Column("credit_code", sa.String(length=18), nullable=True))
    # An index, not a constraint: for that SQLite would build the table anew, to which others refer.
    op.create_index(op.f("ix_merchant_credit_code"), "merchant", ["credit_code"], unique=True)
    for column in (
        sa.Column("id", sa.String(length=40), nullable=True),
        sa.Column("label", sa.String(length=40), server_default="", nullable=False),
        # Who held a key before there were roles is not known: it scans on, and the city invites the owner.
        sa.Column("role", sa.String(length=8), server_default="staff", nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("rules_version", sa.String(length=16), nullable=True),
    ):
        op.add_column("merchant_key", column)
    _give_ids()
    with op.batch_alter_table("merchant_key", schema=None) as batch_op:
        batch_op.alter_column("id", existing_type=sa.String(length=40), nullable=False)
        # From now on whoever makes a key says whose it is.
        batch_op.alter_column("role", existing_type=sa.String(length=8), server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_merchant_key_id"), ["id"])
    op.create_table(
        "merchant_invitation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("merchant_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=True),
        sa.Column("made_by", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_under", sa.LargeBinary(length=32), nullable=True),
        sa.Column("key_id", sa.String(length=40), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name=op.f("fk_merchant_invitation_merchant_id_merchant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_merchant_invitation_digest")),
    )
    op.create_index(op.f("ix_merchant_invitation_merchant_id"), "merchant_invitation", ["merchant_id"])


def _give_ids() -> None:
    """Give each key an id as the service makes them."""
    bind, letters = op.get_bind(), digits + ascii_letters
    for (digest,) in bind.execute(sa.select(_KEY.c.digest)).all():
        key_id = "mky_" + "".join(secrets.choice(letters) for _ in range(22))
        bind.execute(sa.update(_KEY).where(_KEY.c.digest == digest).values(id=key_id))


def downgrade() -> None:
    op.drop_table("merchant_invitation")
    with op.batch_alter_table("merchant_key", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_merchant_key_id"), type_="unique")
        for column in ("rules_version", "last_used_on", "role", "label", "id"):
            batch_op.drop_column(column)
    op.drop_index(op.f("ix_merchant_credit_code"), table_name="merchant")
    op.drop_column("merchant", "credit_code")
    op.alter_column("merchant", "registered_at", new_column_name="joined_at")
