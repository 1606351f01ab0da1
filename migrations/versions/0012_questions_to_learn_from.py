"""questions of the bot that were answered badly"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judged_question",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("judgement", sa.String(length=16), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("text", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judged_question")),
    )
    op.create_index(op.f("ix_judged_question_asked_on"), "judged_question", ["asked_on"])


def downgrade() -> None:
    op.drop_table("judged_question")
