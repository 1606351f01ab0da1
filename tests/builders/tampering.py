"""Changing what the database itself refuses to change, as somebody would who has all rights there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from backend.platform.database import Database

TRIGGERS = tuple(
    f"{table}_no_{change}"
    for table in ("access_entry", "audit_seal", "audit_leaf", "audit_erasure", "redress_step", "officer_log")
    for change in ("update", "delete")
)


def tamper(database: Database, statement: str, **values: Any) -> int:
    """Run the statement without triggers and foreign keys; return how many rows it changed.

    On SQLite the triggers stay away from this database, a copy that one test has for itself.
    """
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            away = ["SET session_replication_role = replica"]
            back = "SET session_replication_role = origin"
        else:
            away = ["PRAGMA foreign_keys = OFF", *(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS)]
            back = "PRAGMA foreign_keys = ON"
        for order in away:
            connection.exec_driver_sql(order)
        changed = connection.execute(text(statement), values).rowcount
        connection.exec_driver_sql(back)
    return changed
