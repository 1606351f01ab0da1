from __future__ import annotations

from alembic.script import ScriptDirectory

from tests.architecture.our_code import ROOT


def test_there_is_one_newest_migration_and_the_file_head_names_it() -> None:
    """Two branches that each add a migration both change this file: they meet in git, not in production."""
    heads = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    assert heads == [(ROOT / "migrations" / "HEAD").read_text(encoding="utf-8").strip()]
