"""subscribe messages: where to reach a citizen who asked to be told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("wechat_account", sa.Column("openid_encrypted", sa.LargeBinary(), nullable=True))
    op.create_table(
        "push_permission",
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_flight", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_push_permission_citizen_id_citizen")
        ),
        sa.PrimaryKeyConstraint("citizen_id", "template", name=op.f("pk_push_permission")),
    )


def downgrade() -> None:
    op.drop_table("push_permission")
    op.drop_column("wechat_account", "openid_encrypted")
