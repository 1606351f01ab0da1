"""Whoever writes credit records notes it: what is kept of a status is believed by that alone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.our_code import ROOT, place, syntax_of

WRITING_CALLS = {"CreditRecord", "insert", "update", "delete", "merge", "with_for_update"}
NOTING_CALLS = {"note_change", "note_changes"}
WRITING_SQL = re.compile(r"\b(INTO|UPDATE|COPY|DELETE FROM)\s+credit_record\b", re.IGNORECASE)


def calls_of(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def names_called(call: ast.Call) -> set[str]:
    """Return the last name of what is called, and the names of its keywords (`with_for_update=`)."""
    return {ast.unparse(call.func).rpartition(".")[2], *(one.arg for one in call.keywords if one.arg)}


def is_about_records(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "CreditRecord" for node in ast.walk(tree))


def writes_records(tree: ast.Module) -> bool:
    """Tell whether a file may change a row of the table: through its class, or in SQL of its own."""
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return (
        any(names_called(call) & WRITING_CALLS and is_about_records(call) for call in calls_of(tree))
        or "CreditRecord.__table__" in ast.unparse(tree)
        or any(isinstance(one, str) and WRITING_SQL.search(one) for one in texts)
    )


def notes_changes(tree: ast.Module) -> bool:
    return any(names_called(call) & NOTING_CALLS for call in calls_of(tree))


def writers() -> list[Path]:
    return [path for path in sorted((ROOT / "backend").rglob("*.py")) if writes_records(syntax_of(path))]


def test_every_file_that_writes_credit_records_notes_the_change() -> None:
    silent = [place(path) for path in writers() if not notes_changes(syntax_of(path))]
    assert silent == []


def test_the_writers_that_are_known_are_found() -> None:
    assert {"backend/redress/effects.py", "backend/demo/loading.py"} <= {place(path) for path in writers()}


@pytest.mark.parametrize(
    "source",
    [
        "session.execute(insert(CreditRecord), rows)",
        "session.execute(postgresql.insert(CreditRecord).from_select(names, rows))",
        "session.add(CreditRecord(id='x'))",
        "session.get(CreditRecord, key, with_for_update=True).state = 'disputed'",
        "session.scalars(select(CreditRecord).with_for_update())",
        "session.execute(insert(cast(Table, CreditRecord.__table__)), rows)",
        "session.execute(text('UPDATE credit_record SET state = 1'))",
        "cursor.copy('COPY credit_record (id) FROM STDIN')",
    ],
)
def test_every_way_of_writing_is_recognised(source: str) -> None:
    assert writes_records(ast.parse(source))


def test_reading_is_no_writing() -> None:
    reading = "session.scalars(select(CreditRecord.id)).all(); session.execute(insert(AccessEntry), entry)"
    assert not writes_records(ast.parse(reading))
