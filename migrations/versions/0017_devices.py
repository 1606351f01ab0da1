"""devices that are signed in"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in", sa.Column("device", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("sign_in", "device")
