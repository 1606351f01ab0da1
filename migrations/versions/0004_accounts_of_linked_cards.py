"""what an operator's own system calls a linked card, for protocols that know no links"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("linked_card", sa.Column("account_encrypted", sa.LargeBinary()))


def downgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and grants refer to it.
    op.drop_column("linked_card", "account_encrypted")
