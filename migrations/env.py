"""Runs the migrations on the database of the settings, or on the address a test hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

import backend.domain  # noqa: F401  importing it makes every table known
from backend.platform.database import Base, Database, Moment
from config.loading import load_settings


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as plain ones: a migration must not change when the code does."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


url = context.config.attributes.get("url") or load_settings().database_url
database = Database(url)
try:
    with database.engine.connect() as connection:
        # SQLite cannot alter a table's constraints in place: alembic copies the table instead.
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_render,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
finally:
    database.close()
