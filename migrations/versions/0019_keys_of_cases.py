"""a key for each case, under which its steps are sealed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_SEALED = sa.text("SELECT count(*) FROM redress_step WHERE content_encrypted IS NOT NULL")


def upgrade() -> None:
    _require_nothing_sealed()
    op.add_column("redress_case", sa.Column("key_encrypted", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    _require_nothing_sealed()
    op.drop_column("redress_case", "key_encrypted")


def _require_nothing_sealed() -> None:
    """Steps are under the seals of the audit chain: nothing may encrypt them anew."""
    sealed = op.get_bind().execute(_SEALED).scalar_one()
    if sealed:
        raise SystemExit(
            f"{sealed} steps of cases are encrypted in a way that the other edition cannot read, and nothing "
            "may rewrite them. Keep this edition; a demo city is made anew by removing its folder var/."
        )
