"""the rights of citizens: a pause, and the deletion of an account"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ASKED_FOR = (
    "EXISTS (SELECT 1 FROM account_deletion JOIN redress_case"
    " ON redress_case.citizen_id = account_deletion.citizen_id"
    " WHERE redress_case.id = OLD.case_id AND account_deletion.finished_at IS NULL)"
)
_REFUSAL = "the steps of a case are only ever added"


def upgrade() -> None:
    op.add_column("citizen", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "account_deletion",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_deletion")),
        sa.UniqueConstraint("citizen_id", name=op.f("uq_account_deletion_citizen_id")),
    )
    op.create_index("ix_access_entry_age", "access_entry", ["occurred_at"], postgresql_using="brin")
    _let_steps_go_with_their_citizen()


def downgrade() -> None:
    op.drop_index("ix_access_entry_age", "access_entry")
    _let_steps_only_grow()
    op.drop_table("account_deletion")
    op.drop_column("citizen", "paused_at")


def _let_steps_go_with_their_citizen() -> None:
    """Let a step be removed, and still never changed, while its citizen's account is being deleted."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change_of_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'DELETE' AND {_ASKED_FOR} THEN RETURN OLD; END IF;"
            f" RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        return
    op.execute("DROP TRIGGER redress_step_no_delete")
    op.execute(
        f"CREATE TRIGGER redress_step_no_delete BEFORE DELETE ON redress_step WHEN NOT {_ASKED_FOR}"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )


def _let_steps_only_grow() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change_of_step() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        return
    op.execute("DROP TRIGGER redress_step_no_delete")
    op.execute(
        "CREATE TRIGGER redress_step_no_delete BEFORE DELETE ON redress_step"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
