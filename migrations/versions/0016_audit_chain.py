"""the chain of access entries, and who may change them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

_ACCESS_REFUSAL = "the access log is only ever added to"
_CHAIN_REFUSAL = "the chain of seals is only ever added to"
_IS_BEING_ERASED = (
    "EXISTS (SELECT 1 FROM audit_leaf WHERE log = 'access' AND ref = OLD.id AND erased_in IS NOT NULL)"
)
# A leaf may be told, once, that its entry is erased, and may then forget which entry that was.
_TELLS_OF_AN_ERASURE = (
    "NEW.seal = OLD.seal AND NEW.place = OLD.place AND NEW.log = OLD.log AND NEW.digest = OLD.digest"
    " AND NEW.erased_in IS NOT NULL"
    " AND (OLD.erased_in IS NULL OR OLD.erased_in = NEW.erased_in)"
    " AND (NEW.ref IS NULL OR (OLD.ref IS NOT NULL AND NEW.ref = OLD.ref))"
)
_NEVER = "1 = 0"


def upgrade() -> None:
    _create_chain()
    op.create_index(
        "ix_access_entry_reported",
        "access_entry",
        ["reported_at"],
        postgresql_where=sa.text("reported_at IS NOT NULL"),
        sqlite_where=sa.text("reported_at IS NOT NULL"),
    )
    _refuse("access_entry", _ACCESS_REFUSAL, delete_unless=_IS_BEING_ERASED)
    _refuse("audit_seal", _CHAIN_REFUSAL)
    _refuse("audit_leaf", _CHAIN_REFUSAL, update_unless=_TELLS_OF_AN_ERASURE)
    _refuse("audit_erasure", _CHAIN_REFUSAL)


def _create_chain() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whole_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seal")),
    )
    op.create_table(
        "audit_erasure",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("log", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_erasure")),
    )
    op.create_table(
        "audit_leaf",
        sa.Column("seal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log", sa.String(length=16), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("erased_in", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["seal"], ["audit_seal.number"], name=op.f("fk_audit_leaf_seal_audit_seal")),
        sa.ForeignKeyConstraint(
            ["erased_in"], ["audit_erasure.number"], name=op.f("fk_audit_leaf_erased_in_audit_erasure")
        ),
        sa.PrimaryKeyConstraint("seal", "place", name=op.f("pk_audit_leaf")),
    )
    op.create_index("ix_audit_leaf_ref", "audit_leaf", ["log", "ref"], unique=True)


def _refuse(table: str, refusal: str, *, update_unless: str = _NEVER, delete_unless: str = _NEVER) -> None:
    """Let the database itself refuse to change or remove a row, but for the lawful way."""
    unless = {"UPDATE": update_unless, "DELETE": delete_unless}
    if op.get_bind().dialect.name != "postgresql":
        for change, lawful in unless.items():
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                f" WHEN NOT ({lawful}) BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            )
        return
    # The schema is named, so that no temporary table of the same name is asked instead.
    schema = op.get_bind().scalar(sa.text("SELECT quote_ident(current_schema())"))
    for change, lawful in unless.items():
        name, given = f"{table}_no_{change.lower()}", "NEW" if change == "UPDATE" else "OLD"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp"
            f" AS $$ BEGIN IF {lawful} THEN RETURN {given}; END IF; RAISE EXCEPTION '{refusal}'; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for change in ("update", "delete"):
        name = f"access_entry_no_{change}"
        op.execute(f"DROP TRIGGER {name}" + (" ON access_entry" if is_postgresql else ""))
    op.drop_index("ix_access_entry_reported", "access_entry")
    for table in ("audit_leaf", "audit_erasure", "audit_seal"):
        op.drop_table(table)
    for table in ("access_entry", "audit_leaf", "audit_erasure", "audit_seal") if is_postgresql else ():
        for change in ("update", "delete"):
            op.execute(f"DROP FUNCTION {table}_no_{change}()")
