"""disputes and repairs: cases, steps, materials"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FLAGS = ("is_serious", "is_extended", "is_reviewed", "was_asked", "is_reminded", "is_escalated")
_CITY_OFFSET = timedelta(hours=8)


def upgrade() -> None:
    op.add_column("credit_record", sa.Column("corrected_on", sa.Date(), nullable=True))
    _create_cases()
    _create_steps()
    _create_materials()
    _let_steps_only_grow()
    _move_disputes()
    op.drop_table("dispute")


def _create_cases() -> None:
    op.create_table(
        "redress_case",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("subject_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("words_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_step", sa.String(length=24), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_to", sa.String(length=40), nullable=True),
        sa.Column("proposed_by", sa.String(length=40), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("duty_done_on", sa.Date(), nullable=True),
        sa.Column("commitment_version", sa.String(length=16), nullable=True),
        *(sa.Column(flag, sa.Boolean(), nullable=False) for flag in _FLAGS),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("fk_redress_case_citizen_id_citizen")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redress_case")),
        sa.UniqueConstraint("number", name=op.f("uq_redress_case_number")),
    )
    op.create_index("ix_redress_case_citizen_id", "redress_case", ["citizen_id"])
    op.create_index("ix_redress_case_department", "redress_case", ["department", "state"])
    op.create_index("ix_redress_case_queue", "redress_case", ["due_on", "number"])
    op.create_index("ix_redress_case_record", "redress_case", ["record_id", "kind"])


def _create_steps() -> None:
    op.create_table(
        "redress_step",
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("from_state", sa.String(length=16), nullable=False),
        sa.Column("to_state", sa.String(length=16), nullable=False),
        sa.Column("party", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=False),
        sa.Column("actor_name", sa.String(length=100), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=True),
        sa.Column("position", sa.String(length=16), nullable=True),
        sa.Column("content_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["redress_case.id"], name=op.f("fk_redress_step_case_id_redress_case")
        ),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_redress_step")),
    )


def _create_materials() -> None:
    op.create_table(
        "redress_material",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.String(length=40), nullable=False),
        sa.Column("name_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scan", sa.String(length=16), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["redress_case.id"], name=op.f("fk_redress_material_case_id_redress_case")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_redress_material")),
        sa.UniqueConstraint("case_id", "sha256", name=op.f("uq_redress_material_case_id")),
        sa.UniqueConstraint("id", name=op.f("uq_redress_material_id")),
    )
    op.create_index("ix_redress_material_removed_at", "redress_material", ["removed_at"])


def _let_steps_only_grow() -> None:
    """Let the database itself refuse to change or remove a step."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_step() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the steps of a case are only ever added'; END $$"
        )
        op.execute(
            "CREATE TRIGGER redress_step_only_grows BEFORE UPDATE OR DELETE ON redress_step"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_step()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER redress_step_no_{change.lower()} BEFORE {change} ON redress_step"
            " BEGIN SELECT RAISE(ABORT, 'the steps of a case are only ever added'); END"
        )


def _tables(*names: str) -> list[sa.Table]:
    metadata = sa.MetaData()
    return [sa.Table(name, metadata, autoload_with=op.get_bind()) for name in names]


def _move_disputes() -> None:
    """Make a case of each dispute; one that had no deadline is due on the day it was opened: at once."""
    dispute, citizen, record, case, step = _tables(
        "dispute", "citizen", "credit_record", "redress_case", "redress_step"
    )
    bind = op.get_bind()
    rows = bind.execute(
        sa.select(dispute, citizen.c.id_index, record.c.item_id, record.c.department)
        .join(citizen, citizen.c.id == dispute.c.citizen_id)
        .join(
            record,
            sa.and_(record.c.subject_index == citizen.c.id_index, record.c.id == dispute.c.record_id),
        )
    ).mappings()
    for row in rows.all():
        due_on = (row["opened_at"] + _CITY_OFFSET).date()
        bind.execute(case.insert().values(**_case_of(row), due_on=due_on))
        bind.execute(
            step.insert().values(
                case_id=row["id"],
                version=1,
                at=row["opened_at"],
                event="file",
                from_state="start",
                to_state="filed",
                party="citizen",
                actor_id=row["citizen_id"],
                actor_name="本人",
                due_on=due_on,
            )
        )


def _case_of(row: Any) -> dict[str, Any]:
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return {
        "id": row["id"],
        "number": f"Y{row['opened_at'].year}-{signs[:4]}-{signs[4:]}",
        "kind": "dispute",
        "citizen_id": row["citizen_id"],
        "subject_index": row["id_index"],
        "record_id": row["record_id"],
        "item_id": row["item_id"],
        "department": row["department"],
        "reason": row["reason"],
        "words_encrypted": row["words_encrypted"],
        "state": "filed",
        "version": 1,
        "edition": "2026-1",
        "opened_at": row["opened_at"],
        "due_step": "dispute_forward",
        **dict.fromkeys(_FLAGS, False),
    }


def downgrade() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("citizen_id", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("words_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizen.id"], name=op.f("fk_dispute_citizen_id_citizen")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index("ix_dispute_citizen_id", "dispute", ["citizen_id"])
    op.create_index("ix_dispute_record_id", "dispute", ["record_id"])
    op.execute(
        "INSERT INTO dispute (id, citizen_id, record_id, reason, words_encrypted, state, opened_at)"
        " SELECT id, citizen_id, record_id, reason, words_encrypted, 'open', opened_at"
        " FROM redress_case WHERE kind = 'dispute'"
    )
    for table in ("redress_material", "redress_step", "redress_case"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_step()")
    op.drop_column("credit_record", "corrected_on")
